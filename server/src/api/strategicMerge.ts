// Strategic merge: lists that merge by a key, lists of scalars that merge, directives; and the three-way merge of
// `kubectl apply`. Values are JSON; nothing is changed in place.
// Source: staging/src/k8s.io/apimachinery/pkg/util/strategicpatch/patch.go, 1.36.
import { deepEqual } from '../base/compare.ts';
import type { PatchField, PatchSchema } from './patchSchema.ts';

type Json = Readonly<Record<string, unknown>>;

const DIRECTIVE = '$patch';
const RETAIN = '$retainKeys';
const ORDER = '$setElementOrder/';
const DELETE_SCALARS = '$deleteFromPrimitiveList/';

/** What cannot be merged; `message` is the server's sentence. */
export class MergeError extends Error {}

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Sets an own property whatever its name is. */
function put(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  } else target[key] = value;
}

const own = (value: Json, key: string): unknown => (Object.hasOwn(value, key) ? value[key] : undefined);

const fieldOf = (schema: PatchSchema, type: string | undefined, name: string): PatchField | undefined =>
  type === undefined ? undefined : schema.field(type, name);

const isMerged = (field: PatchField | undefined): boolean => field?.strategies.includes('merge') === true;

const keyText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null));

/** The value of an item's merge key. */
function keyOfItem(item: unknown, mergeKey: string): string {
  if (!isObject(item)) return '';
  const value = own(item, mergeKey);
  if (value === undefined) {
    const shown = JSON.stringify(item);
    throw new MergeError(`map: map[${shown}] does not contain declared merge key: ${mergeKey}`);
  }
  return keyText(value);
}

/**
 * Brings a merged list into order: what the patch names in the patch's order, the rest where it stood in the live
 * list. Source: normalizeElementOrder, mergeSortedSlice.
 */
function inOrder<T>(
  named: readonly T[],
  others: readonly T[],
  live: readonly string[],
  keyOf: (item: T) => string,
): T[] {
  const place = new Map(live.map((key, index) => [key, index]));
  const out: T[] = [];
  let i = 0;
  let j = 0;
  while (i < named.length || j < others.length) {
    if (i >= named.length) out.push(others[j++] as T);
    else if (j >= others.length) out.push(named[i++] as T);
    else {
      const left = place.get(keyOf(named[i] as T));
      const right = place.get(keyOf(others[j] as T));
      if (left !== undefined && right !== undefined && right < left) out.push(others[j++] as T);
      else out.push(named[i++] as T);
    }
  }
  return out;
}

/** Applies a strategic merge patch to an object. Throws MergeError where the server refuses the patch. */
export function strategicMerge(
  original: unknown,
  patch: unknown,
  type: string | undefined,
  schema: PatchSchema,
): unknown {
  if (!isObject(patch)) return patch;
  const base: Json = isObject(original) ? original : {};
  const directive = own(patch, DIRECTIVE);
  if (directive === 'replace') return without(patch, DIRECTIVE);
  if (directive === 'delete') return {};
  if (directive !== undefined && directive !== 'merge') {
    throw new MergeError(`unknown patch type: ${JSON.stringify(directive)}`);
  }
  const retain = own(patch, RETAIN);
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(base)) {
    if (!Array.isArray(retain) || retain.includes(key)) put(out, key, value);
  }
  for (const [key, value] of Object.entries(patch)) {
    if (key === DIRECTIVE || key === RETAIN) continue;
    if (key.startsWith(ORDER)) continue;
    if (key.startsWith(DELETE_SCALARS)) {
      const name = key.slice(DELETE_SCALARS.length);
      const list = own(out, name);
      if (Array.isArray(list) && Array.isArray(value)) {
        put(
          out,
          name,
          list.filter((item) => !value.some((gone) => deepEqual(gone, item))),
        );
      }
      continue;
    }
    if (value === null) {
      delete out[key];
      continue;
    }
    const field = fieldOf(schema, type, key);
    const current = own(out, key);
    const order = own(patch, ORDER + key);
    if (Array.isArray(value)) put(out, key, patchList(current, value, order, field, schema));
    else if (isObject(value) && !(field?.strategies.includes('replace') === true)) {
      put(out, key, withoutNulls(strategicMerge(current, value, field?.type, schema), current === undefined));
    } else put(out, key, value);
  }
  for (const key of Object.keys(patch)) {
    if (!key.startsWith(ORDER)) continue;
    const name = key.slice(ORDER.length);
    if (Object.hasOwn(patch, name)) continue;
    const list = own(out, name);
    const field = fieldOf(schema, type, name);
    if (Array.isArray(list) && isMerged(field)) put(out, name, patchList(list, [], own(patch, key), field, schema));
  }
  return out;
}

const without = (value: Json, key: string): Json =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));

/** Nulls in what is new mean "absent". */
const withoutNulls = (value: unknown, fresh: boolean): unknown =>
  fresh && isObject(value) ? Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null)) : value;

function patchList(
  current: unknown,
  patch: readonly unknown[],
  order: unknown,
  field: PatchField | undefined,
  schema: PatchSchema,
): readonly unknown[] {
  if (!isMerged(field)) return patch;
  const live = Array.isArray(current) ? (current as readonly unknown[]) : [];
  const mergeKey = field?.mergeKey;
  if (mergeKey === undefined) {
    const all = [...live, ...patch.filter((item) => !live.some((other) => deepEqual(other, item)))];
    if (!Array.isArray(order)) return all;
    const names = (order as readonly unknown[]).map(keyText);
    const named = all.filter((item) => names.includes(keyText(item)));
    named.sort((a, b) => names.indexOf(keyText(a)) - names.indexOf(keyText(b)));
    return inOrder(
      named,
      all.filter((item) => !names.includes(keyText(item))),
      live.map(keyText),
      keyText,
    );
  }
  if (patch.some((item) => isObject(item) && own(item, DIRECTIVE) === 'replace')) {
    return patch.filter((item) => !(isObject(item) && own(item, DIRECTIVE) === 'replace'));
  }
  let items = [...live];
  for (const item of patch) {
    const key = keyOfItem(item, mergeKey);
    if (isObject(item) && own(item, DIRECTIVE) === 'delete') {
      items = items.filter((other) => keyOfItem(other, mergeKey) !== key);
      continue;
    }
    const at = items.findIndex((other) => keyOfItem(other, mergeKey) === key);
    const merged = strategicMerge(at < 0 ? undefined : items[at], item, field?.type, schema);
    if (at < 0) items.push(withoutNulls(merged, true));
    else items[at] = merged;
  }
  const keyOf = (item: unknown): string => keyOfItem(item, mergeKey);
  const names = (Array.isArray(order) ? (order as readonly unknown[]) : patch).map((item) => keyOfItem(item, mergeKey));
  const named = items.filter((item) => names.includes(keyOf(item)));
  named.sort((a, b) => names.indexOf(keyOf(a)) - names.indexOf(keyOf(b)));
  return inOrder(
    named,
    items.filter((item) => !names.includes(keyOf(item))),
    live.map(keyOf),
    keyOf,
  );
}

/**
 * What `kubectl apply` makes of an object: `modified` laid over `current`, minus what `original` (the last applied
 * configuration) had and `modified` has no more. Fields of others stay. Source: CreateThreeWayMergePatch.
 */
export function threeWayMerge(
  original: unknown,
  modified: unknown,
  current: unknown,
  type: string | undefined,
  schema: PatchSchema,
): unknown {
  if (!isObject(modified) || !isObject(current)) return modified;
  const before: Json = isObject(original) ? original : {};
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(current)) {
    if (Object.hasOwn(before, key) && !Object.hasOwn(modified, key)) continue;
    put(out, key, value);
  }
  for (const [key, value] of Object.entries(modified)) {
    const live = own(current, key);
    if (value === null || value === undefined) {
      delete out[key];
      continue;
    }
    const field = fieldOf(schema, type, key);
    if (isObject(value) && isObject(live) && !(field?.strategies.includes('replace') === true)) {
      let merged = threeWayMerge(own(before, key), value, live, field?.type, schema);
      if (field?.strategies.includes('retainKeys') === true && isObject(merged)) {
        merged = Object.fromEntries(Object.entries(merged).filter(([name]) => Object.hasOwn(value, name)));
      }
      put(out, key, merged);
    } else if (Array.isArray(value) && Array.isArray(live) && isMerged(field)) {
      put(out, key, mergeLists(own(before, key), value, live, field as PatchField, schema));
    } else put(out, key, withoutDeepNulls(value));
  }
  return out;
}

function mergeLists(
  original: unknown,
  modified: readonly unknown[],
  live: readonly unknown[],
  field: PatchField,
  schema: PatchSchema,
): readonly unknown[] {
  const before = Array.isArray(original) ? (original as readonly unknown[]) : [];
  const { mergeKey } = field;
  const keyOf = mergeKey === undefined ? keyText : (item: unknown): string => keyOfItem(item, mergeKey);
  const wanted = new Set(modified.map(keyOf));
  const gone = new Set(before.map(keyOf).filter((key) => !wanted.has(key)));
  const liveByKey = new Map(live.map((item) => [keyOf(item), item]));
  const beforeByKey = new Map(before.map((item) => [keyOf(item), item]));
  const retained = field.strategies.includes('retainKeys');
  const named = modified.map((item) => {
    const key = keyOf(item);
    const found = liveByKey.get(key);
    if (mergeKey === undefined || found === undefined) return withoutDeepNulls(item);
    const merged = threeWayMerge(beforeByKey.get(key), item, found, field.type, schema);
    if (!retained || !isObject(merged) || !isObject(item)) return merged;
    return Object.fromEntries(Object.entries(merged).filter(([name]) => Object.hasOwn(item, name)));
  });
  const others = live.filter((item) => !wanted.has(keyOf(item)) && !gone.has(keyOf(item)));
  return inOrder(named, others, live.map(keyOf), keyOf);
}

/** Nulls in what is new are left out, as the server leaves them out of what a patch adds. */
function withoutDeepNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDeepNulls);
  if (!isObject(value)) return value;
  const out: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) if (item !== null) put(out, key, withoutDeepNulls(item));
  return out;
}
