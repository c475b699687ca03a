// A JSON schema of some kinds, made of the same facts that Drydock checks with, for servers that validate by schema.
import { typeFact, typeNumberOf, type TypeRef } from '../../server/src/schema/facts.ts';

const KINDS = [
  { group: 'apps', version: 'v1', kind: 'Deployment' },
  { group: '', version: 'v1', kind: 'Service' },
  { group: '', version: 'v1', kind: 'ConfigMap' },
];

type Schema = Record<string, unknown>;

/** Accepts a Deployment, a Service or a ConfigMap, and no field that they do not have. */
export function manifestSchema(): Schema {
  const definitions: Record<string, Schema> = {};
  const schemaOf = (type: TypeRef): Schema => {
    switch (type.kind) {
      case 'list':
        return { type: ['array', 'null'], items: schemaOf(type.items) };
      case 'map':
        return { type: ['object', 'null'], additionalProperties: schemaOf(type.values) };
      case 'struct': {
        const fact = typeFact(type.type);
        if (!Object.hasOwn(definitions, fact.id)) {
          const properties: Schema = {};
          definitions[fact.id] = { type: ['object', 'null'], additionalProperties: false, properties };
          for (const field of fact.fields.values()) {
            properties[field.name] = { ...schemaOf(field.type), ...(field.values ? { enum: field.values } : {}) };
          }
        }
        return { $ref: `#/definitions/${fact.id}` };
      }
      case 'bool':
        return { type: ['boolean', 'null'] };
      case 'int32':
      case 'int64':
        return { type: ['integer', 'null'] };
      case 'double':
        return { type: ['number', 'null'] };
      case 'quantity':
      case 'intOrString':
        return { type: ['string', 'number', 'null'] };
      case 'string':
      case 'time':
      case 'microTime':
      case 'bytes':
        return { type: ['string', 'null'] };
      case 'raw':
      case 'any':
        return {};
    }
  };
  const allOf = KINDS.map((gvk) => ({
    if: { properties: { kind: { const: gvk.kind } }, required: ['kind'] },
    then: schemaOf({ kind: 'struct', type: typeNumberOf(gvk) ?? 0 }),
  }));
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    required: ['apiVersion', 'kind'],
    allOf,
    definitions,
  };
}
