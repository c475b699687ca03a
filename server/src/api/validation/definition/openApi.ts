// What the server wants of each part of a CustomResourceDefinition's schema. Rules in CEL are only required to be there.
// Source: staging/src/k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go
// (ValidateCustomResourceDefinitionOpenAPISchema and around it), 1.36.
import { forbidden, invalid, notSupported, required, type FieldError } from '../../fieldError.ts';
import type { FieldPath } from '../../fieldPath.ts';
import type { ValidationRule } from '../../types.generated.ts';
import { isFieldPath } from './fieldPaths.ts';
import { someSchema, type Schema } from './schemaProps.ts';

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
const LIST_TYPES = ['atomic', 'set', 'map'];
const MAP_TYPES = ['atomic', 'granular'];
const REASONS = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];
const META_FIELDS: ReadonlySet<string> = new Set(['metadata', 'kind', 'apiVersion']);

/** What an update may keep that a create may not have. */
export interface SchemaOptions {
  readonly requireKnownTypes: boolean;
  readonly requireAtomicSets: boolean;
  readonly requireMapKeys: boolean;
}

/** Where a part stands. */
interface Place {
  readonly isRoot: boolean;
  /** Within the metadata or the type of an object. */
  readonly insideMeta: boolean;
  /** Why there may be no default; undefined where there may. */
  readonly noDefault: string | undefined;
}

/** The errors of a whole schema. */
export function validateOpenApi(errors: FieldError[], schema: Schema, options: SchemaOptions, path: FieldPath): void {
  validatePart(errors, schema, options, { isRoot: true, insideMeta: false, noDefault: undefined }, path);
}

function validatePart(
  errors: FieldError[],
  schema: Schema,
  options: SchemaOptions,
  place: Place,
  path: FieldPath,
): void {
  validateKeywords(errors, schema, options, place, path);
  const inside: Place = { ...place, isRoot: false };
  const { additionalProperties, items } = schema;
  if (additionalProperties) {
    const at = [...path, 'additionalProperties'];
    if ((schema.properties?.size ?? 0) > 0 && (!additionalProperties.allows || additionalProperties.schema)) {
      errors.push(forbidden(at, 'additionalProperties and properties are mutual exclusive'));
    }
    const reason = 'inside additionalProperties applying to object metadata';
    const below = place.insideMeta ? { ...inside, noDefault: reason } : inside;
    if (additionalProperties.schema) validatePart(errors, additionalProperties.schema, options, below, at);
  }
  const embedded = place.isRoot || schema['x-kubernetes-embedded-resource'] === true;
  for (const [key, part] of schema.properties ?? []) {
    let below = inside;
    if (embedded && META_FIELDS.has(key)) {
      below = { ...inside, insideMeta: true, ...(place.isRoot ? { noDefault: `in top-level ${key}` } : {}) };
    }
    validatePart(errors, part, options, below, [...path, 'properties', { key }]);
  }
  if (schema.not) validatePart(errors, schema.not, options, inside, [...path, 'not']);
  for (const junctor of ['allOf', 'oneOf', 'anyOf'] as const) {
    schema[junctor]?.forEach((part, index) => validatePart(errors, part, options, inside, [...path, junctor, index]));
  }
  for (const [key, part] of schema.definitions ?? []) {
    validatePart(errors, part, options, inside, [...path, 'definitions', { key }]);
  }
  if (items?.schema) validatePart(errors, items.schema, options, inside, [...path, 'items']);
  items?.list.forEach((part, index) => validatePart(errors, part, options, inside, [...path, 'items', index]));
  for (const [key, part] of schema.dependencies ?? []) {
    if (part) validatePart(errors, part, options, inside, [...path, 'dependencies', { key }]);
  }
  validateLists(errors, schema, options, path);
  schema['x-kubernetes-validations']?.forEach((rule, index) => {
    validateRule(errors, rule, schema, [...path, 'x-kubernetes-validations', index]);
  });
}

/** Source: specStandardValidatorV3.validate. */
function validateKeywords(
  errors: FieldError[],
  schema: Schema,
  options: SchemaOptions,
  place: Place,
  path: FieldPath,
): void {
  const { type = '' } = schema;
  if (options.requireKnownTypes && type !== '' && !TYPES.includes(type)) {
    errors.push(notSupported([...path, 'type'], type, TYPES));
  }
  if (schema.default !== undefined && place.noDefault !== undefined) {
    errors.push(forbidden([...path, 'default'], `must not be set ${place.noDefault}`));
  }
  const unsupported = {
    id: schema.id,
    additionalItems: schema.additionalItems,
    patternProperties: schema.patternProperties?.size,
    definitions: schema.definitions?.size,
    dependencies: schema.dependencies,
    $ref: schema.$ref,
  };
  for (const [keyword, value] of Object.entries(unsupported)) {
    const isSaid = keyword === '$ref' ? value !== undefined : Boolean(value);
    if (isSaid) errors.push(forbidden([...path, keyword], `${keyword} is not supported`));
  }
  if (type === 'null') {
    errors.push(forbidden([...path, 'type'], 'type cannot be set to null, use nullable as an alternative'));
  }
  if ((schema.items?.list.length ?? 0) > 0) {
    errors.push(forbidden([...path, 'items'], 'items must be a schema object and not an array'));
  }
  if (place.insideMeta && schema['x-kubernetes-embedded-resource'] === true) {
    const at = [...path, 'x-kubernetes-embedded-resource'];
    errors.push(forbidden(at, 'must not be used inside of resource meta'));
  }
  if (schema.uniqueItems === true) {
    const detail = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic';
    errors.push(forbidden([...path, 'uniqueItems'], detail));
  }
  if (schema['x-kubernetes-preserve-unknown-fields'] === false) {
    errors.push(invalid([...path, 'x-kubernetes-preserve-unknown-fields'], false, 'must be true or undefined'));
  }
}

function requireType(errors: FieldError[], type: string, detail: string, path: FieldPath): void {
  errors.push(type === '' ? required([...path, 'type'], detail) : invalid([...path, 'type'], type, detail));
}

function validateLists(errors: FieldError[], schema: Schema, options: SchemaOptions, path: FieldPath): void {
  const { type = '', 'x-kubernetes-list-type': listType, 'x-kubernetes-map-type': mapType } = schema;
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const listPath = [...path, 'x-kubernetes-list-type'];
  if (mapType !== undefined) {
    if (type !== 'object') requireType(errors, type, 'must be object if x-kubernetes-map-type is specified', path);
    if (!MAP_TYPES.includes(mapType)) {
      errors.push(notSupported([...path, 'x-kubernetes-map-type'], mapType, MAP_TYPES));
    }
  }
  if (listType !== undefined && type !== 'array') {
    requireType(errors, type, 'must be array if x-kubernetes-list-type is specified', path);
  } else if (options.requireAtomicSets) checkAtomic(errors, schema, path);
  if (listType !== undefined && !LIST_TYPES.includes(listType)) {
    errors.push(notSupported(listPath, listType, LIST_TYPES));
  }
  if (keys.length > 0 && listType !== 'map') {
    const detail = 'must be map if x-kubernetes-list-map-keys is non-empty';
    errors.push(listType === undefined ? required(listPath, detail) : invalid(listPath, listType, detail));
  }
  if (listType === 'map') validateMapList(errors, schema, keys, path);
  if (options.requireMapKeys) checkMapKeys(errors, schema, path);
}

/** The items of a set are compared as a whole. */
function checkAtomic(errors: FieldError[], schema: Schema, path: FieldPath): void {
  const items = schema.items?.schema;
  if (schema['x-kubernetes-list-type'] !== 'set' || !items) return;
  const detail = 'must be atomic as item of a list with x-kubernetes-list-type=set';
  const { 'x-kubernetes-list-type': listType, 'x-kubernetes-map-type': mapType } = items;
  if (items.type === 'array' && listType !== undefined && listType !== 'atomic') {
    errors.push(invalid([...path, 'items', 'x-kubernetes-list-type'], listType, detail));
  }
  if (items.type === 'object' && mapType !== 'atomic') {
    errors.push(invalid([...path, 'items', 'x-kubernetes-map-type'], mapType ?? null, detail));
  }
}

function validateMapList(errors: FieldError[], schema: Schema, keys: readonly string[], path: FieldPath): void {
  const keysPath = [...path, 'x-kubernetes-list-map-keys'];
  const itemsPath = [...path, 'items'];
  if (keys.length === 0) errors.push(required(keysPath, 'must not be empty if x-kubernetes-list-type is map'));
  if (!schema.items) {
    errors.push(required(itemsPath, 'must have a schema if x-kubernetes-list-type is map'));
    return;
  }
  const items = schema.items.schema;
  if (!items) {
    errors.push(invalid(itemsPath, null, 'must only have a single schema if x-kubernetes-list-type is map'));
  } else if (items.type !== 'object') {
    const detail = "must be object if parent array's x-kubernetes-list-type is map";
    errors.push(invalid([...itemsPath, 'type'], items.type ?? '', detail));
  } else {
    const seen = new Set<string>();
    for (const key of keys) {
      const type = items.properties?.get(key)?.type;
      if (items.properties?.has(key) !== true) {
        errors.push(invalid(keysPath, keys, 'entries must all be names of item properties'));
      } else if (type === 'array' || type === 'object') {
        const detail = "must be a scalar type if parent array's x-kubernetes-list-type is map";
        errors.push(invalid([...itemsPath, 'properties', { key }, 'type'], items.type, detail));
      }
      if (seen.has(key)) errors.push(invalid(keysPath, keys, 'must not contain duplicate entries'));
      seen.add(key);
    }
  }
}

/** Source: validateMapListKeysMapSet. */
function checkMapKeys(errors: FieldError[], schema: Schema, path: FieldPath): void {
  const { items, 'x-kubernetes-list-type': listType } = schema;
  if (!items?.schema || (listType !== 'set' && listType !== 'map')) return;
  const itemsPath = [...path, 'items'];
  if (items.schema.nullable === true) {
    const detail = `cannot be nullable when x-kubernetes-list-type is ${listType}`;
    errors.push(forbidden([...itemsPath, 'nullable'], detail));
  }
  if (listType !== 'map') return;
  for (const key of schema['x-kubernetes-list-map-keys'] ?? []) {
    const part = items.schema.properties?.get(key);
    if (!part) continue;
    const at = [...itemsPath, 'properties', { key }];
    if (items.schema.required?.includes(key) !== true && part.default === undefined) {
      const detail =
        'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property';
      errors.push(required([...at, 'default'], detail));
    }
    if (part.nullable === true) {
      const detail = 'this property is in x-kubernetes-list-map-keys, so it cannot be nullable';
      errors.push(forbidden([...at, 'nullable'], detail));
    }
  }
}

const hasLineBreak = (text: string): boolean => /[\n\r]/.test(text);

function validateRule(errors: FieldError[], rule: ValidationRule, schema: Schema, path: FieldPath): void {
  const { rule: text = '', message = '', messageExpression = '', reason, fieldPath = '', optionalOldSelf } = rule;
  const said = message.trim();
  const empty = 'must be non-empty if specified';
  const breaks = 'must not contain line breaks';
  if (text.trim() === '') errors.push(required([...path, 'rule'], 'rule is not specified'));
  else if (message !== '' && said === '') errors.push(invalid([...path, 'message'], message, empty));
  else if (hasLineBreak(said)) errors.push(invalid([...path, 'message'], message, breaks));
  else if (hasLineBreak(text.trim()) && said === '') {
    const detail = 'message must be specified if rule contains line breaks';
    errors.push(required([...path, 'message'], detail));
  }
  if (messageExpression !== '' && messageExpression.trim() === '') {
    const detail = 'messageExpression must be non-empty if specified';
    errors.push(required([...path, 'messageExpression'], detail));
  }
  if (reason !== undefined && !REASONS.includes(reason)) {
    errors.push(notSupported([...path, 'reason'], reason, REASONS));
  }
  if (fieldPath !== '') {
    const at = [...path, 'fieldPath'];
    if (fieldPath.trim() === '') errors.push(invalid(at, fieldPath, empty));
    if (hasLineBreak(fieldPath)) errors.push(invalid(at, fieldPath, breaks));
    if (!isFieldPath(fieldPath, schema)) errors.push(invalid(at, fieldPath, 'must be a valid path'));
  }
  // Whether a rule that has the word uses the variable is CEL's business.
  if (optionalOldSelf !== undefined && text.trim() !== '' && !text.includes('oldSelf')) {
    const detail = 'may not be set if oldSelf is not used in rule';
    errors.push(invalid([...path, 'optionalOldSelf'], optionalOldSelf, detail));
  }
}

/** What the old schemas of a definition have wrong may stay. Source: ValidateCustomResourceDefinitionUpdate. */
export function optionsFrom(schemas: readonly Schema[]): SchemaOptions {
  const has = (check: (errors: FieldError[], schema: Schema) => void): boolean =>
    schemas.some((schema) =>
      someSchema(schema, (part) => {
        const errors: FieldError[] = [];
        check(errors, part);
        return errors.length > 0;
      }),
    );
  return {
    requireKnownTypes: !schemas.some((schema) =>
      someSchema(schema, ({ type = '' }) => type !== '' && !TYPES.includes(type)),
    ),
    requireAtomicSets: !has((errors, part) => checkAtomic(errors, part, [])),
    requireMapKeys: !has((errors, part) => checkMapKeys(errors, part, [])),
  };
}

/** A create may have nothing wrong. */
export const STRICT_OPTIONS: SchemaOptions = { requireKnownTypes: true, requireAtomicSets: true, requireMapKeys: true };
