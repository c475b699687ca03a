// What a structural schema says of one value, as a JSON Schema that ajv understands: OpenAPI's own words (`nullable`,
// boolean `exclusiveMinimum`, formats by many spellings) become JSON Schema's.
// Source: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/validation/{validation,formats}.go, 1.36.
import { isMapping } from '../api/customResources/structuralSchema.ts';
import { TEXT_FORMATS } from './formats.ts';

/** A JSON Schema. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The keyword under which a schema keeps what the definition says of the type, for the server's words. */
export const SAID = 'said';

/** The types and the format as they are written; no format where the server ignores it. */
export interface Said {
  readonly types: readonly string[];
  readonly format: string | undefined;
}

/** Logical nesting deeper than this is no schema that anybody means. */
const MAX_DEPTH = 20;

const SAME = ['maxLength', 'minLength', 'maxItems', 'minItems', 'maxProperties', 'minProperties', 'multipleOf'];

const isNumber = (value: unknown): value is number | bigint => typeof value === 'number' || typeof value === 'bigint';

/** The types that a value may have, in the order in which the server names them. */
function typesOf(own: JsonSchema): readonly string[] {
  if (own['x-kubernetes-int-or-string'] === true) return ['integer', 'string'];
  return typeof own['type'] === 'string' && own['type'] !== '' ? [own['type']] : [];
}

/** The format as it counts for the type; undefined where the server ignores it. */
function formatOf(own: JsonSchema): string | undefined {
  const format = own['format'];
  if (typeof format !== 'string') return undefined;
  const types = typesOf(own);
  const type = types.length === 1 ? types[0] : '';
  if (type === 'integer') return format === 'int32' || format === 'int64' ? format : undefined;
  if (type === 'number') return format === 'float' || format === 'double' ? format : undefined;
  if (type !== '' && type !== 'string') return undefined;
  return TEXT_FORMATS.has(format.replaceAll('-', '')) ? format : undefined;
}

/** Bounds. Whole numbers are compared with the bound's whole part, as the server does. */
function boundsOf(own: JsonSchema): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  const whole = typesOf(own)[0] === 'integer';
  for (const [name, exclusive] of [
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ] as const) {
    const bound = own[name];
    if (!isNumber(bound)) continue;
    const number = whole ? Math.trunc(Number(bound)) : Number(bound);
    out[own[exclusive] === true ? exclusive : name] = number;
  }
  return out;
}

const asNumber = (value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value);

function typeKeywords(own: JsonSchema): Record<string, unknown> {
  const types = typesOf(own);
  const format = formatOf(own);
  const said: Said = { types, format };
  const out: Record<string, unknown> = types.length === 0 && format === undefined ? {} : { [SAID]: said };
  if (format !== undefined) out['format'] = format.replaceAll('-', '');
  else if (types.length === 1 && types[0] === 'integer') out['format'] = 'int64';
  if (types.length === 0) return out;
  // Where a text has a format, the server takes a list for it as well. Source: typeValidator.Validate.
  const odd = types[0] === 'string' && format !== undefined ? ['array'] : [];
  out['type'] = [...types, ...odd, ...(own['nullable'] === true ? ['null'] : [])];
  return out;
}

/** The JSON Schema of `own`: what a value by itself must be. Keywords that are not as they must be are left out. */
export function jsonSchemaOf(own: unknown, depth = 0): JsonSchema {
  if (!isMapping(own) || depth > MAX_DEPTH) return {};
  const out: Record<string, unknown> = { ...typeKeywords(own), ...boundsOf(own) };
  for (const keyword of SAME) if (isNumber(own[keyword])) out[keyword] = Number(own[keyword]);
  if (!(Number(out['multipleOf'] ?? 1) > 0)) delete out['multipleOf'];
  if (typeof own['pattern'] === 'string' && own['pattern'] !== '') out['pattern'] = own['pattern'];
  if (Array.isArray(own['enum']) && own['enum'].length > 0) out['enum'] = own['enum'].map(asNumber);
  if (Array.isArray(own['required'])) out['required'] = own['required'].filter((item) => typeof item === 'string');
  for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
    const list = own[keyword];
    if (Array.isArray(list) && list.length > 0) out[keyword] = list.map((item) => jsonSchemaOf(item, depth + 1));
  }
  if (isMapping(own['not'])) out['not'] = jsonSchemaOf(own['not'], depth + 1);
  if (depth > 0) Object.assign(out, partsOf(own, depth));
  return out;
}

/** What a branch of `anyOf` and the like says of what lies below the value. */
function partsOf(own: JsonSchema, depth: number): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  const { properties, items, additionalProperties } = own;
  if (isMapping(properties)) {
    const entries = Object.entries(properties).map(([name, part]) => [name, jsonSchemaOf(part, depth + 1)]);
    out['properties'] = Object.fromEntries(entries) as unknown;
  }
  if (isMapping(items)) out['items'] = jsonSchemaOf(items, depth + 1);
  if (isMapping(additionalProperties)) out['additionalProperties'] = jsonSchemaOf(additionalProperties, depth + 1);
  return out;
}
