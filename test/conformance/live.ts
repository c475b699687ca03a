// Differential test against a live API server: random mutations of the bases, sent as dry runs and judged by us. Run by
// hand where there is a server:  node test/conformance/run.mjs --live URL TOKEN [--seed N] [--count N]
// It creates the prerequisites in the namespace `default` and removes them again.
import { Agent, request } from 'node:https';
import { Prng } from '../../server/src/base/prng.ts';
import { apiVersionOf, gvkOf, sameGvk, type GroupVersionKind } from '../../server/src/api/gvk.ts';
import { judge } from '../../server/src/api/judge.ts';
import type { ApiObject } from '../../server/src/api/kindRules.ts';
import { resourceOf } from '../../server/src/api/resource.ts';
import type { Surroundings } from '../../server/src/api/surroundings.ts';
import { fieldsOf, type FieldInfo } from '../../server/src/schema/catalog.ts';
import { decoder } from '../../server/src/schema/decode.ts';
import { encodeObject } from '../../server/src/schema/encode.ts';
import { formatPath } from '../../server/src/api/fieldPath.ts';
import { readBases, readPrerequisites, type Case, type Verdict } from './data.ts';
import { compare, type Row } from './score.ts';
import { asRecorded, differences } from './stored.ts';

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const agent = new Agent({ keepAlive: true, rejectUnauthorized: false, maxSockets: 4 });

interface Reply {
  readonly code: number;
  readonly body: Json;
  readonly warnings: readonly string[];
}

function send(url: string, token: string, method: string, path: string, body?: unknown): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const sent = request(`${url}${path}`, { method, agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        let parsed: Json = {};
        try {
          parsed = JSON.parse(text) as Json;
        } catch {
          parsed = { message: text };
        }
        const warning = response.headers['warning'];
        resolve({ code: response.statusCode ?? 0, body: parsed, warnings: warning === undefined ? [] : [warning] });
      });
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function pathOf(gvk: GroupVersionKind): string | undefined {
  const row = resourceOf(gvk);
  if (row === undefined) return undefined;
  const root = gvk.group === '' ? `/api/${gvk.version}` : `/apis/${apiVersionOf(gvk)}`;
  return `${root}${row.namespaced ? '/namespaces/default' : ''}/${row.plural}`;
}

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
  const pick = <T>(list: readonly T[]): T => list[prng.below(list.length)] as T;
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

/** One random change, in place. */
function mutate(object: Json, gvk: GroupVersionKind, prng: Prng): string {
  const all = spots(object).filter(({ path }) => !(path.length === 1 && ['apiVersion', 'kind'].includes(String(path[0]))) && path[1] !== 'namespace');
  const spot = all[prng.below(all.length)];
  if (spot === undefined) return 'nothing';
  const { parent, path } = spot;
  const key = spot.key as keyof typeof parent;
  const name = formatPath(path);
  const pick = <T>(list: readonly T[]): T => list[prng.below(list.length)] as T;
  const old: unknown = parent[key];
  switch (prng.below(8)) {
    case 0:
      if (Array.isArray(parent)) parent.splice(Number(spot.key), 1);
      else delete parent[String(spot.key)];
      return `delete ${name}`;
    case 1:
      (parent as Json)[String(spot.key)] = pick(OTHERS);
      return `other ${name}`;
    case 2:
      if (!Array.isArray(parent)) break;
      parent.push(structuredClone(old));
      return `repeat ${name}`;
    case 3:
    case 4:
    case 5: {
      const base = isObject(old) ? path : path.slice(0, -1);
      const target = isObject(old) ? old : parent;
      const fields = fieldsOf(gvk, base)?.filter((field) => !Object.hasOwn(target, field.name) && field.name !== 'status' && field.name !== 'managedFields');
      if (fields === undefined || fields.length === 0 || Array.isArray(target)) break;
      const field = pick(fields);
      (target as Json)[field.name] = valueFor(field, gvk, [...base, field.name], prng, 0);
      return `add ${formatPath([...base, field.name])}`;
    }
    default:
  }
  (parent as Json)[String(spot.key)] = typeof old === 'number' ? pick(NUMBERS) : typeof old === 'string' ? pick(STRINGS) : typeof old === 'boolean' ? !old : pick(OTHERS);
  return `change ${name}`;
}

const gvkOfObject = (object: Json): GroupVersionKind => gvkOf(String(object['apiVersion']), String(object['kind']));

/** Bases and prerequisites speak of the namespace `oracle`. */
const inDefault = (value: unknown): Json =>
  JSON.parse(JSON.stringify(value).replaceAll('"namespace":"oracle"', '"namespace":"default"')) as Json;

/** Runs `count` random requests and prints the disagreements. */
export async function runLive(url: string, token: string, seed: number, count: number, kind: string | undefined): Promise<void> {
  const prerequisites = readPrerequisites().map(inDefault).filter((object) => object['kind'] !== 'Namespace');
  const made: string[] = [];
  for (const object of prerequisites) {
    const path = pathOf(gvkOfObject(object)) ?? '';
    const reply = await send(url, token, 'POST', path, object);
    const name = String((object['metadata'] as Json)['name']);
    if (reply.code === 201) made.push(`${path}/${name}`);
  }
  const known = prerequisites.map((object) => ({ gvk: gvkOfObject(object), object: judge(decoder, gvkOfObject(object), object).object }));
  const all = (gvk: GroupVersionKind): readonly ApiObject[] => known.filter((item) => sameGvk(item.gvk, gvk)).map((item) => item.object);
  const around: Surroundings = {
    all,
    find: (gvk, namespace, name) => all(gvk).find((object) => object.metadata?.name === name && (object.metadata.namespace ?? '') === namespace),
  };
  const prng = new Prng(String(seed));
  const bases = [...readBases()].map(([name, value]) => ({ name, value: inDefault(value) })).filter(({ value }) => kind === undefined || value['kind'] === kind);
  const rows: Row[] = [];
  const stored: string[] = [];
  let compared = 0;
  try {
    for (let n = 0; n < count; n++) {
      const base = bases[prng.below(bases.length)];
      if (base === undefined) break;
      const object = structuredClone(base.value);
      const gvk = gvkOfObject(object);
      const changes = Array.from({ length: 1 + prng.below(2) }, () => mutate(object, gvk, prng)).join(' + ');
      const path = pathOf(gvk);
      if (path === undefined) continue;
      const reply = await send(url, token, 'POST', `${path}?dryRun=All&fieldValidation=Strict`, object);
      const item: Case = { id: `${base.name}: ${changes} (${n})`, base: base.name, kind: gvk.kind, path: [], mutation: changes };
      const details = isObject(reply.body['details']) ? reply.body['details'] : {};
      const causes = (Array.isArray(details['causes']) ? details['causes'] : []) as Verdict['causes'];
      const verdict: Verdict = {
        id: item.id,
        code: reply.code,
        reason: String(reply.body['reason'] ?? ''),
        message: String(reply.body['message'] ?? ''),
        ...(causes === undefined ? {} : { causes }),
      };
      const judgement = judge(decoder, gvk, structuredClone(object), undefined, around);
      const findings = judgement.problems.map((problem) => ({ severity: 'error' as const, path: formatPath(problem.path), stage: problem.stage, code: problem.reason, message: problem.message }));
      const row = compare(item, verdict, { id: item.id, findings, warnings: [] });
      if (row === undefined || /does not match the namespace/.test(verdict.message) || /nodePort/.test(changes)) continue;
      compared++;
      // Of several values of wrong types the server names the first it comes by; we name all.
      const isWrong = row.outcome !== row.ours || (row.hasField && !row.sameSet && verdict.code !== 400);
      if (isWrong) {
        rows.push(row);
        console.log(`\n${row.outcome === row.ours ? 'FIELDS' : row.ours === 'reject' ? 'FALSE ERROR' : 'MISSED'} ${item.id}`);
        console.log(`  server: ${verdict.code} ${row.causes.map((cause) => `${cause.field}: ${cause.message}`).join('; ').slice(0, 400) || verdict.message.slice(0, 300)}`);
        console.log(`  ours:   ${row.errors.map((error) => `[${error.stage}] ${error.path}: ${error.message}`).join('; ').slice(0, 400)}`);
      } else if (row.outcome === 'accept') {
        const normal = JSON.parse(JSON.stringify(reply.body).replaceAll(String(((reply.body['metadata'] ?? {}) as Json)['uid'] ?? '<uid>'), '<uid>').replace(/kube-api-access-\w{5}/g, 'kube-api-access-xxxxx')) as Json;
        const metadata = (normal['metadata'] ?? {}) as Json;
        for (const field of ['uid', 'creationTimestamp', 'managedFields', 'resourceVersion']) delete metadata[field];
        const ours = encodeObject(gvk, judgement.object);
        const different = differences(JSON.parse(JSON.stringify(normal).replaceAll('kube-api-access-xxxxx', 'kube-api-access-#####')), asRecorded(ours, normal)).filter((text) => !/clusterIP|nodePort|healthCheckNodePort|metadata\.name:/.test(text));
        if (different.length > 0) {
          stored.push(item.id);
          console.log(`\nSTORED ${item.id}\n  ${different.slice(0, 6).join('\n  ')}`);
        }
      }
    }
  } finally {
    for (const path of made) await send(url, token, 'DELETE', path);
    agent.destroy();
  }
  const wrong = rows.filter((row) => row.outcome !== row.ours).length;
  console.log(`\n${compared} compared: ${wrong} not the same outcome, ${rows.length - wrong} not the same fields, ${stored.length} stored differently`);
}
