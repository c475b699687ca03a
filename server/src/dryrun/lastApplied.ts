// The annotation in which `kubectl apply` keeps what it applied.
// Source: staging/src/k8s.io/kubectl/pkg/util/apply.go (GetModifiedConfiguration), 1.36.
import { cloneJson } from '../base/json.ts';
import { isObject } from '../api/strategicMerge.ts';

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

type Json = Record<string, unknown>;

/** A copy with sorted keys, as Go encodes maps. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}

/** JSON as Go writes it: sorted keys, `<`, `>` and `&` escaped, a line break at the end. */
export const goJson = (value: unknown): string =>
  `${JSON.stringify(sorted(value), (_, item: unknown) => (typeof item === 'bigint' ? Number(item) : item))
    .replaceAll('<', '\\u003c')
    .replaceAll('>', '\\u003e')
    .replaceAll('&', '\\u0026')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')}\n`;

/** The object as it is written in the manifest, in its namespace, with its own text in the annotation. */
export function withLastApplied(value: unknown, namespace: string): Json {
  const object = cloneJson(value) as Json;
  const metadata = isObject(object['metadata']) ? { ...object['metadata'] } : {};
  const annotations: Json = isObject(metadata['annotations']) ? { ...metadata['annotations'] } : {};
  delete annotations[LAST_APPLIED];
  metadata['annotations'] = annotations;
  if (namespace !== '') metadata['namespace'] ??= namespace;
  object['metadata'] = metadata;
  const text = goJson(object);
  return { ...object, metadata: { ...metadata, annotations: { ...annotations, [LAST_APPLIED]: text } } };
}

/** What was applied last; undefined where nothing was, or nobody can read it. */
export function lastApplied(annotations: Readonly<Record<string, string>> | undefined): unknown {
  const text = annotations?.[LAST_APPLIED];
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
