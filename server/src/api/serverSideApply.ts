// What server-side apply makes of an object: the configuration laid over what is there, without what its manager has
// given up. Source: sigs.k8s.io/structured-merge-diff/v6 (typed/merge.go, merge/update.go: prune), 1.36.
import { isEmptySet, itemsByStep, stepTo, type FieldSet } from './fieldSets.ts';
import type { PatchField, PatchSchema } from './patchSchema.ts';
import { isObject } from './strategicMerge.ts';

type Fields = Readonly<Record<string, unknown>>;

const fieldOf = (schema: PatchSchema, type: string | undefined, name: string): PatchField | undefined =>
  type === undefined ? undefined : schema.field(type, name);

const put = (out: Record<string, unknown>, key: string, value: unknown): void =>
  void Object.defineProperty(out, key, { value, enumerable: true, writable: true, configurable: true });

/** `applied` laid over `live`, by the list types of the schema; what only `live` has stays. */
export function mergeApplied(live: unknown, applied: unknown, type: string | undefined, schema: PatchSchema): unknown {
  if (!isObject(applied) || !isObject(live)) return applied;
  const out: Record<string, unknown> = { ...live };
  for (const [key, value] of Object.entries(applied)) {
    const current = Object.hasOwn(live, key) ? live[key] : undefined;
    put(out, key, mergeField(current, value, fieldOf(schema, type, key), schema));
  }
  return out;
}

function mergeField(live: unknown, applied: unknown, field: PatchField | undefined, schema: PatchSchema): unknown {
  if (isObject(applied) && isObject(live) && field?.atomicMap !== true) {
    return mergeApplied(live, applied, field?.type, schema);
  }
  if (!Array.isArray(applied) || !Array.isArray(live)) return applied;
  const given = itemsByStep(applied, field);
  const there = itemsByStep(live, field);
  if (!given || !there || field?.listType === undefined || field.listType === 'atomic') return applied;
  const kept = (live as readonly unknown[]).map((item) => {
    const step = stepTo(item, field) ?? '';
    return given.has(step) ? mergeApplied(item, given.get(step), field.type, schema) : item;
  });
  const fresh = [...given].filter(([step]) => !there.has(step)).map(([, item]) => item);
  return [...kept, ...fresh];
}

/** `merged` without the fields of `last` that nobody owns any more. */
export function pruneFields(
  merged: unknown,
  last: FieldSet,
  owned: FieldSet,
  type: string | undefined,
  schema: PatchSchema,
): unknown {
  if (isEmptySet(last) || !isObject(merged)) return merged;
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(merged)) {
    const step = `f:${name}`;
    const kept = pruneStep(value, step, last, owned, fieldOf(schema, type, name), schema);
    if (kept !== GONE) put(out, name, kept);
  }
  return out;
}

const GONE = Symbol('gone');

/** Whether a type has whatever keys one gives it: then nobody owns it but by its keys. */
const isFreeForm = (field: PatchField | undefined, schema: PatchSchema): boolean =>
  field?.type === undefined || schema.field(field.type, '\u0000') !== undefined;

function pruneStep(
  value: unknown,
  step: string,
  last: FieldSet,
  owned: FieldSet,
  field: PatchField | undefined,
  schema: PatchSchema,
): unknown {
  const before = Object.hasOwn(last, step) ? last[step] : undefined;
  if (before === undefined) return value;
  const now = Object.hasOwn(owned, step) ? owned[step] : undefined;
  if (isObject(value)) {
    const free = isFreeForm(field, schema);
    if (now === undefined && !free) return GONE;
    if (isEmptySet(before)) return now === undefined ? GONE : value;
    const left = pruneFields(value, before, now ?? {}, field?.type, schema) as Fields;
    return now === undefined && Object.keys(left).length === 0 ? GONE : left;
  }
  if (now === undefined) return GONE;
  if (!Array.isArray(value) || isEmptySet(before)) return value;
  return (value as readonly unknown[]).flatMap((item) => {
    const own = stepTo(item, field);
    if (own === undefined) return [item];
    // An item goes with everything in it, also with what nobody has ever owned.
    if (Object.hasOwn(before, own) && !Object.hasOwn(now, own)) return [];
    return Object.hasOwn(before, own) && isObject(item)
      ? [pruneFields(item, before[own] ?? {}, now[own] ?? {}, field?.type, schema)]
      : [item];
  });
}
