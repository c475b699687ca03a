// Objects within a custom resource (`x-kubernetes-embedded-resource`): their type and metadata.
// Source: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta/validation.go, 1.36.
import { invalid, required, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import { apiVersionComplaint } from '../gvk.ts';
import type { ObjectMeta } from '../types.generated.ts';
import { validateObjectMeta } from '../validation/objectMeta.ts';
import { isDns1035Label, nameIsPathSegment } from '../validation/strings.ts';
import { isMapping, schemaOfEntry, type StructuralSchema } from './structuralSchema.ts';

/** An object within another one, as the schema knows it. */
export interface EmbeddedResource {
  readonly value: Record<string, unknown>;
  readonly path: FieldPath;
}

/** All objects that stand within a value, outermost first. */
export function embeddedResources(
  value: unknown,
  schema: StructuralSchema | undefined,
  path: FieldPath = [],
): EmbeddedResource[] {
  if (schema === undefined) return [];
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => embeddedResources(item, schema.items, [...path, index]));
  }
  if (!isMapping(value)) return [];
  const below = Object.keys(value).flatMap((key) => {
    const step = schema.property(key) === undefined ? { key } : key;
    return embeddedResources(value[key], schemaOfEntry(schema, key), [...path, step]);
  });
  return schema.embeddedResource ? [{ value, path }, ...below] : below;
}

/** The errors of the objects within a custom resource. Their metadata has been decoded before. */
export function validateEmbedded(errors: FieldError[], object: unknown, schema: StructuralSchema): void {
  for (const { value, path } of embeddedResources(object, schema)) {
    for (const name of ['apiVersion', 'kind'] as const) {
      if (!Object.hasOwn(value, name)) errors.push(required([...path, name]));
    }
    for (const key of Object.keys(value)) {
      if (key === 'apiVersion') validateApiVersion(errors, value[key], [...path, key]);
      else if (key === 'kind') validateKind(errors, value[key], [...path, key]);
      else if (key === 'metadata') validateMetadata(errors, value[key], [...path, key]);
    }
  }
}

function validateApiVersion(errors: FieldError[], value: unknown, path: FieldPath): void {
  if (typeof value !== 'string') errors.push(invalid(path, value, 'must be a string'));
  else if (value === '') errors.push(invalid(path, value, 'must not be empty'));
  else {
    const complaint = apiVersionComplaint(value);
    if (complaint !== undefined) errors.push(invalid(path, value, complaint));
  }
}

function validateKind(errors: FieldError[], value: unknown, path: FieldPath): void {
  if (typeof value !== 'string') errors.push(invalid(path, value, 'must be a string'));
  else if (value === '') errors.push(invalid(path, value, 'must not be empty'));
  else {
    const complaints = isDns1035Label(value.toLowerCase());
    if (complaints.length === 0) return;
    const detail = `may have mixed case, but should otherwise match: ${complaints.join(',')}`;
    errors.push(invalid(path, value, detail));
  }
}

function validateMetadata(errors: FieldError[], value: unknown, path: FieldPath): void {
  const meta: ObjectMeta = isMapping(value) ? value : {};
  // Something must be set to avoid an error about it.
  const named = { ...meta, name: (meta.name ?? '') === '' ? 'fakename' : meta.name };
  validateObjectMeta(errors, named, (meta.namespace ?? '') !== '', nameIsPathSegment, path, false);
}
