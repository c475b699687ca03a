// A value of a custom resource against its schema, in the server's words and order. Each place is checked by itself
// (compiled.ts), so that of a large definition only what an object uses is ever compiled.
// Source: k8s.io/kube-openapi/pkg/validation/validate, staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/
// validation/ratcheting.go, 1.36.
import { deepEqual } from '../base/compare.ts';
import type { ValueCheck } from '../api/customResources/rules.ts';
import { isMapping, type StructuralSchema } from '../api/customResources/structuralSchema.ts';
import { invalid, type FieldError } from '../api/fieldError.ts';
import { formatPath, type FieldPath } from '../api/fieldPath.ts';
import { compiledNode } from './compiled.ts';
import { BELOW_LIST, BELOW_OBJECT, nullErrors, ownErrors } from './valueErrors.ts';

/** What is stored at a place; undefined where nothing is known to be the same place. */
type Stored = { readonly value: unknown } | undefined;

/** The errors of a value. What is as it was before an update is not complained about. */
export const checkValue: ValueCheck = (schema, value, old) => {
  if (old !== undefined && deepEqual(value, old.value)) return [];
  return check(schema, value, [], old);
};

function check(schema: StructuralSchema, value: unknown, path: FieldPath, old: Stored): FieldError[] {
  if (old !== undefined && path.length > 0 && deepEqual(value, old.value)) return [];
  const own = compiledNode(schema);
  if (value === null) return [...nullErrors(own, path)];
  const errors = ownErrors(own, value, path);
  const [below, rank] = Array.isArray(value)
    ? [itemErrors(schema, value, path, old), BELOW_LIST]
    : isMapping(value)
      ? [fieldErrors(schema, value, path, old), BELOW_OBJECT]
      : [[], BELOW_OBJECT];
  if (errors.length === 0) return below;
  return [
    ...errors.filter((error) => error.rank <= rank).map(({ error }) => error),
    ...below,
    ...errors.filter((error) => error.rank > rank).map(({ error }) => error),
  ];
}

function itemErrors(
  { items, listType, listMapKeys }: StructuralSchema,
  value: readonly unknown[],
  path: FieldPath,
  old: Stored,
): FieldError[] {
  if (items === undefined) return [];
  const stored = Array.isArray(old?.value) ? (old.value as readonly unknown[]) : [];
  const before = (item: unknown): Stored => {
    // Only items of a map can be known again. Source: CorrelatedObject.Index.
    if (listType !== 'map' || !isMapping(item)) return undefined;
    const same = stored.filter(
      (other) => isMapping(other) && listMapKeys.every((key) => deepEqual(other[key], item[key])),
    );
    return same.length === 0 ? undefined : { value: same[0] };
  };
  return value.flatMap((item, index) => check(items, item, [...path, index], before(item)));
}

function fieldErrors(
  schema: StructuralSchema,
  value: Readonly<Record<string, unknown>>,
  path: FieldPath,
  old: Stored,
): FieldError[] {
  const { additionalProperties } = schema;
  const keys = Object.keys(value);
  const errors: FieldError[] = [];
  if (additionalProperties === false) {
    for (const key of keys.filter((name) => schema.property(name) === undefined)) {
      errors.push(invalid(path, key, `${formatPath([...path, key])} in body is a forbidden property`));
    }
  }
  const stored = isMapping(old?.value) ? old.value : undefined;
  for (const key of keys) {
    const entry = schema.property(key) ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
    if (entry === undefined) continue;
    const before = stored !== undefined && Object.hasOwn(stored, key) ? { value: stored[key] } : undefined;
    errors.push(...check(entry, value[key], [...path, key], before));
  }
  return errors;
}
