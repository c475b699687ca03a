import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { PodTemplateSpec } from '../../server/src/api/types.generated.ts';
import { dumpTemplate, podTemplateHash } from '../../server/src/cluster/podTemplateHash.ts';

interface Recorded {
  readonly id: string;
  readonly template: PodTemplateSpec;
  readonly collisionCount: number | null;
  readonly hash: string;
  readonly dump?: string;
}

const rows = gunzipSync(readFileSync('test/conformance/pod-template-hash.jsonl.gz'))
  .toString()
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded);

test('the text that is hashed is the one of a real 1.36.3 controller', () => {
  for (const { id, template, dump } of rows) {
    if (dump !== undefined) assert.equal(dumpTemplate(template), dump, id);
  }
});

test('all 564 recorded templates get the hash that a real 1.36.3 controller gave them', () => {
  assert.equal(rows.length, 564);
  for (const { id, template, collisionCount, hash } of rows) {
    assert.equal(podTemplateHash(template, collisionCount ?? undefined), hash, id);
  }
});

test('a template of any form has a hash', () => {
  const odd = { spec: { containers: [null, { resources: { limits: { __proto__: null, cpu: '16Ei' } } }] } };
  assert.match(podTemplateHash(odd as unknown as PodTemplateSpec), /^[b-z2-9]+$/);
});
