// The labels or annotations that a configuration asks for: a list of names, or names with the values that they may have.
import type { FieldPath } from '../api/fieldPath.ts';

/** Names with the values that are allowed; none: any value. */
export type RequiredKeys = ReadonlyMap<string, readonly string[]>;

/** What a configuration asks of the metadata of every object. */
export interface RequiredMetadata {
  readonly labels?: RequiredKeys;
  readonly annotations?: RequiredKeys;
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value as it would be written into a label: numbers and booleans are meant as texts. */
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;

/** Reads `requiredLabels` or `requiredAnnotations`; undefined if it is not there. */
export function readRequiredKeys(
  value: unknown,
  path: FieldPath,
  complain: (path: FieldPath, message: string) => void,
): RequiredKeys | undefined {
  if (value === undefined || value === null) return undefined;
  const keys = new Map<string, readonly string[]>();
  if (Array.isArray(value)) {
    for (const [index, name] of value.entries()) {
      if (typeof name === 'string') keys.set(name, []);
      else complain([...path, index], 'This must be the name of a label or annotation.');
    }
    return keys;
  }
  if (!isMap(value)) {
    complain(path, 'This must be a list of names, or names with the values that they may have.');
    return undefined;
  }
  for (const [name, values] of Object.entries(value)) {
    const list = values === null ? [] : Array.isArray(values) ? values.map(textOf) : [undefined];
    const texts = list.filter((item) => item !== undefined);
    if (texts.length < list.length)
      complain([...path, { key: name }], 'This must be a list of the values that it may have, or nothing.');
    keys.set(name, texts);
  }
  return keys;
}
