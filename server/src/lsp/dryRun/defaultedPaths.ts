// Which fields of a stored object the server filled in: those that come back by themselves when they are taken away.
import { formatPath, type FieldPath } from '../../api/fieldPath.ts';
import { gvkOf } from '../../api/gvk.ts';
import { rulesOf } from '../../api/judge.ts';
import type { ApiObject } from '../../api/kindRules.ts';
import { decoder } from '../../schema/decode.ts';
import { deepEqual } from '../../base/compare.ts';
import type { Stored } from './objectNames.ts';

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const copyOf = <T>(value: unknown): T => JSON.parse(JSON.stringify(value)) as T;

/** What stands for itself, even where a default would say the same. */
const ALWAYS_SHOWN = new Set(['apiVersion', 'kind', 'metadata', 'status']);

/** The paths, as text, of what is defaulted. `written` says of a path that a person wrote it: it is never hidden. */
export function defaultedPaths(object: Stored, written: (path: FieldPath) => boolean): Set<string> {
  const found = new Set<string>();
  const rules = rulesOf(gvkOf(object.apiVersion ?? '', object.kind ?? ''), decoder);
  if (!rules?.setDefaults) return found;
  const draft = copyOf<ApiObject & Record<string, unknown>>(object);
  const comesBack = (): boolean => {
    const again = copyOf<ApiObject>(draft);
    rules.setDefaults?.(again);
    return deepEqual(again, object);
  };
  const visit = (parent: Record<string | number, unknown>, key: string | number, path: FieldPath): void => {
    const value = parent[key];
    if (!written(path) && typeof key === 'string') {
      delete parent[key];
      if (comesBack()) {
        // Stays away: fields that only together come back (a type and its parameters) are found one after the other.
        found.add(formatPath(path));
        return;
      }
      parent[key] = value;
    }
    if (Array.isArray(value))
      value.forEach((_, index) => visit(value as unknown as Record<number, unknown>, index, [...path, index]));
    else if (isMap(value)) for (const field of Object.keys(value)) visit(value, field, [...path, field]);
  };
  for (const key of Object.keys(draft)) if (!ALWAYS_SHOWN.has(key)) visit(draft, key, [key]);
  return found;
}

/** The value without the fields at `paths`. */
export function withoutPaths<T>(value: T, paths: ReadonlySet<string>, path: FieldPath = []): T {
  if (Array.isArray(value))
    return value.map((item: unknown, index) => withoutPaths(item, paths, [...path, index])) as T;
  if (!isMap(value)) return value;
  const kept = Object.entries(value).filter(([key]) => !paths.has(formatPath([...path, key])));
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutPaths(item, paths, [...path, key])])) as T;
}
