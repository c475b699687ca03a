// Whether the defaults in a CustomResourceDefinition's schema are what the schema wants. Those within the type and the
// metadata of an object are not looked at, nor are rules in CEL.
// Source: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting/validation.go, 1.36.
import { validateEmbedded, embeddedResources } from '../../customResources/embedded.ts';
import { isPruned } from '../../customResources/prune.ts';
import type { ValueCheck } from '../../customResources/rules.ts';
import { isMapping, structuralSchema, type StructuralSchema } from '../../customResources/structuralSchema.ts';
import { invalid, type FieldError } from '../../fieldError.ts';
import type { FieldPath } from '../../fieldPath.ts';
import { copyJson } from '../../strategy.ts';

const TYPE_AND_META: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

/** What is there to check defaults with. */
export interface DefaultsCheck {
  readonly checkValue: ValueCheck;
  /** Whether fields that the schema does not have are refused. */
  readonly requirePruned: boolean;
}

/** The default of a part, and where the part stands. */
interface Default {
  readonly value: unknown;
  readonly schema: StructuralSchema;
  readonly path: FieldPath;
}

/** Whether there is a number in a value that JavaScript cannot count to: then it cannot be compared as it is. */
function isBeyondCounting(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isBeyondCounting);
  return isMapping(value) ? Object.values(value).some(isBeyondCounting) : typeof value === 'bigint';
}

/**
 * The defaults of a schema, as it is written. There are none below `additionalProperties` that the server would look at.
 * Most of a large schema has none: only parts that have one are read.
 */
function collect(found: Default[], raw: unknown, isRoot: boolean, path: FieldPath): void {
  if (!isMapping(raw)) return;
  const { default: value, items, properties } = raw;
  if (value !== undefined && value !== null) {
    const schema = structuralSchema(raw);
    // At its root a schema is one of an object with type and metadata, whatever it says.
    const whole = schema && isRoot ? { ...schema, embeddedResource: true } : schema;
    if (whole && !isBeyondCounting(value)) found.push({ value, schema: whole, path: [...path, 'default'] });
  }
  collect(found, items, false, [...path, 'items']);
  if (!isMapping(properties)) return;
  const isObject = isRoot || raw['x-kubernetes-embedded-resource'] === true;
  for (const key of Object.keys(properties)) {
    if (isObject && TYPE_AND_META.has(key)) continue;
    collect(found, properties[key], false, [...path, 'properties', { key }]);
  }
}

function defaultsOf(raw: unknown, path: FieldPath): readonly Default[] {
  const found: Default[] = [];
  collect(found, raw, true, path);
  return found;
}

function validateDefault(errors: FieldError[], { value, schema, path }: Default, check: DefaultsCheck): void {
  if (check.requirePruned && !isPruned(value, schema)) {
    errors.push(invalid(path, value, 'must not have unknown fields'));
  }
  const embedded: FieldError[] = [];
  const bare = copyJson(value);
  for (const resource of embeddedResources(bare, schema)) delete resource.value['metadata'];
  validateEmbedded(embedded, bare, schema);
  const found = embedded.length > 0 ? embedded : check.checkValue(schema, value);
  for (const { place, ...error } of found) errors.push({ ...error, path: [...path, ...(place ?? error.path)] });
}

/** Source: ValidateDefaults. Only for schemas that are structural. */
export function validateDefaults(errors: FieldError[], raw: unknown, check: DefaultsCheck, path: FieldPath): void {
  for (const each of defaultsOf(raw, path)) validateDefault(errors, each, check);
}

/** Whether a schema has defaults with fields that it does not have. Source: schemaHasUnprunedDefaults. */
export const hasUnprunedDefaults = (raw: unknown): boolean =>
  defaultsOf(raw, []).some((each) => !isPruned(each.value, each.schema));
