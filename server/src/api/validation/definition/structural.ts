// Structural schemas: every value has one type, whatever `allOf`, `anyOf`, `oneOf` and `not` add.
// Source: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/schema/{convert,validation,complete}.go, 1.36.
import { forbidden, invalid, required, type FieldError } from '../../fieldError.ts';
import { formatPath, type FieldPath } from '../../fieldPath.ts';
import { patternComplaint } from '../../goPattern.ts';
import { someSchema, type Schema } from './schemaProps.ts';

type Level = 'root' | 'item' | 'field';

/** Why a schema cannot be made a structural one; undefined where it can. Source: NewStructural, validateUnsupportedFields. */
export function conversionComplaint(schema: Schema): string | undefined {
  let complaint: string | undefined;
  someSchema(schema, (part) => {
    complaint ??= ownComplaint(part);
    return complaint !== undefined;
  });
  return complaint;
}

function ownComplaint(schema: Schema): string | undefined {
  const unsupported = {
    id: schema.id,
    schema: schema.$schema,
    $ref: schema.$ref,
    patternProperties: schema.patternProperties?.size,
    dependencies: schema.dependencies?.size,
    additionalItems: schema.additionalItems,
    definitions: schema.definitions?.size,
  };
  const name = Object.entries(unsupported).find(([, value]) => Boolean(value))?.[0];
  if (name !== undefined) return `OpenAPIV3Schema '${name}' is not supported`;
  if ((schema.items?.list.length ?? 0) > 0) return "OpenAPIV3Schema 'items' must be a schema, but is an array";
  if (schema['x-kubernetes-preserve-unknown-fields'] === false) {
    return "internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined";
  }
  return undefined;
}

/** Source: ValidateStructural. Only for schemas that can be made structural ones. */
export function validateStructural(errors: FieldError[], schema: Schema, path: FieldPath): void {
  validateInvariants(errors, schema, 'root', path);
  validateCompleteness(errors, schema, schema, path, path);
}

const EMPTY_TYPE: Readonly<Record<Level, string>> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
};

/** Source: validateStructuralInvariants. */
function validateInvariants(errors: FieldError[], schema: Schema, level: Level, path: FieldPath): void {
  const { type = '', items, properties, additionalProperties } = schema;
  if (type === 'array' && !items?.schema) errors.push(required([...path, 'items'], 'must be specified'));
  if (items?.schema) validateInvariants(errors, items.schema, 'item', [...path, 'items']);
  for (const [key, part] of properties ?? [])
    validateInvariants(errors, part, 'field', [...path, 'properties', { key }]);
  if (additionalProperties) {
    const at = [...path, 'additionalProperties'];
    if (level === 'root') errors.push(forbidden(at, 'must not be used at the root'));
    if (additionalProperties.schema) validateInvariants(errors, additionalProperties.schema, 'field', at);
  }
  validateExtensions(errors, schema, path);
  validateJunctors(errors, schema, isIntOrString(schema.anyOf), isIntOrString(schema.allOf?.[0]?.anyOf), path);
  validateType(errors, schema, level, path);
  validateMetadata(errors, schema, level, path);
  const preserves = schema['x-kubernetes-preserve-unknown-fields'] === true;
  if (schema['x-kubernetes-embedded-resource'] === true && !preserves && (properties?.size ?? 0) === 0) {
    const detail =
      'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields';
    errors.push(required([...path, 'properties'], detail));
  }
}

function validateExtensions(errors: FieldError[], schema: Schema, path: FieldPath): void {
  if (schema['x-kubernetes-int-or-string'] !== true) return;
  for (const keyword of ['x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource'] as const) {
    if (schema[keyword] === true) {
      errors.push(invalid([...path, keyword], true, 'must be false if x-kubernetes-int-or-string is true'));
    }
  }
}

function validateType(errors: FieldError[], schema: Schema, level: Level, path: FieldPath): void {
  const { type = '' } = schema;
  const at = [...path, 'type'];
  const embedded = schema['x-kubernetes-embedded-resource'] === true;
  const anyType =
    schema['x-kubernetes-int-or-string'] === true || schema['x-kubernetes-preserve-unknown-fields'] === true;
  if (embedded && type !== 'object') {
    const detail = 'must be object if x-kubernetes-embedded-resource is true';
    errors.push(type === '' ? required(at, detail) : invalid(at, type, detail));
  } else if (type === '' && !anyType) errors.push(required(at, EMPTY_TYPE[level]));
  if (embedded && schema.additionalProperties) {
    const detail = 'must not be used if x-kubernetes-embedded-resource is set';
    errors.push(forbidden([...path, 'additionalProperties'], detail));
  }
  if (level === 'root' && type !== '' && type !== 'object') {
    errors.push(invalid(at, type, 'must be object at the root'));
  }
}

/** The type and the metadata of an object are the server's: only names may be restricted. */
function validateMetadata(errors: FieldError[], schema: Schema, level: Level, path: FieldPath): void {
  const isObject = level === 'root' || schema['x-kubernetes-embedded-resource'] === true;
  for (const key of ['kind', 'apiVersion']) {
    const part = schema.properties?.get(key);
    if (part && isObject && part.type !== 'string') {
      errors.push(invalid([...path, 'properties', { key }, 'type'], part.type ?? '', 'must be string'));
    }
  }
  const metadata = schema.properties?.get('metadata');
  if (!metadata) return;
  const at = [...path, 'properties', { key: 'metadata' }];
  if (isObject && metadata.type !== 'object') {
    errors.push(invalid([...at, 'type'], metadata.type ?? '', 'must be object'));
  }
  if (level === 'root' && !restrictsOnlyNames(metadata)) {
    const detail = 'must not specify anything other than name and generateName, but metadata is implicitly specified';
    errors.push(forbidden(at, detail));
  }
}

function restrictsOnlyNames(metadata: Schema): boolean {
  const { type: _, default: __, properties, ...rest } = metadata;
  const names = [...(properties?.keys() ?? [])];
  if (names.some((name) => name !== 'name' && name !== 'generateName')) return false;
  return Object.values(rest).every((value) => value === undefined || value === '' || value === false);
}

/** `anyOf: [{type: integer}, {type: string}]`, in this order: the one place where types may stand in a junctor. */
function isIntOrString(anyOf: readonly Schema[] | undefined): boolean {
  const types = ['integer', 'string'];
  return (
    anyOf?.length === 2 && anyOf.every((part, index) => part.type === types[index] && Object.keys(part).length === 1)
  );
}

/** Source: validateValueValidation. */
function validateJunctors(
  errors: FieldError[],
  schema: Schema,
  skipAnyOf: boolean,
  skipFirstOfAllOf: boolean,
  path: FieldPath,
): void {
  if (!skipAnyOf) {
    schema.anyOf?.forEach((part, index) => validateNested(errors, part, false, [...path, 'anyOf', index]));
  }
  schema.allOf?.forEach((part, index) => {
    validateNested(errors, part, skipFirstOfAllOf && index === 0, [...path, 'allOf', index]);
  });
  schema.oneOf?.forEach((part, index) => validateNested(errors, part, false, [...path, 'oneOf', index]));
  if (schema.not) validateNested(errors, schema.not, false, [...path, 'not']);
  const { pattern = '' } = schema;
  const complaint = pattern === '' ? undefined : patternComplaint(pattern);
  if (complaint === undefined) return;
  const detail = `must be a valid regular expression, but isn't: ${complaint}`;
  errors.push(invalid([...path, 'pattern'], pattern, detail));
}

/** What may not stand below a junctor, and why. */
const FORBIDDEN_BELOW: ReadonlyArray<readonly [keyof Schema, string]> = [
  ['type', 'must be empty to be structural'],
  ['default', 'must be undefined to be structural'],
  ['title', 'must be empty to be structural'],
  ['description', 'must be empty to be structural'],
  ['nullable', 'must be false to be structural'],
  ['x-kubernetes-preserve-unknown-fields', 'must be false to be structural'],
  ['x-kubernetes-embedded-resource', 'must be false to be structural'],
  ['x-kubernetes-int-or-string', 'must be false to be structural'],
  ['x-kubernetes-list-map-keys', 'must be empty to be structural'],
  ['x-kubernetes-list-type', 'must be undefined to be structural'],
  ['x-kubernetes-map-type', 'must be undefined to be structural'],
  ['x-kubernetes-validations', 'must be empty to be structural'],
];

const says = (value: unknown): boolean =>
  value !== undefined && value !== '' && value !== false && !(Array.isArray(value) && value.length === 0);

/** Source: validateNestedValueValidation. */
function validateNested(errors: FieldError[], schema: Schema, skipAnyOf: boolean, path: FieldPath): void {
  validateJunctors(errors, schema, skipAnyOf, false, path);
  if (schema.items?.schema) validateNested(errors, schema.items.schema, false, [...path, 'items']);
  for (const [key, part] of schema.properties ?? [])
    validateNested(errors, part, false, [...path, 'properties', { key }]);
  if (schema.additionalProperties?.allows === true) {
    errors.push(forbidden([...path, 'additionalProperties'], 'must be undefined to be structural'));
  }
  for (const [keyword, detail] of FORBIDDEN_BELOW) {
    // A type is a text even where the value may be of any type.
    const isPointer = keyword === 'x-kubernetes-list-type' || keyword === 'x-kubernetes-map-type';
    if (isPointer ? schema[keyword] !== undefined : says(schema[keyword])) {
      errors.push(forbidden([...path, keyword], detail));
    }
  }
  if (schema.properties?.has('metadata')) {
    const at = [...path, 'properties', { key: 'metadata' }];
    errors.push(forbidden(at, 'must not be specified in a nested context'));
  }
}

/** Everything that a junctor speaks of is specified outside of it. Source: validateStructuralCompleteness. */
function validateCompleteness(
  errors: FieldError[],
  junctors: Schema,
  schema: Schema | undefined,
  path: FieldPath,
  from: FieldPath,
): void {
  const look = (part: Schema, at: FieldPath): void => {
    if (schema === undefined) {
      errors.push(required(path, `because it is defined in ${formatPath(at)}`));
      return;
    }
    validateCompleteness(errors, part, schema, path, at);
    const items = part.items?.schema;
    const below = [...path, 'items'];
    if (items) {
      if (schema.items?.schema === undefined) {
        errors.push(required(below, `because it is defined in ${formatPath([...at, 'items'])}`));
      } else lookBelow(items, schema.items.schema, below, [...at, 'items']);
    }
    for (const [key, property] of part.properties ?? []) {
      const steps = ['properties', { key }];
      const own = schema.properties?.get(key);
      if (own === undefined) {
        errors.push(required([...path, ...steps], `because it is defined in ${formatPath([...at, ...steps])}`));
      } else lookBelow(property, own, [...path, ...steps], [...at, ...steps]);
    }
  };
  const lookBelow = (part: Schema, own: Schema, at: FieldPath, partAt: FieldPath): void => {
    // A part is a junctor's schema as a whole: as if it stood in an `allOf` of its counterpart.
    validateCompleteness(errors, { allOf: [part] }, own, at, partAt.slice(0, -1));
  };
  if (junctors.not) look(junctors.not, [...from, 'not']);
  for (const junctor of ['allOf', 'anyOf', 'oneOf'] as const) {
    junctors[junctor]?.forEach((part, index) => look(part, [...from, junctor, index]));
  }
}
