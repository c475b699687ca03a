// Schemas compiled by ajv: each on first use, once for all places that say the same. Definitions repeat themselves: of the
// thousands of fields of a large one, most are a text and nothing more.
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { StructuralSchema } from '../api/customResources/structuralSchema.ts';
import { NUMBER_FORMATS, TEXT_FORMATS } from './formats.ts';
import { goPattern } from '../api/goPattern.ts';
import { jsonSchemaOf, type JsonSchema } from './jsonSchemaOf.ts';

/** A schema and its check. */
export interface Compiled {
  readonly schema: JsonSchema;
  /** What does not fit. */
  errors(value: unknown): readonly ErrorObject[];
}

/** What is forgotten when more has been compiled: definitions come and go while somebody works on them. */
const MAX_COMPILED = 3000;
/** A text longer than this is not compiled: nothing is said of such a value. */
const MAX_TEXT = 200_000;

/** Whole numbers are divided by the factor's whole part. Source: MultipleOfNativeType, swag.IsFloat64AJSONInteger. */
function isMultiple(factor: number, value: number): boolean {
  if (Number.isInteger(value)) return Math.trunc(factor) > 0 && value % Math.trunc(factor) === 0;
  const times = factor < 1 ? (1 / factor) * value : value / factor;
  const whole = Math.trunc(times);
  return times === whole || Math.abs(times - whole) / (Math.abs(times) + Math.abs(whole)) < 1e-9;
}

function makeAjv(): Ajv {
  // A pattern that Go cannot read is refused with its definition; here it is not asked. ajv tells patterns apart by
  // their text.
  const regExp = (pattern: string) => ({ ...(goPattern(pattern) ?? { test: () => true }), toString: () => pattern });
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    messages: false,
    strict: false,
    meta: false,
    validateSchema: false,
    addUsedSchema: false,
    ownProperties: true,
    logger: false,
    code: { regExp: Object.assign(regExp, { code: '' }) },
  });
  ajv.removeKeyword('multipleOf');
  ajv.addKeyword({ keyword: 'multipleOf', type: 'number', schemaType: 'number', validate: isMultiple });
  for (const [name, validate] of TEXT_FORMATS) ajv.addFormat(name, { type: 'string', validate });
  for (const [name, validate] of NUMBER_FORMATS) ajv.addFormat(name, { type: 'number', validate });
  return ajv;
}

let ajv: Ajv | undefined;
let byText = new Map<string, Compiled>();
let byNode = new WeakMap<StructuralSchema, Compiled>();

const NOTHING_SAID: Compiled = { schema: {}, errors: () => [] };

function compile(schema: JsonSchema): Compiled {
  if (Object.keys(schema).length === 0) return NOTHING_SAID;
  let validate: ValidateFunction;
  try {
    ajv ??= makeAjv();
    validate = ajv.compile(schema);
  } catch {
    // A schema that cannot be compiled checks nothing.
    return NOTHING_SAID;
  }
  return { schema, errors: (value) => (validate(value) ? [] : (validate.errors ?? [])) };
}

/** The check of a JSON Schema. */
export function compiled(schema: JsonSchema): Compiled {
  const text = JSON.stringify(schema);
  if (text.length > MAX_TEXT) return NOTHING_SAID;
  const known = byText.get(text);
  if (known !== undefined) return known;
  if (byText.size >= MAX_COMPILED) {
    byText = new Map();
    byNode = new WeakMap();
    ajv = undefined;
  }
  const made = compile(schema);
  byText.set(text, made);
  return made;
}

/** The check of what a structural schema says of a value by itself. */
export function compiledNode(schema: StructuralSchema): Compiled {
  const known = byNode.get(schema);
  if (known !== undefined) return known;
  const made = compiled(jsonSchemaOf(schema.own));
  byNode.set(schema, made);
  return made;
}
