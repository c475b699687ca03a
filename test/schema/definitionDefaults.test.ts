// Defaults and patterns in the schemas of a CustomResourceDefinition, in the words of a real API server.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPath } from '../../server/src/api/fieldPath.ts';
import { judge } from '../../server/src/api/judge.ts';
import { decoder } from '../../server/src/schema/decode.ts';

const gvk = { group: 'apiextensions.k8s.io', version: 'v1', kind: 'CustomResourceDefinition' };
const at = 'spec.versions[0].schema.openAPIV3Schema.properties[spec]';

const definition = (spec: unknown): Record<string, unknown> => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: gvk.kind,
  metadata: { name: 'ws.a.com' },
  spec: {
    group: 'a.com',
    scope: 'Cluster',
    names: { plural: 'ws', kind: 'W' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', properties: { spec } } },
      },
    ],
  },
});

const said = (spec: unknown): readonly string[] =>
  judge(decoder, gvk, definition(spec)).problems.map(({ path, message }) => `${formatPath(path)}: ${message}`);

test('a default is what its schema wants', () => {
  assert.deepEqual(said({ type: 'integer', default: 5 }), []);
  assert.deepEqual(said({ type: 'integer', minimum: 6, default: 5 }), [
    `${at}.default: Invalid value: 5:  in body should be greater than or equal to 6`,
  ]);
  const properties = { a: { type: 'string' } };
  assert.deepEqual(said({ type: 'object', properties, default: { b: 1 } }), [
    `${at}.default: Invalid value: {"b":1}: must not have unknown fields`,
  ]);
  assert.deepEqual(said({ type: 'object', properties, default: { a: 'x' } }), []);
  assert.deepEqual(said({ type: 'object', additionalProperties: true, default: { b: 1 } }), []);
});

test('nothing is said of defaults that are more than JavaScript can count', () => {
  const big = 9223372036854775807n;
  assert.deepEqual(said({ type: 'integer', format: 'int64', default: big }), []);
  assert.deepEqual(said({ type: 'object', 'x-kubernetes-preserve-unknown-fields': true, default: { a: big } }), []);
});

test('a default that is stored with a field too many may stay', () => {
  const spec = { type: 'object', properties: { a: { type: 'string' } }, default: { b: 1 } };
  const stored = structuredClone(definition(spec));
  stored['metadata'] = { name: 'ws.a.com', uid: 'u', resourceVersion: '1' };
  const old = decoder.decode(gvk, stored).object;
  assert.deepEqual(judge(decoder, gvk, structuredClone(stored), old).problems, []);
});

test('a pattern is one that Go can read', () => {
  const complaint = (pattern: string): readonly string[] => said({ type: 'string', pattern });
  assert.deepEqual(complaint('^[a-z]+(?:-[a-z]+)*$'), []);
  for (const [pattern, why] of [
    ['[', 'missing closing ]: `[`'],
    ['(', 'missing closing ): `(`'],
    ['^(?!a)b$', 'invalid or unsupported Perl syntax: `(?!`'],
  ] as const) {
    const detail = `must be a valid regular expression, but isn't: error parsing regexp: ${why}`;
    assert.deepEqual(complaint(pattern), [`${at}.pattern: Invalid value: ${JSON.stringify(pattern)}: ${detail}`]);
  }
});
