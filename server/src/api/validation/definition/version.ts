// The versions of a CustomResourceDefinition: schema, subresources, columns, selectable fields. What all versions have
// alike the server looks at once, as if it stood in the spec; it is named where it stands in the first version.
// Source: staging/src/k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go,
// pkg/apis/apiextensions/v1/conversion.go, 1.36.
import { duplicate, forbidden, invalid, required, tooMany, type FieldError } from '../../fieldError.ts';
import type { FieldPath } from '../../fieldPath.ts';
import type {
  CustomResourceColumnDefinition,
  CustomResourceDefinitionVersion,
  CustomResourceSubresources,
  SelectableField,
} from '../../types.generated.ts';
import { semanticallyEqual } from '../fields.ts';
import { byteLength } from '../strings.ts';
import { pathText, resolveFieldPath } from './fieldPaths.ts';
import { validateDefaults, type DefaultsCheck } from './defaults.ts';
import { validateOpenApi, type SchemaOptions } from './openApi.ts';
import { conversionComplaint, validateStructural } from './structural.ts';
import type { Schema } from './schemaProps.ts';

const COLUMN_TYPES = ['boolean', 'date', 'integer', 'number', 'string'];
const COLUMN_FORMATS = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];
const MAX_SELECTABLE_FIELDS = 8;
const MAX_WARNING_BYTES = 256;

/** A version with its schema as it was read. */
export interface ReadVersion {
  readonly version: CustomResourceDefinitionVersion;
  readonly schema: Schema | undefined;
  readonly path: FieldPath;
}

type Shared = 'schema' | 'subresources' | 'additionalPrinterColumns' | 'selectableFields';

/** Whether all versions say the same, or nothing. */
const isShared = (versions: readonly ReadVersion[], field: Shared): boolean =>
  versions.every(({ version }) => semanticallyEqual(version[field], versions[0]?.version[field]));

const hasStatus = ({ version }: ReadVersion): boolean => version.subresources?.status !== undefined;

/** All that the versions have besides their names. */
export function validateVersions(
  errors: FieldError[],
  versions: readonly ReadVersion[],
  options: SchemaOptions,
  defaults: DefaultsCheck,
): void {
  const [first] = versions;
  if (first === undefined) return;
  const oneSchema = isShared(versions, 'schema');
  const once = (field: Shared): readonly ReadVersion[] => (isShared(versions, field) ? [first] : versions);
  for (const version of versions) validateDeprecation(errors, version);
  for (const version of once('schema')) {
    const withStatus = oneSchema ? versions.some(hasStatus) : hasStatus(version);
    validateSchema(errors, version, withStatus, options, defaults);
  }
  for (const { version, path } of once('subresources')) {
    validateSubresources(errors, version.subresources ?? {}, [...path, 'subresources']);
  }
  for (const { version, path } of once('additionalPrinterColumns')) {
    version.additionalPrinterColumns?.forEach((column, index) => {
      validateColumn(errors, column, [...path, 'additionalPrinterColumns', index]);
    });
  }
  const oneSelection = isShared(versions, 'selectableFields');
  for (const item of once('selectableFields')) validateSelection(errors, item, oneSelection && !oneSchema);
}

/** Source: validateDeprecationWarning. */
function validateDeprecation(errors: FieldError[], { version, path }: ReadVersion): void {
  const { deprecated = false, deprecationWarning: text } = version;
  if (text === undefined) return;
  const say = (detail: string): void => {
    errors.push(invalid([...path, 'deprecationWarning'], text, detail));
  };
  if (!deprecated) {
    say('can only be set for deprecated versions');
    return;
  }
  if (byteLength(text) > MAX_WARNING_BYTES) say(`must be <= ${MAX_WARNING_BYTES} characters long`);
  if (text === '') say('must not be an empty string');
  const bad = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.exec(text);
  if (bad !== null) {
    const index = byteLength(text.slice(0, bad.index));
    say(`must only contain printable UTF-8 characters; non-printable character found at index ${index}`);
  }
}

/** Where there is a status of its own, only these may stand at the root: the status is validated as a property. */
const AT_ROOT: ReadonlySet<string> = new Set([
  'description',
  'type',
  'format',
  'title',
  'maximum',
  'exclusiveMaximum',
  'minimum',
  'exclusiveMinimum',
  'maxLength',
  'minLength',
  'pattern',
  'maxItems',
  'minItems',
  'uniqueItems',
  'multipleOf',
  'required',
  'items',
  'properties',
  'externalDocs',
  'example',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-validations',
]);
const BEFORE_TYPE: ReadonlySet<string> = new Set(['id', '$schema', '$ref']);

const isZero = (value: unknown): boolean => value === undefined || value === '' || value === false;

function validateRoot(errors: FieldError[], schema: Schema, path: FieldPath): void {
  const banned = Object.entries(schema).filter(([keyword, value]) => !AT_ROOT.has(keyword) && !isZero(value));
  const { type = '' } = schema;
  if (type !== '' && type !== 'object' && !banned.some(([keyword]) => BEFORE_TYPE.has(keyword))) {
    const detail =
      'only "object" is allowed as the type at the root of the schema if the status subresource is enabled';
    errors.push(invalid([...path, 'type'], type, detail));
  } else if (banned.length > 0) {
    const names = banned.map(([keyword]) => keyword).join(', ');
    const detail = `${names} may not stand at the root of the schema if the status subresource is enabled`;
    errors.push(invalid(path, '', detail));
  }
}

/** Source: validateCustomResourceDefinitionValidation. */
function validateSchema(
  errors: FieldError[],
  { schema, version, path: versionPath }: ReadVersion,
  withStatus: boolean,
  options: SchemaOptions,
  defaults: DefaultsCheck,
): void {
  if (schema === undefined) return;
  const path = [...versionPath, 'schema', 'openAPIV3Schema'];
  const before = errors.length;
  if (withStatus) validateRoot(errors, schema, path);
  if (schema.nullable === true) errors.push(forbidden([...path, 'nullable'], 'nullable cannot be true at the root'));
  const complaint = conversionComplaint(schema);
  if (complaint === undefined) {
    const known = errors.length;
    validateStructural(errors, schema, path);
    if (errors.length === known) validateDefaults(errors, version.schema?.openAPIV3Schema, defaults, path);
  }
  validateOpenApi(errors, schema, options, path);
  if (complaint !== undefined && errors.length === before) errors.push(invalid(path, '', complaint));
}

/** Source: validateSimpleJSONPath. */
function checkSimplePath(errors: FieldError[], text: string, path: FieldPath): boolean {
  if (text.startsWith('.')) return true;
  errors.push(invalid(path, text, 'must be a simple json path starting with .'));
  return false;
}

/** Source: ValidateCustomResourceDefinitionSubresources. */
function validateSubresources(errors: FieldError[], { scale }: CustomResourceSubresources, path: FieldPath): void {
  if (!scale) return;
  const fields = { specReplicasPath: '.spec.', statusReplicasPath: '.status.' } as const;
  for (const [field, root] of Object.entries(fields)) {
    const at = [...path, 'scale', field];
    const text = scale[field as keyof typeof fields] ?? '';
    if (text === '') errors.push(required(at));
    else if (checkSimplePath(errors, text, at) && !text.startsWith(root)) {
      errors.push(invalid(at, text, `should be a json path under ${root.slice(0, -1)}`));
    }
  }
  const { labelSelectorPath: text = '' } = scale;
  const at = [...path, 'scale', 'labelSelectorPath'];
  if (text !== '' && checkSimplePath(errors, text, at) && !/^\.(?:spec|status)\./.test(text)) {
    errors.push(invalid(at, text, 'should be a json path under either .spec or .status'));
  }
}

/** Source: ValidateCustomResourceColumnDefinition. */
function validateColumn(errors: FieldError[], column: CustomResourceColumnDefinition, path: FieldPath): void {
  const { name = '', type = '', format = '', jsonPath = '' } = column;
  const types = `must be one of ${COLUMN_TYPES.join(',')}`;
  if (name === '') errors.push(required([...path, 'name']));
  if (type === '') errors.push(required([...path, 'type'], types));
  else if (!COLUMN_TYPES.includes(type)) errors.push(invalid([...path, 'type'], type, types));
  if (format !== '' && !COLUMN_FORMATS.includes(format)) {
    errors.push(invalid([...path, 'format'], format, `must be one of ${COLUMN_FORMATS.join(',')}`));
  }
  if (jsonPath === '') errors.push(required([...path, 'jsonPath']));
  else checkSimplePath(errors, jsonPath, [...path, 'jsonPath']);
}

/** Source: ValidateCustomResourceSelectableFields. Fields of all versions need the schema of all versions. */
function validateSelection(errors: FieldError[], item: ReadVersion, lacksSharedSchema: boolean): void {
  const fields = item.version.selectableFields ?? [];
  const path = [...item.path, 'selectableFields'];
  const { schema } = item;
  if (fields.length === 0) return;
  if (lacksSharedSchema || schema === undefined) {
    errors.push(invalid(path, '', 'may only be set when validations.schema is included'));
    return;
  }
  // The server breaks on a schema that it cannot read; what is wrong with it is said elsewhere.
  if (conversionComplaint(schema) !== undefined) return;
  const seen = new Set<string>();
  fields.forEach((field, index) => validateSelectable(errors, field, schema, seen, [...path, index, 'jsonPath']));
  if (seen.size > MAX_SELECTABLE_FIELDS) errors.push(tooMany(path, seen.size, MAX_SELECTABLE_FIELDS));
}

function validateSelectable(
  errors: FieldError[],
  { jsonPath = '' }: SelectableField,
  schema: Schema,
  seen: Set<string>,
  path: FieldPath,
): void {
  if (jsonPath === '') {
    errors.push(required(path));
    return;
  }
  const found = resolveFieldPath(jsonPath, schema, false);
  if ('complaint' in found) {
    errors.push(invalid(path, jsonPath, `is an invalid path: ${found.complaint}`));
    return;
  }
  if (found.path[0] === 'metadata') errors.push(invalid(path, jsonPath, 'must not point to fields in metadata'));
  if (!['string', 'boolean', 'integer'].includes(found.schema?.type ?? '')) {
    const detail =
      'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.';
    errors.push(invalid(path, jsonPath, detail));
  }
  const text = pathText(found.path);
  if (seen.has(text)) errors.push(duplicate(path, jsonPath));
  seen.add(text);
}
