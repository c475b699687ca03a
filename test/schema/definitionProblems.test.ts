// Wrong types deep in the schemas of a CustomResourceDefinition, in the words of a real API server.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPath } from '../../server/src/api/fieldPath.ts';
import { decoder } from '../../server/src/schema/decode.ts';

const gvk = { group: 'apiextensions.k8s.io', version: 'v1', kind: 'CustomResourceDefinition' };
const at = 'spec.versions[0].schema.openAPIV3Schema.properties[spec]';
const goAt = 'JSONSchemaProps.spec.versions.schema.openAPIV3Schema.properties';

function said(spec: unknown): readonly string[] {
  const openAPIV3Schema = { type: 'object', properties: { spec } };
  const value = { apiVersion: 'apiextensions.k8s.io/v1', kind: gvk.kind, spec: { versions: [{ schema: {} }] } };
  value.spec.versions[0] = { schema: { openAPIV3Schema } };
  return decoder.decode(gvk, value).problems.map(({ path, message }) => `${formatPath(path)}: ${message}`);
}

test('what stands below items is as strict about types as the rest', () => {
  const wrong = (keyword: string, value: unknown): readonly string[] => said({ items: { [keyword]: value } });
  const sentence = (field: string, kind: string, type: string): string =>
    `json: cannot unmarshal ${kind} into Go struct field ${goAt}.items.${field} of type ${type}`;
  for (const [keyword, value, kind, type] of [
    ['type', 5, 'number', 'string'],
    ['maxLength', 1.5, 'number 1.5', 'int64'],
    ['maxLength', 99999999999999999999n, 'number 99999999999999999999', 'int64'],
    ['maximum', 'a', 'string', 'float64'],
    ['enum', 5, 'number', '[]v1.JSON'],
    ['nullable', 5, 'number', 'bool'],
    ['$schema', 5, 'number', 'v1.JSONSchemaURL'],
    ['definitions', 5, 'number', 'v1.JSONSchemaDefinitions'],
    ['dependencies', 5, 'number', 'v1.JSONSchemaDependencies'],
    ['externalDocs', 5, 'number', 'v1.ExternalDocumentation'],
    ['x-kubernetes-validations', 5, 'number', 'v1.ValidationRules'],
  ] as const) {
    assert.deepEqual(wrong(keyword, value), [`${at}.items.${keyword}: ${sentence(keyword, kind, type)}`]);
  }
  assert.deepEqual(said({ items: { 'x-kubernetes-validations': [{ rule: 'true', reason: 5 }] } }), [
    `${at}.items.x-kubernetes-validations[0].reason: ${sentence('x-kubernetes-validations.reason', 'number', 'v1.FieldValueErrorReason')}`,
  ]);
});

test('additional properties are a schema or not at all', () => {
  assert.deepEqual(said({ additionalProperties: 5 }), [`${at}.additionalProperties: boolean or JSON schema expected`]);
  assert.deepEqual(said({ additionalProperties: true }), []);
  assert.deepEqual(said({ items: 5 }), []);
});

test('integers beyond what JavaScript can count are integers, too', () => {
  assert.deepEqual(said({ items: { maximum: 9223372036854775807n, maxLength: 9223372036854775807n } }), []);
});
