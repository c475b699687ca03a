// Sets of fields, as `metadata.managedFields` writes them down (FieldsV1): which of them an object has, and which differ
// between two objects. Source: sigs.k8s.io/structured-merge-diff/v6 (fieldpath, typed/{tofieldset,compare}.go) and
// apimachinery/pkg/util/managedfields/internal/{fields,pathelement}.go, 1.36.
import { compareText, deepEqual } from '../base/compare.ts';
import { jsonText } from '../base/json.ts';
import type { PatchField, PatchSchema } from './patchSchema.ts';
import { isObject } from './strategicMerge.ts';

/**
 * A set of fields. A key says one step: `f:name` a field, `k:{"name":"web"}` the item of a keyed list, `v:"x"` a member
 * of a set, `.` that the place itself is in the set; a step with nothing below it is in the set, too.
 */
export interface FieldSet {
  readonly [step: string]: FieldSet;
}

export const NO_FIELDS: FieldSet = {};

/** Whether the place is in the set itself. Not for the root, which never is. */
export const isMember = (set: FieldSet): boolean => Object.hasOwn(set, '.') || Object.keys(set).length === 0;

export const isEmptySet = (set: FieldSet): boolean => Object.keys(set).length === 0;

type Build = Record<string, FieldSet>;

/** A place with what is below it; nothing where it is not in the set and nothing is below it. */
function placeOf(member: boolean, below: Build): FieldSet | undefined {
  if (Object.keys(below).length === 0) return member ? {} : undefined;
  return member ? { '.': {}, ...below } : below;
}

/** Combines two sets place by place. */
function combine(
  a: FieldSet | undefined,
  b: FieldSet | undefined,
  keep: (inA: boolean, inB: boolean) => boolean,
  isRoot: boolean,
): FieldSet | undefined {
  const below: Build = {};
  for (const step of new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})])) {
    if (step === '.') continue;
    const child = combine(at(a, step), at(b, step), keep, false);
    if (child) below[step] = child;
  }
  if (isRoot) return below;
  return placeOf(keep(a !== undefined && isMember(a), b !== undefined && isMember(b)), below);
}

const at = (set: FieldSet | undefined, step: string): FieldSet | undefined =>
  set !== undefined && Object.hasOwn(set, step) ? set[step] : undefined;

export const unionOf = (a: FieldSet, b: FieldSet): FieldSet => combine(a, b, (x, y) => x || y, true) ?? {};
export const differenceOf = (a: FieldSet, b: FieldSet): FieldSet => combine(a, b, (x, y) => x && !y, true) ?? {};
export const intersectionOf = (a: FieldSet, b: FieldSet): FieldSet => combine(a, b, (x, y) => x && y, true) ?? {};

/** `.spec.containers[name="web"].image`: the places of a set as conflicts name them, those of a level before deeper ones. */
export function pathsOf(set: FieldSet, prefix = ''): string[] {
  const steps = Object.keys(set)
    .filter((step) => step !== '.')
    .sort(compareText);
  const members = steps.filter((step) => isMember(set[step] ?? {})).map((step) => prefix + stepText(step));
  return [...members, ...steps.flatMap((step) => pathsOf(set[step] ?? {}, prefix + stepText(step)))];
}

function stepText(step: string): string {
  const rest = step.slice(2);
  if (step.startsWith('f:')) return `.${rest}`;
  if (step.startsWith('v:')) return `[=${rest}]`;
  const keys = JSON.parse(rest) as Readonly<Record<string, unknown>>;
  return `[${Object.keys(keys)
    .sort(compareText)
    .map((key) => `${key}=${JSON.stringify(keys[key])}`)
    .join(',')}]`;
}

/** What a key that is not written means. Source: the `default` of protocol in ContainerPort and ServicePort. */
const KEY_DEFAULTS: Readonly<Record<string, string>> = { protocol: 'TCP' };

/** The step to an item of a list; undefined where the list is owned as a whole. */
export function stepTo(item: unknown, field: PatchField | undefined): string | undefined {
  if (field?.listType === 'set') return `v:${jsonText(item)}`;
  if (field?.listType !== 'map' || !isObject(item)) return undefined;
  const keys: Record<string, unknown> = {};
  for (const key of [...field.listMapKeys].sort(compareText)) {
    const value = Object.hasOwn(item, key) ? item[key] : KEY_DEFAULTS[key];
    if (value !== undefined) keys[key] = value;
  }
  return `k:${JSON.stringify(keys)}`;
}

/** The items of a list by their steps; undefined where it is owned as a whole, or an item says too little. */
export function itemsByStep(
  list: readonly unknown[],
  field: PatchField | undefined,
): ReadonlyMap<string, unknown> | undefined {
  const items = new Map<string, unknown>();
  for (const item of list) {
    const step = stepTo(item, field);
    if (step === undefined) return undefined;
    if (!items.has(step)) items.set(step, item);
  }
  return items;
}

const fieldOf = (schema: PatchSchema, type: string | undefined, name: string): PatchField | undefined =>
  type === undefined ? undefined : schema.field(type, name);

/** The fields of an object. */
export function fieldsOf(value: unknown, type: string | undefined, schema: PatchSchema): FieldSet {
  const below: Build = {};
  if (!isObject(value)) return below;
  for (const [name, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const child = fieldsOfValue(item, fieldOf(schema, type, name), schema);
    if (child) below[`f:${name}`] = child;
  }
  return below;
}

function fieldsOfValue(value: unknown, field: PatchField | undefined, schema: PatchSchema): FieldSet | undefined {
  if (isObject(value)) {
    if (field?.atomicMap === true || Object.keys(value).length === 0) return {};
    return placeOf(false, { ...fieldsOf(value, field?.type, schema) });
  }
  if (!Array.isArray(value)) return {};
  const items = itemsByStep(value, field);
  if (!items || (value.length === 0 && field?.listType === undefined)) return {};
  const below: Build = {};
  for (const [step, item] of items) {
    below[step] = placeOf(true, { ...fieldsOf(item, field?.type, schema) }) ?? {};
  }
  return placeOf(false, below);
}

/** How two objects differ. */
export interface Comparison {
  readonly added: FieldSet;
  readonly removed: FieldSet;
  readonly modified: FieldSet;
}

interface Building {
  readonly added: Build;
  readonly removed: Build;
  readonly modified: Build;
}

/** How `after` differs from `before`. */
export function compareFields(
  before: unknown,
  after: unknown,
  type: string | undefined,
  schema: PatchSchema,
): Comparison {
  const into: Building = { added: {}, removed: {}, modified: {} };
  compareMaps(isObject(before) ? before : {}, isObject(after) ? after : {}, type, schema, into);
  return into;
}

const isNothing = (value: unknown): boolean =>
  value === undefined ||
  (Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0);

type Fields = Readonly<Record<string, unknown>>;

function compareMaps(
  before: Fields,
  after: Fields,
  type: string | undefined,
  schema: PatchSchema,
  into: Building,
): void {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [left, right] = [before, after].map((side) => (Object.hasOwn(side, name) ? side[name] : undefined));
    compareValues(`f:${name}`, left, right, fieldOf(schema, type, name), schema, into);
  }
}

/** Compares what stands at one step on both sides. */
function compareValues(
  step: string,
  left: unknown,
  right: unknown,
  field: PatchField | undefined,
  schema: PatchSchema,
  into: Building,
): void {
  if (deepEqual(left, right)) return;
  const inner: Building = { added: {}, removed: {}, modified: {} };
  if (!descend(left, right, field, schema, inner)) {
    if (left === undefined) into.added[step] = {};
    else if (right === undefined) into.removed[step] = {};
    else into.modified[step] = {};
    return;
  }
  const put = (build: Build, member: boolean, below: Build): void => {
    const place = placeOf(member, below);
    if (place) build[step] = place;
  };
  put(into.added, left === undefined, inner.added);
  put(into.removed, right === undefined, inner.removed);
  put(into.modified, false, inner.modified);
}

/** Compares what is inside, where both sides are of one form and not owned as a whole. False if they are not. */
function descend(
  left: unknown,
  right: unknown,
  field: PatchField | undefined,
  schema: PatchSchema,
  inner: Building,
): boolean {
  if (isNothing(left) && isNothing(right)) return false;
  const sides = [left, right].filter((side) => side !== undefined);
  if (sides.every(isObject)) {
    if (field?.atomicMap === true) return false;
    compareMaps(isObject(left) ? left : {}, isObject(right) ? right : {}, field?.type, schema, inner);
    return true;
  }
  if (!sides.every((side) => Array.isArray(side))) return false;
  const [before, after] = [left, right].map((side) => itemsByStep(Array.isArray(side) ? side : [], field));
  if (!before || !after || field?.listType === undefined || field.listType === 'atomic') return false;
  for (const step of new Set([...before.keys(), ...after.keys()])) {
    const [a, b] = [before.get(step), after.get(step)];
    // An item is compared by its own fields; of a set it is there or not.
    if (isObject(a) || isObject(b))
      compareValues(step, a, b, { ...field, listType: undefined, atomicMap: false }, schema, inner);
    else compareValues(step, a, b, undefined, schema, inner);
  }
  return true;
}
