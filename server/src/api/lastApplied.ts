// The annotation in which client-side apply keeps what it applied, and the text in it.
// Source: staging/src/k8s.io/kubectl/pkg/util/apply.go, encoding/json of Go.
import { isObject } from './strategicMerge.ts';

/** The annotation's name. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

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
