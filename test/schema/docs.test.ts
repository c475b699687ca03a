import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gvkOf } from '../../server/src/api/gvk.ts';
import { resources } from '../../server/src/api/resource.ts';
import { fieldsOf } from '../../server/src/schema/catalog.ts';
import { createDocs, isDeprecated } from '../../server/src/schema/docs.ts';

const read = (): string => readFileSync(join(process.cwd(), 'server/src/schema/docs.generated.json'), 'utf8');

test('documentation: of fields, of kinds, none where there is none', () => {
  let loads = 0;
  const docs = createDocs(() => {
    loads++;
    return read();
  });
  assert.equal(loads, 0);
  assert.match(docs.at(gvkOf('v1', 'Pod'), ['spec', 'containers', 0, 'image']) ?? '', /^Container image name\./);
  assert.match(docs.at(gvkOf('apps/v1', 'Deployment'), []) ?? '', /declarative updates/);
  assert.match(docs.at(gvkOf('v1', 'Pod'), ['metadata', 'labels']) ?? '', /Map of string keys and values/);
  assert.equal(docs.at(gvkOf('v1', 'Pod'), ['spec', 'nonsense']), undefined);
  assert.equal(docs.ofField('constructor', 'toString'), undefined);
  assert.equal(loads, 1);
  assert.equal(createDocs(() => '{').at(gvkOf('v1', 'Pod'), ['spec']), undefined);
});

test('documentation: every field of spec of every stable kind has a text', () => {
  const docs = createDocs(read);
  const bare: string[] = [];
  for (const row of resources) {
    if (!/(^|\/)v\d+$/.test(row.apiVersion) || row.typeId === null || !row.verbs.includes('create')) continue;
    for (const field of fieldsOf(gvkOf(row.apiVersion, row.kind), ['spec']) ?? []) {
      if (docs.ofField(field.owner, field.name) === undefined) bare.push(`${row.kind}.spec.${field.name}`);
    }
  }
  assert.deepEqual(bare, []);
});

test('documentation: deprecation is recognised', () => {
  const docs = createDocs(read);
  assert.ok(isDeprecated(docs.ofField('io.k8s.api.core.v1.PodSpec', 'serviceAccount') ?? ''));
  assert.ok(!isDeprecated(docs.ofField('io.k8s.api.core.v1.PodSpec', 'serviceAccountName') ?? ''));
});
