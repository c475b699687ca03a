// What decoding takes out of a custom resource: fields that the schema does not have, and nulls that may not be there.
// Source: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning/algorithm.go,
// schema/defaulting/prunenulls.go, schema/options.go, 1.36.
import { compareText } from '../../base/compare.ts';
import { formatPath, type FieldPath } from '../fieldPath.ts';
import { copyJson } from '../strategy.ts';
import { isMapping, schemaOfEntry, type StructuralSchema } from './structuralSchema.ts';

/** Fields that every object has; where there is an object, its schema need not name them. */
const TYPE_AND_META: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

type Mapping = Record<string, unknown>;

/** A field that the schema does not have. */
export interface UnknownField {
  readonly path: FieldPath;
  readonly value: unknown;
}

/** Takes out, in place, the fields that the schema does not have; gives them in the order in which the server does. */
export function prune(object: Mapping, schema: StructuralSchema): readonly UnknownField[] {
  const found: UnknownField[] = [];
  pruneMapping(object, schema, [], true, found);
  return found
    .map((unknown) => ({ unknown, text: formatPath(unknown.path) }))
    .sort((a, b) => compareText(a.text, b.text))
    .map(({ unknown }) => unknown);
}

/** Whether a value has no fields but those of the schema. */
export function isPruned(value: unknown, schema: StructuralSchema): boolean {
  const found: UnknownField[] = [];
  pruneValue(copyJson(value), schema, [], found);
  return found.length === 0;
}

function pruneValue(value: unknown, schema: StructuralSchema | undefined, path: FieldPath, found: UnknownField[]) {
  if (Array.isArray(value)) {
    const keepsAll = schema?.preserveUnknownFields === true;
    for (const [index, item] of value.entries()) {
      if (keepsAll) pruneIfSaid(item, schema.items, [...path, index], found);
      else pruneValue(item, schema?.items, [...path, index], found);
    }
  } else if (isMapping(value)) pruneMapping(value, schema, path, schema?.embeddedResource === true, found);
}

/** Below what keeps unknown fields, only what the schema names is looked into. Source: skipPrune. */
function pruneIfSaid(value: unknown, schema: StructuralSchema | undefined, path: FieldPath, found: UnknownField[]) {
  if (schema === undefined) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) pruneIfSaid(item, schema.items, [...path, index], found);
  } else if (isMapping(value)) keepUnknown(value, schema, path, schema.embeddedResource, found);
}

function keepUnknown(
  value: Mapping,
  schema: StructuralSchema,
  path: FieldPath,
  isResource: boolean,
  found: UnknownField[],
): void {
  for (const key of Object.keys(value)) {
    if (isResource && TYPE_AND_META.has(key)) continue;
    if (schema.property(key) !== undefined) pruneValue(value[key], schema.property(key), [...path, key], found);
    else if (schema.additionalProperties !== undefined) {
      pruneValue(value[key], schemaOfEntry(schema, key), [...path, key], found);
    }
  }
}

function pruneMapping(
  value: Mapping,
  schema: StructuralSchema | undefined,
  path: FieldPath,
  isResource: boolean,
  found: UnknownField[],
): void {
  if (schema?.preserveUnknownFields === true) {
    keepUnknown(value, schema, path, isResource, found);
    return;
  }
  for (const key of Object.keys(value)) {
    if (schema !== undefined && isResource && TYPE_AND_META.has(key)) continue;
    const property = schema?.property(key);
    if (property !== undefined) pruneValue(value[key], property, [...path, key], found);
    else if (schema?.additionalProperties !== undefined) {
      pruneValue(value[key], schemaOfEntry(schema, key), [...path, key], found);
    } else {
      found.push({ path: [...path, key], value: value[key] });
      delete value[key];
    }
  }
}

/** Takes out, in place, nulls of fields that may not be null and have no default. */
export function pruneNulls(value: unknown, schema: StructuralSchema | undefined): void {
  if (Array.isArray(value)) {
    for (const item of value) pruneNulls(item, schema?.items);
  } else if (isMapping(value)) {
    for (const key of Object.keys(value)) {
      const entry = schema && schemaOfEntry(schema, key);
      const item = value[key];
      if (item === null && entry !== undefined && !entry.nullable && entry.default === undefined) {
        delete value[key];
      } else pruneNulls(item, entry);
    }
  }
}
