// The schema that a CustomResourceDefinition carries, read as the server reads it. Where a schema may also be a list or a
// boolean, the server's decoder is not strict: what it does not know is dropped in silence, a wrong type is refused.
// Source: staging/src/k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1/{types_jsonschema,marshal}.go, 1.36.
import type { FieldPath } from '../../fieldPath.ts';
import type { ExternalDocumentation, JSONSchemaProps, ValidationRule } from '../../types.generated.ts';

/** A schema whose parts are schemas, too. */
export interface Schema extends Omit<
  JSONSchemaProps,
  | 'items'
  | 'additionalItems'
  | 'additionalProperties'
  | 'allOf'
  | 'anyOf'
  | 'oneOf'
  | 'not'
  | 'properties'
  | 'patternProperties'
  | 'definitions'
  | 'dependencies'
> {
  items?: SchemaOrList;
  additionalItems?: SchemaOrBoolean;
  additionalProperties?: SchemaOrBoolean;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  not?: Schema;
  properties?: ReadonlyMap<string, Schema>;
  patternProperties?: ReadonlyMap<string, Schema>;
  definitions?: ReadonlyMap<string, Schema>;
  /** Undefined where a property depends on names and not on a schema. */
  dependencies?: ReadonlyMap<string, Schema | undefined>;
}

/** `items`: one schema or several; neither where something else is written. */
export interface SchemaOrList {
  readonly schema?: Schema | undefined;
  readonly list: readonly Schema[];
}

/** `additionalProperties`: a schema, or whether there may be any. */
export interface SchemaOrBoolean {
  readonly schema?: Schema | undefined;
  readonly allows: boolean;
}

type Kind =
  | 'string'
  | 'bool'
  | 'float64'
  | 'int64'
  | 'strings'
  | 'json'
  | 'jsons'
  | 'schema'
  | 'schemas'
  | 'schemaMap'
  | 'schemaOrList'
  | 'schemaOrBool'
  | 'dependencies'
  | 'rules'
  | 'docs';

/** The keywords; those with a star are left out by the server only where they are absent, not where they are empty. */
const KEYWORDS: Readonly<Record<string, Kind | `${Kind}*`>> = {
  id: 'string',
  $schema: 'string',
  $ref: 'string*',
  description: 'string',
  type: 'string',
  format: 'string',
  title: 'string',
  default: 'json*',
  maximum: 'float64*',
  exclusiveMaximum: 'bool',
  minimum: 'float64*',
  exclusiveMinimum: 'bool',
  maxLength: 'int64*',
  minLength: 'int64*',
  pattern: 'string',
  maxItems: 'int64*',
  minItems: 'int64*',
  uniqueItems: 'bool',
  multipleOf: 'float64*',
  enum: 'jsons',
  maxProperties: 'int64*',
  minProperties: 'int64*',
  required: 'strings',
  items: 'schemaOrList*',
  allOf: 'schemas',
  oneOf: 'schemas',
  anyOf: 'schemas',
  not: 'schema*',
  properties: 'schemaMap',
  additionalProperties: 'schemaOrBool*',
  patternProperties: 'schemaMap',
  dependencies: 'dependencies',
  additionalItems: 'schemaOrBool*',
  definitions: 'schemaMap',
  externalDocs: 'docs*',
  example: 'json*',
  nullable: 'bool',
  'x-kubernetes-preserve-unknown-fields': 'bool*',
  'x-kubernetes-embedded-resource': 'bool',
  'x-kubernetes-int-or-string': 'bool',
  'x-kubernetes-list-map-keys': 'strings',
  'x-kubernetes-list-type': 'string*',
  'x-kubernetes-map-type': 'string*',
  'x-kubernetes-validations': 'rules',
};
const RULE_FIELDS: Readonly<Record<string, 'string' | 'bool'>> = {
  rule: 'string',
  message: 'string',
  messageExpression: 'string',
  reason: 'string',
  fieldPath: 'string',
  optionalOldSelf: 'bool',
};
const DOCS_FIELDS: Readonly<Record<string, 'string'>> = { description: 'string', url: 'string' };

type Mapping = Readonly<Record<string, unknown>>;
const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const kindOf = (keyword: string): Kind | undefined =>
  Object.hasOwn(KEYWORDS, keyword) ? (KEYWORDS[keyword]?.replace('*', '') as Kind) : undefined;
const keepsEmpty = (keyword: string): boolean => KEYWORDS[keyword]?.endsWith('*') === true;

/** A value that is not of the type that its place has in Go. */
export interface SchemaFault {
  readonly path: FieldPath;
  readonly value: unknown;
  readonly goType: string;
}
type Faults = SchemaFault[];

/** The places whose type has a name of its own. */
const NAMED_TYPES: Readonly<Record<string, string>> = {
  $schema: 'v1.JSONSchemaURL',
  reason: 'v1.FieldValueErrorReason',
  definitions: 'v1.JSONSchemaDefinitions',
  dependencies: 'v1.JSONSchemaDependencies',
};

function fault(faults: Faults, value: unknown, path: FieldPath, goType: string): undefined {
  const name = path.at(-1);
  faults.push({ path, value, goType: (typeof name === 'string' ? NAMED_TYPES[name] : undefined) ?? goType });
  return undefined;
}

type Scalar = 'string' | 'bool' | 'float64' | 'int64';

const MAX_INT64 = 2n ** 63n - 1n;
const isInt64 = (value: bigint): boolean => value >= -MAX_INT64 - 1n && value <= MAX_INT64;

/** The value if it is of the type. Integers beyond 2^53 come as bigint. */
function readScalar(value: unknown, kind: Scalar): unknown {
  if (kind === 'string') return typeof value === 'string' ? value : undefined;
  if (kind === 'bool') return typeof value === 'boolean' ? value : undefined;
  if (typeof value === 'bigint') return kind === 'float64' || isInt64(value) ? Number(value) : undefined;
  return typeof value === 'number' && (kind === 'float64' || Number.isInteger(value)) ? value : undefined;
}

/** A schema as it is written; null and absent are none. */
export function readSchema(raw: unknown, path: FieldPath, faults: SchemaFault[]): Schema | undefined {
  if (raw === undefined || raw === null) return undefined;
  if (!isMapping(raw)) return fault(faults, raw, path, 'v1.JSONSchemaProps');
  const schema: Schema & Record<string, unknown> = {};
  for (const keyword of Object.keys(raw)) {
    const kind = kindOf(keyword);
    const value = raw[keyword];
    if (kind === undefined || value === null || value === undefined) continue;
    const got = readKeyword(value, kind, [...path, keyword], faults);
    if (got !== undefined) schema[keyword] = got;
  }
  return schema;
}

/** In lists and maps null is an empty schema. */
const readPart = (raw: unknown, path: FieldPath, faults: Faults): Schema => readSchema(raw, path, faults) ?? {};

function readKeyword(value: unknown, kind: Kind, path: FieldPath, faults: Faults): unknown {
  switch (kind) {
    case 'string':
    case 'bool':
    case 'float64':
    case 'int64':
      return readScalar(value, kind) ?? fault(faults, value, path, kind);
    case 'json':
      return value;
    case 'jsons':
      return Array.isArray(value) ? value : fault(faults, value, path, '[]v1.JSON');
    case 'strings':
      return readStrings(value, path, faults);
    case 'schema':
      return readSchema(value, path, faults);
    case 'schemas':
      if (!Array.isArray(value)) return fault(faults, value, path, '[]v1.JSONSchemaProps');
      return value.map((item, index) => readPart(item, [...path, index], faults));
    case 'schemaMap':
      return readMap(value, path, faults, (item, at) => readPart(item, at, faults));
    case 'schemaOrList':
      if (isMapping(value)) return { schema: readPart(value, path, faults), list: [] };
      if (!Array.isArray(value)) return { list: [] };
      return { list: value.map((item, index) => readPart(item, [...path, index], faults)) };
    case 'schemaOrBool':
      if (isMapping(value)) return { schema: readPart(value, path, faults), allows: true };
      return typeof value === 'boolean' ? { allows: value } : fault(faults, value, path, 'v1.JSONSchemaPropsOrBool');
    case 'dependencies':
      return readMap(value, path, faults, (item, at) => (isMapping(item) ? readPart(item, at, faults) : undefined));
    case 'rules':
      if (!Array.isArray(value)) return fault(faults, value, path, 'v1.ValidationRules');
      return value.map((item, index) =>
        readFields<ValidationRule>(item, RULE_FIELDS, [...path, index], faults, 'v1.ValidationRule'),
      );
    case 'docs':
      return readFields<ExternalDocumentation>(value, DOCS_FIELDS, path, faults, 'v1.ExternalDocumentation');
  }
}

function readStrings(value: unknown, path: FieldPath, faults: Faults): string[] | undefined {
  if (!Array.isArray(value)) return fault(faults, value, path, '[]string');
  return value.map((item, index) => {
    if (typeof item === 'string') return item;
    if (item !== null) fault(faults, item, [...path, index], 'string');
    return '';
  });
}

function readMap<T>(
  value: unknown,
  path: FieldPath,
  faults: Faults,
  read: (item: unknown, path: FieldPath) => T,
): ReadonlyMap<string, T> | undefined {
  if (!isMapping(value)) return fault(faults, value, path, 'map[string]v1.JSONSchemaProps');
  return new Map(Object.keys(value).map((key) => [key, read(value[key], [...path, { key }])]));
}

function readFields<T>(
  value: unknown,
  fields: Readonly<Record<string, 'string' | 'bool'>>,
  path: FieldPath,
  faults: Faults,
  goType: string,
): T {
  const out: Record<string, unknown> = {};
  if (!isMapping(value)) {
    if (value !== null) fault(faults, value, path, goType);
    return out as T;
  }
  for (const name of Object.keys(value)) {
    const kind = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const member = value[name];
    if (kind === undefined || member === null) continue;
    const got = readScalar(member, kind);
    if (got === undefined) fault(faults, member, [...path, name], kind);
    else out[name] = got;
  }
  return out as T;
}

/** The schema as it is stored: without what the server does not know and without what says nothing. */
export function storedSchema(raw: unknown): unknown {
  if (!isMapping(raw)) return raw;
  const out: Record<string, unknown> = {};
  for (const keyword of Object.keys(raw)) {
    const kind = kindOf(keyword);
    if (kind === undefined) continue;
    const value = storedKeyword(raw[keyword], kind);
    if (value === null || value === undefined || (isZero(value, kind) && !keepsEmpty(keyword))) continue;
    out[keyword] = value;
  }
  return out;
}

/** Whether a value of the right type says nothing. */
function isZero(value: unknown, kind: Kind): boolean {
  if (kind === 'string') return value === '';
  if (kind === 'bool') return value === false;
  if (kind === 'schemaMap' || kind === 'dependencies') return isMapping(value) && Object.keys(value).length === 0;
  return Array.isArray(value) && value.length === 0;
}

/** In lists and maps null is an empty schema. */
const storedPart = (raw: unknown): unknown => (raw === null ? {} : storedSchema(raw));

function storedMap(value: unknown, stored: (item: unknown) => unknown): unknown {
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.keys(value).map((key) => [key, stored(value[key])]));
}

function storedKeyword(value: unknown, kind: Kind): unknown {
  switch (kind) {
    case 'schema':
      return storedSchema(value);
    case 'schemas':
      return Array.isArray(value) ? value.map(storedPart) : value;
    case 'schemaMap':
      return storedMap(value, storedPart);
    case 'schemaOrList':
      if (Array.isArray(value)) return value.map(storedPart);
      // Anything else is read as nothing.
      return isMapping(value) ? storedSchema(value) : undefined;
    case 'schemaOrBool':
      return storedSchema(value);
    case 'dependencies':
      return storedMap(value, (item) => (isMapping(item) ? storedSchema(item) : item));
    case 'strings':
      return Array.isArray(value) ? value.map((item: unknown) => item ?? '') : value;
    case 'rules':
      return Array.isArray(value) ? value.map((item) => storedFields(item, RULE_FIELDS)) : value;
    case 'docs':
      return storedFields(value, DOCS_FIELDS);
    default:
      return value;
  }
}

/** A rule has its text always; a reason and a flag are kept as they are written. */
function storedFields(value: unknown, fields: Readonly<Record<string, 'string' | 'bool'>>): unknown {
  if (value === null) return fields === RULE_FIELDS ? { rule: '' } : value;
  if (!isMapping(value)) return value;
  const out: Record<string, unknown> = fields === RULE_FIELDS ? { rule: '' } : {};
  for (const name of Object.keys(value)) {
    const member = value[name];
    if (!Object.hasOwn(fields, name) || member === null) continue;
    if (member !== '' || name === 'rule' || name === 'reason') out[name] = member;
  }
  return out;
}

/** The parts of a schema, each with the path to it. Source: SchemaHas. */
export function partsOf(schema: Schema): readonly Schema[] {
  const { items, additionalProperties, additionalItems } = schema;
  return [
    ...(items?.schema ? [items.schema] : []),
    ...(items?.list ?? []),
    ...(schema.allOf ?? []),
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
    ...(schema.not ? [schema.not] : []),
    ...(schema.properties?.values() ?? []),
    ...(additionalProperties?.schema ? [additionalProperties.schema] : []),
    ...(schema.patternProperties?.values() ?? []),
    ...(additionalItems?.schema ? [additionalItems.schema] : []),
    ...(schema.definitions?.values() ?? []),
    ...[...(schema.dependencies?.values() ?? [])].filter((part) => part !== undefined),
  ];
}

/** Whether something holds for a schema or any part of it. */
export const someSchema = (schema: Schema, test: (schema: Schema) => boolean): boolean =>
  test(schema) || partsOf(schema).some((part) => someSchema(part, test));
