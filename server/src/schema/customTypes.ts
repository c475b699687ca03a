// The schema of a custom resource as facts of types, so that completion, hover and repairs ask about it as they ask about
// the server's own types. Made struct by struct when somebody comes by.
import { gvkKey } from '../api/gvk.ts';
import type { CustomKind } from '../api/customResources/definition.ts';
import type { StructuralSchema } from '../api/customResources/structuralSchema.ts';
import { typeNumber, type FieldFact, type TypeFact, type TypeRef } from './facts.ts';

const STRING: TypeRef = { kind: 'string' };
const ANY: TypeRef = { kind: 'any' };
const META: TypeRef = { kind: 'struct', type: typeNumber('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta') };

/** What a text is by its format; what we have no word for is a text. */
function textType(format: string | undefined): TypeRef {
  if (format === 'date-time') return { kind: 'time' };
  return format === 'byte' ? { kind: 'bytes' } : STRING;
}

/** The type of a value. `id` names it: the place in its definition. */
function typeOf(schema: StructuralSchema, id: string): TypeRef {
  if (schema.intOrString) return { kind: 'intOrString' };
  switch (schema.type) {
    case 'string':
      return textType(schema.format);
    case 'boolean':
      return { kind: 'bool' };
    case 'integer':
      return { kind: schema.format === 'int32' ? 'int32' : 'int64' };
    case 'number':
      return { kind: 'double' };
    case 'array':
      return { kind: 'list', items: schema.items === undefined ? ANY : typeOf(schema.items, id) };
    case 'object':
      return objectType(schema, id);
    case undefined:
      return schema.propertyNames.length > 0 ? objectType(schema, id) : ANY;
  }
}

function objectType(schema: StructuralSchema, id: string): TypeRef {
  if (schema.propertyNames.length > 0 || schema.embeddedResource) return { kind: 'struct', type: struct(schema, id) };
  const values = schema.additionalProperties;
  if (values === undefined || values === false) return { kind: 'raw' };
  return { kind: 'map', values: values === true ? ANY : typeOf(values, id) };
}

/** What a definition never says of a field. */
const UNSAID = {
  goType: '',
  pointer: true,
  omitEmpty: true,
  omitZero: false,
  owner: '',
  mergeKey: undefined,
  patchStrategy: undefined,
} as const;

/** A field of every object. */
const objectField = (name: string, type: TypeRef, required: boolean, description: string | undefined): FieldFact => ({
  ...UNSAID,
  name,
  type,
  required,
  description,
  values: undefined,
  default: undefined,
  listType: undefined,
  listMapKeys: undefined,
  mapType: undefined,
});

/** The closed set of a text, or of the texts in a list. */
function valuesOf(schema: StructuralSchema): readonly string[] | undefined {
  const set = schema.enum ?? (schema.type === 'array' ? schema.items?.enum : undefined);
  const texts = set?.filter((value) => typeof value === 'string');
  return texts !== undefined && texts.length > 0 ? texts : undefined;
}

/** A field whose type is made when it is asked for: a definition has far more fields than anybody looks at. */
const fieldOf = (name: string, schema: StructuralSchema, required: boolean, id: string): FieldFact => ({
  ...UNSAID,
  name,
  get type() {
    return typeOf(schema, id);
  },
  required,
  values: valuesOf(schema),
  default: schema.default,
  listType: schema.listType,
  listMapKeys: schema.listMapKeys,
  mapType: schema.mapType,
  description: schema.description,
});

const structs = new WeakMap<StructuralSchema, TypeFact>();

/** The struct that an object's schema describes. What every object has comes first. */
function struct(schema: StructuralSchema, id: string, isRoot = false): TypeFact {
  const known = structs.get(schema);
  if (known !== undefined) return known;
  const fields = new Map<string, FieldFact>();
  const isObject = isRoot || schema.embeddedResource;
  if (isObject) {
    const said = (name: string) => schema.property(name)?.description;
    fields.set('apiVersion', objectField('apiVersion', STRING, true, said('apiVersion')));
    fields.set('kind', objectField('kind', STRING, true, said('kind')));
    fields.set('metadata', objectField('metadata', META, false, said('metadata')));
  }
  for (const name of schema.propertyNames) {
    const property = schema.property(name);
    if (property === undefined || (isObject && fields.has(name))) continue;
    fields.set(name, fieldOf(name, property, schema.required.includes(name), `${id}.${name}`));
  }
  const made: TypeFact = { id, fields, mapType: schema.mapType, description: schema.description };
  structs.set(schema, made);
  return made;
}

/** The root of a custom kind's objects. */
export const customType = (kind: CustomKind): TypeFact => struct(kind.schema, gvkKey(kind.gvk), true);
