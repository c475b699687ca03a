// Lists whose items must differ: `x-kubernetes-list-type: set`, and `map` by the values of its keys.
// Source: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype/validation.go, 1.36.
import { canonicalJson } from './canonicalJson.ts';
import { duplicate, invalid, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import { isMapping, type StructuralSchema } from './structuralSchema.ts';

/** The errors of all lists in a value. */
export function validateListTypes(
  errors: FieldError[],
  value: unknown,
  schema: StructuralSchema,
  path: FieldPath = [],
): void {
  if (Array.isArray(value)) {
    if (schema.listType === 'set') validateSet(errors, value, path);
    else if (schema.listType === 'map') validateMap(errors, value, schema.listMapKeys, path);
    const { items } = schema;
    if (items === undefined) return;
    for (const [index, item] of value.entries()) validateListTypes(errors, item, items, [...path, index]);
  } else if (isMapping(value)) {
    const { additionalProperties } = schema;
    for (const key of Object.keys(value)) {
      if (typeof additionalProperties === 'object') {
        validateListTypes(errors, value[key], additionalProperties, [...path, { key }]);
      }
      const property = schema.property(key);
      if (property !== undefined) validateListTypes(errors, value[key], property, [...path, key]);
    }
  }
}

/** The positions of the second of equal items; a third one is not named again. */
function repeated(items: readonly unknown[]): readonly number[] {
  const times = new Map<string, number>();
  return items.flatMap((item, index) => {
    const key = canonicalJson(item);
    const before = times.get(key) ?? 0;
    times.set(key, before + 1);
    return before === 1 ? [index] : [];
  });
}

function validateSet(errors: FieldError[], list: readonly unknown[], path: FieldPath): void {
  for (const index of repeated(list)) errors.push(duplicate([...path, index], list[index]));
}

/** An item's values of the keys, those that are there. */
function keyOf(item: unknown, keys: readonly string[]): Readonly<Record<string, unknown>> {
  if (!isMapping(item)) return {};
  return Object.fromEntries(keys.filter((key) => Object.hasOwn(item, key)).map((key) => [key, item[key]]));
}

function validateMap(errors: FieldError[], list: readonly unknown[], keys: readonly string[], path: FieldPath): void {
  const odd = list.findIndex((item) => item !== null && !isMapping(item));
  if (odd >= 0) {
    errors.push(invalid([...path, odd], list[odd], 'must be an object for an array of list-type map'));
    return;
  }
  const found = list.map((item) => keyOf(item, keys));
  for (const index of repeated(found)) errors.push(duplicate([...path, index], found[index]));
}
