// Which fields differ between two values: what a revision changed, and what has to be written back into a manifest.
import { deepEqual } from '../base/compare.ts';
import { formatPath, type FieldPath } from './fieldPath.ts';

/** One difference; `undefined` is a field that is not there. */
export interface ChangedField {
  readonly path: FieldPath;
  readonly before: unknown;
  readonly after: unknown;
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The names of a list's items, where all of them have one: then items are compared by name and not by position. */
function namesOf(list: readonly unknown[]): readonly string[] | undefined {
  const names = list.map((item) => (isMap(item) ? item['name'] : undefined));
  return names.every((name): name is string => typeof name === 'string') ? names : undefined;
}

/** Whether the items of two lists stand for each other, one by one. */
function pairs(before: readonly unknown[], after: readonly unknown[]): boolean {
  if (before.length !== after.length) return false;
  return deepEqual(namesOf(before), namesOf(after));
}

/** The smallest fields that differ. A list whose items cannot be paired differs as a whole. */
export function changedFields(before: unknown, after: unknown, path: FieldPath = []): ChangedField[] {
  if (deepEqual(before, after)) return [];
  if (isMap(before) && isMap(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => changedFields(before[key], after[key], [...path, key]));
  }
  if (Array.isArray(before) && Array.isArray(after) && pairs(before, after)) {
    return before.flatMap((item, index) => changedFields(item, after[index], [...path, index]));
  }
  return [{ path, before, after }];
}

const MAX_TEXT = 60;

function textOf(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text;
}

/** `image nginx:1.26 → nginx:1.27`: the field's last name is enough for a person who knows the manifest. */
export function describeChange({ path, before, after }: ChangedField): string {
  const field = path.at(-1);
  const name = typeof field === 'string' ? field : formatPath(path);
  if (before === undefined) return `${name} added: ${textOf(after)}`;
  if (after === undefined) return `${name} removed`;
  return `${name} ${textOf(before)} → ${textOf(after)}`;
}
