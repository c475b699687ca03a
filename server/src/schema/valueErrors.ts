// ajv's errors of one value → errors in the words and the order of the server.
// Source: k8s.io/kube-openapi/pkg/validation/{validate,errors}, staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/
// validation/validation.go (kubeOpenAPIResultToFieldErrors), 1.36.
import type { ErrorObject } from 'ajv';
import { isMapping } from '../api/customResources/structuralSchema.ts';
import { invalid, notSupported, required, tooLong, tooMany, type FieldError } from '../api/fieldError.ts';
import { formatPath, type FieldPath } from '../api/fieldPath.ts';
import { compiled, type Compiled } from './compiled.ts';
import { SAID, type JsonSchema, type Said } from './jsonSchemaOf.ts';
import { bestBranch } from './matchCount.ts';

/** An error and when the server meets it: what lies below a list comes at 5, below an object at 9. */
export interface Ranked {
  readonly rank: number;
  readonly error: FieldError;
}

/** When the server meets what is below a value. */
export const BELOW_LIST = 5;
export const BELOW_OBJECT = 9;

const RANKS: Readonly<Record<string, number>> = {
  type: 0,
  maxLength: 2,
  minLength: 2,
  pattern: 2,
  format: 3,
  multipleOf: 4,
  minimum: 4,
  exclusiveMinimum: 4,
  maximum: 4,
  exclusiveMaximum: 4,
  minItems: 6,
  maxItems: 6,
  enum: 7,
  minProperties: 8,
  maxProperties: 8,
  required: 10,
};

/** A value of a check that is read: where it stands, and what ajv had against it. */
interface Reading {
  readonly schema: JsonSchema;
  /** ajv's pointer to the schema. */
  readonly pointer: string;
  readonly value: unknown;
  /** ajv's pointer to the value. */
  readonly instance: string;
  readonly path: FieldPath;
  readonly errors: ReadonlyMap<string, readonly ErrorObject[]>;
}

const keyOf = (pointer: string, instance: string): string => `${pointer}\0${instance}`;

const escaped = (text: string): string => text.replaceAll('~', '~0').replaceAll('/', '~1');

/** The errors of a value by what its schema says of it alone. */
export function ownErrors(check: Compiled, value: unknown, path: FieldPath): readonly Ranked[] {
  const found = check.errors(value);
  if (found.length === 0) return [];
  const errors = new Map<string, ErrorObject[]>();
  for (const error of found) {
    const pointer = error.schemaPath.slice(0, error.schemaPath.length - error.keyword.length - 1);
    const key = keyOf(pointer, error.instancePath);
    const list = errors.get(key);
    if (list === undefined) errors.set(key, [error]);
    else list.push(error);
  }
  return read({ schema: check.schema, pointer: '#', value, instance: '', path, errors });
}

function read(reading: Reading): Ranked[] {
  const direct = reading.errors.get(keyOf(reading.pointer, reading.instance)) ?? [];
  const out: Ranked[] = compositeErrors(reading, direct).map((error) => ({ rank: 1, error }));
  for (const error of firstOfText(direct)) {
    const rank = RANKS[error.keyword];
    const worded = rank === undefined ? undefined : word(error, reading.path);
    if (rank !== undefined && worded !== undefined) out.push({ rank, error: worded });
  }
  out.push(...errorsBelow(reading));
  return out.sort((a, b) => a.rank - b.rank);
}

const TEXT_CHECKS = ['maxLength', 'minLength', 'pattern'];

/** Of a text's length and pattern the server names the first thing that is wrong. */
function firstOfText(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const first = TEXT_CHECKS.map((keyword) => errors.find((error) => error.keyword === keyword)).find(Boolean);
  return errors.filter((error) => error === first || !TEXT_CHECKS.includes(error.keyword));
}

/** What a branch says of the fields and items of the value. */
function errorsBelow(reading: Reading): Ranked[] {
  const { schema, value } = reading;
  const { properties, items, additionalProperties } = schema;
  const step = (part: JsonSchema, pointer: string, key: string | number, item: unknown): FieldError[] =>
    read({
      ...reading,
      schema: part,
      pointer: `${reading.pointer}/${pointer}`,
      value: item,
      instance: `${reading.instance}/${escaped(String(key))}`,
      path: [...reading.path, key],
    }).map(({ error }) => error);
  if (Array.isArray(value)) {
    if (!isMapping(items)) return [];
    return value
      .flatMap((item, index) => step(items, 'items', index, item))
      .map((error) => ({ rank: BELOW_LIST, error }));
  }
  if (!isMapping(value)) return [];
  return Object.keys(value)
    .flatMap((key) => {
      const part = isMapping(properties) && Object.hasOwn(properties, key) ? properties[key] : undefined;
      if (isMapping(part)) return step(part, `properties/${encodeURIComponent(escaped(key))}`, key, value[key]);
      return isMapping(additionalProperties) ? step(additionalProperties, 'additionalProperties', key, value[key]) : [];
    })
    .map((error) => ({ rank: BELOW_OBJECT, error }));
}

/** An error for which the server names no field, only in its sentence. */
const unnamed = (place: FieldPath, detail: string): FieldError => ({ ...invalid([], '', detail), place });

const schemasOf = (list: unknown): readonly JsonSchema[] => (Array.isArray(list) ? list.filter(isMapping) : []);

/** What `anyOf`, `oneOf`, `allOf` and `not` have against a value, in this order. */
function compositeErrors(reading: Reading, direct: readonly ErrorObject[]): FieldError[] {
  const { schema, value, path, pointer } = reading;
  const fails = (keyword: string): boolean => direct.some((error) => error.keyword === keyword);
  const place = JSON.stringify(formatPath(path));
  const branch = (keyword: string, index: number, part: JsonSchema | undefined): FieldError[] =>
    part === undefined
      ? []
      : read({ ...reading, schema: part, pointer: `${pointer}/${keyword}/${index}` }).map(({ error }) => error);
  const errors: FieldError[] = [];
  if (fails('anyOf')) {
    const branches = schemasOf(schema['anyOf']);
    const best = bestBranch(branches, value);
    errors.push(unnamed(path, `${place} must validate at least one schema (anyOf)`));
    errors.push(...branch('anyOf', best, branches[best]));
  }
  if (fails('oneOf')) {
    const branches = schemasOf(schema['oneOf']);
    const fitting = branches.filter((part) => compiled(part).errors(value).length === 0).length;
    const found = fitting === 0 ? 'Found none valid' : `Found ${fitting} valid alternatives`;
    errors.push(unnamed(path, `${place} must validate one and only one schema (oneOf). ${found}`));
    const best = bestBranch(branches, value);
    if (fitting === 0) errors.push(...branch('oneOf', best, branches[best]));
  }
  const all = schemasOf(schema['allOf']).map((part, index) => branch('allOf', index, part));
  errors.push(...all.flat());
  if (all.some((found) => found.length > 0)) {
    const none = all.every((found) => found.length > 0) ? '. None validated' : '';
    errors.push(unnamed(path, `${place} must validate all the schemas (allOf)${none}`));
  }
  if (fails('not')) errors.push(unnamed(path, `${place} must not validate the schema (not)`));
  return errors;
}

/** OpenAPI's name of a value's type. */
export function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

/** The wrong type. Where a format is asked for, the server compares with that. Source: typeValidator.Validate. */
function wrongType(schema: JsonSchema, value: unknown, path: FieldPath): FieldError {
  const said = schema[SAID] as Said;
  const plain = typeof value === 'string' || Array.isArray(value) || said.format === undefined;
  const [wanted, got] = plain
    ? [said.types.join(','), typeName(value)]
    : [said.format ?? '', typeof value !== 'number' ? '' : Number.isInteger(value) ? 'int64' : 'float64'];
  const detail = `${formatPath(path)} in body must be of type ${wanted}: ${JSON.stringify(got)}`;
  return { type: 'TypeInvalid', path, value: got, detail };
}

/** A null where there may be none. */
export function nullErrors({ schema }: Compiled, path: FieldPath): readonly FieldError[] {
  const errors: FieldError[] = [];
  const types = schema['type'] as readonly string[] | undefined;
  if (types !== undefined && !types.includes('null')) {
    const { types: wanted } = schema[SAID] as Said;
    const detail = `${formatPath(path)} in body must be of type ${wanted.join(',')}: "null"`;
    errors.push({ type: 'TypeInvalid', path, value: 'null', detail });
  }
  // A null is none of the values of a closed set, not even where the set has one.
  const values = schema['enum'] as readonly unknown[] | undefined;
  if (values !== undefined) errors.push(notSupported(path, null, values.map(enumText)));
  return errors;
}

/** A number as Go prints it with %v. */
function goNumber(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 2 ** 63) return size < 1e21 ? BigInt(value).toString() : String(value);
  return String(value);
}

/** One error in the server's words; undefined where the server has nothing against it. */
function word(error: ErrorObject, path: FieldPath): FieldError | undefined {
  const value: unknown = error.data;
  const limit = Number(error.schema);
  const where = `${formatPath(path)} in body`;
  const said = (detail: string, shown: unknown = value): FieldError => invalid(path, shown, `${where} ${detail}`);
  switch (error.keyword) {
    case 'type':
      return wrongType(error.parentSchema as JsonSchema, value, path);
    case 'maxLength':
      return tooLong(path, limit);
    case 'minLength':
      return said(`should be at least ${limit} chars long`);
    case 'pattern':
      return said(`should match '${String(error.schema)}'`);
    case 'format':
      return wrongFormat(error, path);
    case 'multipleOf':
      return notMultiple(value as number, limit, path);
    case 'minimum':
    case 'exclusiveMinimum':
    case 'maximum':
    case 'exclusiveMaximum':
      return outOfBounds(error, path);
    case 'minItems':
      return said(`should have at least ${limit} items`, (value as readonly unknown[]).length);
    case 'maxItems':
      return tooMany(path, (value as readonly unknown[]).length, limit);
    case 'minProperties':
      return said(`should have at least ${limit} properties`, Object.keys(value as object).length);
    case 'maxProperties':
      return tooMany(path, Object.keys(value as object).length, limit);
    case 'enum':
      return outsideOfSet(value, error.schema as readonly unknown[], path);
    case 'required':
      return required([...path, String((error.params as { missingProperty?: unknown }).missingProperty)]);
    default:
      return undefined;
  }
}

function notMultiple(value: number, factor: number, path: FieldPath): FieldError {
  const where = formatPath(path);
  const used = Number.isInteger(value) ? Math.trunc(factor) : factor;
  if (used > 0) return invalid(path, value, `${where} in body should be a multiple of ${goNumber(used)}`);
  return invalid(path, used, `factor MultipleOf declared for ${where} must be positive: ${goNumber(used)}`);
}

/** A fraction is compared with whole numbers by its whole part. Source: basicCommonValidator.Validate. */
function outsideOfSet(value: unknown, values: readonly unknown[], path: FieldPath): FieldError | undefined {
  if (typeof value === 'number' && values.includes(Math.trunc(value))) return undefined;
  return notSupported(path, value, values.map(enumText));
}

const enumText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'null'));

const BOUNDS: Readonly<Record<string, string>> = {
  minimum: 'greater than or equal to',
  exclusiveMinimum: 'greater than',
  maximum: 'less than or equal to',
  exclusiveMaximum: 'less than',
};

/** A whole number is compared with the whole part of the bound, also where fractions are allowed. */
function outOfBounds(error: ErrorObject, path: FieldPath): FieldError | undefined {
  const value = Number(error.data);
  const limit = Number.isInteger(value) ? Math.trunc(Number(error.schema)) : Number(error.schema);
  const fits = { minimum: value >= limit, exclusiveMinimum: value > limit, maximum: value <= limit };
  const isFine = error.keyword === 'exclusiveMaximum' ? value < limit : fits[error.keyword as keyof typeof fits];
  if (isFine) return undefined;
  return invalid(
    path,
    value,
    `${formatPath(path)} in body should be ${BOUNDS[error.keyword] ?? ''} ${goNumber(limit)}`,
  );
}

function wrongFormat(error: ErrorObject, path: FieldPath): FieldError {
  const where = formatPath(path);
  const said = (error.parentSchema as JsonSchema)[SAID] as Said;
  if (typeof error.data === 'string') {
    const detail = `${where} in body must be of type ${said.format ?? ''}: ${JSON.stringify(error.data)}`;
    return { type: 'TypeInvalid', path, value: error.data, detail };
  }
  const format = said.format === undefined ? '(default format)' : `with format ${said.format}`;
  return unnamed(path, `Checked value must be of type ${said.types.join(',')} ${format} in ${where}`);
}
