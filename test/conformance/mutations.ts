// Random changes of manifests that may be right or wrong: what a person, a template or a fuzzer would write. For
// properties and for comparing with a live server.
import type { Prng } from '../../server/src/base/prng.ts';
import { formatPath } from '../../server/src/api/fieldPath.ts';
import type { GroupVersionKind } from '../../server/src/api/gvk.ts';
import { fieldsOf, type FieldInfo } from '../../server/src/schema/catalog.ts';

/** A JSON object. */
export type Json = Record<string, unknown>;
/** Whether a value is one. */
export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const STRINGS = [
  '', 'a', 'x-y', 'A_b', '-x', 'x-', 'a.b', 'a..b', 'a/b', '/a', 'a/b/c', '..', '../a', 'naïve', 'a b', ' a', 'a=b', '80', '0', '-1', '50%', '101%', '0%',
  'x'.repeat(63), 'x'.repeat(64), 'x'.repeat(254), '1.2.3.4', '10.0.0.0/24', '10.0.0.1/24', '::1', 'fd00::/64', '300.1.1.1', '01.2.3.4', 'http', 'HTTP', 'example.com',
  'example.com/x', 'metadata.name', "metadata.labels['a']", 'spec.nodeName', 'status.podIP', '1Gi', '100m', 'requests.cpu', 'limits.memory', 'cpu', 'memory', 'hugepages-2Mi', 'storage', 'pods', 'nvidia.com/gpu',
  'Always', 'Never', 'None', 'Default', 'Exists', 'In', 'NotIn', 'Equal', 'NoExecute', 'Local', 'Cluster', 'TCP', 'UDP', 'SCTP', 'ClusterIP', 'IPv4', 'Allow', 'Unconfined', 'RuntimeDefault', 'Localhost',
  '2026-01-02T03:04:05Z', '@daily', '*/5 * * * *', 'Europe/Berlin', 'kubernetes.io/hostname', 'node-role.kubernetes.io/x', 'linux', 'windows', 'default', 'system:node', '$(A)', '_x', 'X', '1a', 'a:b', 'a,b', 'image:tag', 'UPPER/image', ' image', 'img@sha256:abc',
];
const NUMBERS = [-1, 0, 1, 2, 3, 10, 63, 64, 80, 100, 101, 300, 443, 511, 512, 644, 1000, 30000, 32768, 65535, 65536, 2147483647, 2147483648, 1.5];
const OTHERS: readonly unknown[] = [null, true, false, [], {}, '', 0, 'x', ['x'], { a: 'b' }];

/** A value that a field could have. */
function valueFor(field: FieldInfo, gvk: GroupVersionKind, path: readonly (string | number)[], prng: Prng, depth: number): unknown {
  const pick = <T>(list: readonly T[]): T => structuredClone(prng.pick(list));
  if (prng.below(25) === 0) return pick(OTHERS);
  if (field.values && prng.below(4) > 0) return field.shape === 'list' ? [pick(field.values)] : pick(field.values);
  if (field.shape === 'list') {
    const item = (): unknown => (field.hasFields ? structFor(gvk, [...path, 0], prng, depth) : field.items === 'number' ? pick(NUMBERS) : pick(STRINGS));
    return Array.from({ length: prng.below(3) }, item);
  }
  if (field.shape === 'struct') return structFor(gvk, path, prng, depth);
  if (field.shape === 'map') return Object.fromEntries([[pick(STRINGS), field.typeText.includes('quantity') ? pick(['1', '100m', '1Gi', 2, '-1']) : pick(STRINGS)]]);
  if (field.shape === 'boolean') return prng.below(2) === 0;
  if (field.format === 'int32' || field.format === 'int64') return pick(NUMBERS);
  if (field.format === 'quantity') return pick(['1', '100m', '1Gi', '0', '-1', '1.5', 2]);
  if (field.format === 'intOrString') return prng.below(2) === 0 ? pick(NUMBERS) : pick(STRINGS);
  if (field.format === 'bytes') return pick(['', 'YQ==', 'x']);
  return pick(STRINGS);
}

function structFor(gvk: GroupVersionKind, path: readonly (string | number)[], prng: Prng, depth: number): unknown {
  const out: Json = {};
  if (depth > 3) return out;
  for (const field of fieldsOf(gvk, path) ?? []) {
    const wanted = field.required ? prng.below(8) > 0 : prng.below(5) === 0;
    if (wanted) out[field.name] = valueFor(field, gvk, [...path, field.name], prng, depth + 1);
  }
  return out;
}

interface Spot {
  readonly parent: Json | unknown[];
  readonly key: string | number;
  readonly path: readonly (string | number)[];
}

function spots(value: unknown, path: readonly (string | number)[] = []): Spot[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, key) => [{ parent: value as unknown[], key, path: [...path, key] }, ...spots(item, [...path, key])]);
  }
  if (!isObject(value)) return [];
  return Object.keys(value).flatMap((key) => [{ parent: value, key, path: [...path, key] }, ...spots(value[key], [...path, key])]);
}

/** A value instead of one that is there, of the same kind. */
function another(old: unknown, prng: Prng): unknown {
  if (typeof old === 'number') return prng.pick(NUMBERS);
  if (typeof old === 'string') return prng.pick(STRINGS);
  if (typeof old === 'boolean') return !old;
  return structuredClone(prng.pick(OTHERS));
}

/** Adds a field that the schema knows and the object does not have; what was added, or undefined. */
function addField(object: Json, gvk: GroupVersionKind, path: readonly (string | number)[], prng: Prng): string | undefined {
  const fields = (fieldsOf(gvk, path) ?? []).filter(
    (field) => !Object.hasOwn(object, field.name) && field.name !== 'status' && field.name !== 'managedFields',
  );
  if (fields.length === 0) return undefined;
  const field = prng.pick(fields);
  object[field.name] = valueFor(field, gvk, [...path, field.name], prng, 0);
  return `add ${formatPath([...path, field.name])}`;
}

/** One random change of an object, in place; says what was done. Kind, version and namespace stay. */
export function mutate(object: Json, gvk: GroupVersionKind, prng: Prng): string {
  const all = spots(object).filter(
    ({ path }) => path[0] !== 'apiVersion' && path[0] !== 'kind' && !(path[0] === 'metadata' && path[1] === 'namespace'),
  );
  if (all.length === 0) return 'nothing';
  const { parent, key, path } = prng.pick(all);
  const name = formatPath(path);
  const old: unknown = (parent as Json)[String(key)];
  const way = prng.below(8);
  if (way === 0) {
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete parent[String(key)];
    return `delete ${name}`;
  }
  if (way === 1) {
    (parent as Json)[String(key)] = structuredClone(prng.pick(OTHERS));
    return `other ${name}`;
  }
  if (way === 2 && Array.isArray(parent)) {
    parent.push(structuredClone(old));
    return `repeat ${name}`;
  }
  if (way >= 3 && way <= 5) {
    const added = isObject(old)
      ? addField(old, gvk, path, prng)
      : Array.isArray(parent)
        ? undefined
        : addField(parent, gvk, path.slice(0, -1), prng);
    if (added !== undefined) return added;
  }
  (parent as Json)[String(key)] = another(old, prng);
  return `change ${name}`;
}
