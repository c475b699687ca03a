// The schema of a custom resource as the server works with it. It is a view of what the definition says: read node by
// node when somebody comes by, because a definition has thousands of fields and an object uses a few of them. What is
// not as it must be is read as if it were not there, so that a schema on which somebody works never breaks anything.
// Source: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/schema/{structural,convert}.go, 1.36.

/** What a schema can be read from: parsed YAML or JSON. */
type Json = Readonly<Record<string, unknown>>;

const TYPES = ['object', 'array', 'string', 'integer', 'number', 'boolean'] as const;

/** The types of OpenAPI. */
export type SchemaType = (typeof TYPES)[number];

/** An `x-kubernetes-validations` rule. */
export interface ValidationRule {
  readonly rule: string;
  readonly message: string | undefined;
  readonly messageExpression: string | undefined;
  readonly reason: string | undefined;
  readonly fieldPath: string | undefined;
  readonly optionalOldSelf: boolean;
}

/** One node of a schema: of an object, a list's items, a field. */
export interface StructuralSchema {
  /** Undefined where any type is fine (`x-kubernetes-int-or-string`, `x-kubernetes-preserve-unknown-fields`). */
  readonly type: SchemaType | undefined;
  readonly description: string | undefined;
  readonly nullable: boolean;
  /** Undefined where there is none; null is none. */
  readonly default: unknown;
  readonly intOrString: boolean;
  readonly preserveUnknownFields: boolean;
  readonly embeddedResource: boolean;
  readonly listType: string | undefined;
  readonly listMapKeys: readonly string[];
  readonly mapType: string | undefined;
  readonly validations: readonly ValidationRule[];
  readonly required: readonly string[];
  /** The values of a closed set. */
  readonly enum: readonly unknown[] | undefined;
  readonly format: string | undefined;
  /**
   * What the value by itself must be, whatever lies below it: the keywords of OpenAPI as they are written, `allOf`,
   * `anyOf`, `oneOf` and `not` with all that is in them.
   */
  readonly own: Json;
  /** The names of the fields, in the order in which they are written. */
  readonly propertyNames: readonly string[];
  property(name: string): StructuralSchema | undefined;
  /** The schema of a map's values; true where they may be anything, false where there may be none. */
  readonly additionalProperties: StructuralSchema | boolean | undefined;
  readonly items: StructuralSchema | undefined;
}

/** Whether a value is a mapping. */
export const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];

/** The keywords that look at one value alone. */
const OWN = [
  'type',
  'nullable',
  'x-kubernetes-int-or-string',
  'format',
  'maximum',
  'exclusiveMaximum',
  'minimum',
  'exclusiveMinimum',
  'multipleOf',
  'maxLength',
  'minLength',
  'pattern',
  'maxItems',
  'minItems',
  'maxProperties',
  'minProperties',
  'required',
  'enum',
  'allOf',
  'anyOf',
  'oneOf',
  'not',
] as const;

function ownOf(raw: Json): Json {
  const own: Record<string, unknown> = {};
  for (const keyword of OWN) if (Object.hasOwn(raw, keyword)) own[keyword] = raw[keyword];
  return own;
}

function rulesOf(raw: Json): readonly ValidationRule[] {
  const list = raw['x-kubernetes-validations'];
  if (!Array.isArray(list)) return [];
  return list.filter(isMapping).flatMap((item) => {
    const rule = text(item['rule']);
    return rule === undefined
      ? []
      : [
          {
            rule,
            message: text(item['message']),
            messageExpression: text(item['messageExpression']),
            reason: text(item['reason']),
            fieldPath: text(item['fieldPath']),
            optionalOldSelf: item['optionalOldSelf'] === true,
          },
        ];
  });
}

/** One node per piece of a definition, however often it is asked for: identities by which others keep what they made. */
const made = new WeakMap<Json, StructuralSchema>();

/** The schema that a piece of a definition says; undefined where it is no mapping. */
export function structuralSchema(raw: unknown): StructuralSchema | undefined {
  if (!isMapping(raw)) return undefined;
  const known = made.get(raw);
  if (known !== undefined) return known;
  const schema = read(raw);
  made.set(raw, schema);
  return schema;
}

function read(raw: Json): StructuralSchema {
  const properties = isMapping(raw['properties']) ? raw['properties'] : {};
  const additional = raw['additionalProperties'];
  return {
    type: TYPES.find((type) => type === raw['type']),
    description: text(raw['description']),
    nullable: raw['nullable'] === true,
    default: raw['default'] ?? undefined,
    intOrString: raw['x-kubernetes-int-or-string'] === true,
    preserveUnknownFields: raw['x-kubernetes-preserve-unknown-fields'] === true,
    embeddedResource: raw['x-kubernetes-embedded-resource'] === true,
    listType: text(raw['x-kubernetes-list-type']),
    listMapKeys: texts(raw['x-kubernetes-list-map-keys']),
    mapType: text(raw['x-kubernetes-map-type']),
    validations: rulesOf(raw),
    required: texts(raw['required']),
    enum: Array.isArray(raw['enum']) ? raw['enum'] : undefined,
    format: text(raw['format']),
    own: ownOf(raw),
    propertyNames: Object.keys(properties),
    property: (name) => (Object.hasOwn(properties, name) ? structuralSchema(properties[name]) : undefined),
    additionalProperties: typeof additional === 'boolean' ? additional : structuralSchema(additional),
    items: structuralSchema(raw['items']),
  };
}

/** The schema of a mapping's entry: of the field, else of the map's values; undefined where nothing is said of it. */
export function schemaOfEntry(schema: StructuralSchema, name: string): StructuralSchema | undefined {
  const property = schema.property(name);
  if (property !== undefined) return property;
  return typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
}
