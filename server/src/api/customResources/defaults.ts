// Defaults of a structural schema.
// Source: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting/algorithm.go, 1.36.
import { copyJson } from '../strategy.ts';
import { isMapping, schemaOfEntry, type StructuralSchema } from './structuralSchema.ts';

const isForbiddenNull = (value: unknown, schema: StructuralSchema | undefined): boolean =>
  value === null && schema !== undefined && !schema.nullable;

const defaultOf = (schema: StructuralSchema): unknown =>
  schema.default === undefined ? null : copyJson(schema.default);

/** Fills in, in place, what the schema says of fields that are absent, or null where they may not be. */
export function applyDefaults(value: unknown, schema: StructuralSchema | undefined): void {
  if (schema === undefined) return;
  if (Array.isArray(value)) {
    const { items } = schema;
    for (const [index, item] of value.entries()) {
      if (items !== undefined && isForbiddenNull(item, items)) value[index] = defaultOf(items);
      applyDefaults(value[index], items);
    }
  } else if (isMapping(value)) defaultMapping(value, schema);
}

function defaultMapping(value: Record<string, unknown>, schema: StructuralSchema): void {
  for (const name of schema.propertyNames) {
    const property = schema.property(name);
    if (property?.default === undefined) continue;
    if (Object.hasOwn(value, name) && !isForbiddenNull(value[name], property)) continue;
    Object.defineProperty(value, name, {
      value: defaultOf(property),
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  for (const key of Object.keys(value)) {
    const entry = schemaOfEntry(schema, key);
    if (entry !== undefined && schema.property(key) === undefined && isForbiddenNull(value[key], entry)) {
      value[key] = defaultOf(entry);
    }
    applyDefaults(value[key], entry);
  }
}
