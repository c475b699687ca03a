// The engine serves the kinds of CustomResourceDefinitions as a real API server does, once they are established.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { DEFINITION } from '../../server/src/api/customResources/definition.ts';
import { gvkOf } from '../../server/src/api/gvk.ts';
import { Cluster } from '../../server/src/cluster/cluster.ts';
import type { Answer } from '../../server/src/cluster/apiServer.ts';
import { parseSource } from '../../server/src/manifest/parse.ts';
import { decoder } from '../../server/src/schema/decode.ts';
import { patchSchema } from '../../server/src/schema/patchSchema.ts';

const read = (path: string): Record<string, unknown> => {
  const text = readFileSync(join(process.cwd(), 'test/conformance/custom', path), 'utf8');
  const source = { uri: `file:///${path}`, languageId: 'yaml', version: null, text } as const;
  return parseSource(source).manifests.find(({ isKubernetes }) => isKubernetes)?.value as Record<string, unknown>;
};
const CRONTAB = gvkOf('stable.example.com/v1', 'CronTab');
const BETA = gvkOf('stable.example.com/v1beta1', 'CronTab');
const DATABASE = gvkOf('db.example.com/v1', 'Database');
const options = { decoder, patchSchema, seed: '1' };

function clusterWith(...definitions: readonly string[]): Cluster {
  const cluster = Cluster.create(options);
  for (const name of definitions) {
    const answer = cluster.server.create(DEFINITION, '', read(`definitions/${name}.yaml`));
    assert.ok(answer.ok, JSON.stringify(answer));
  }
  cluster.runUntilQuiescent();
  return cluster;
}

const objectOf = (answer: Answer): Record<string, unknown> => {
  assert.ok(answer.ok, JSON.stringify(answer));
  return answer.value.object;
};
const messageOf = (answer: Answer): string => (answer.ok ? 'accepted' : answer.error.message);

test('a definition is established, with the conditions and names that a real server gives', () => {
  const cluster = clusterWith('crontab');
  const crd = cluster.server.get(DEFINITION, '', 'crontabs.stable.example.com');
  assert.ok(crd.ok);
  const { status } = crd.value as { status?: { conditions?: Record<string, unknown>[] } };
  const recorded = {
    acceptedNames: {
      categories: ['all'],
      kind: 'CronTab',
      listKind: 'CronTabList',
      plural: 'crontabs',
      shortNames: ['ct'],
      singular: 'crontab',
    },
    conditions: [
      { message: 'no conflicts found', reason: 'NoConflicts', status: 'True', type: 'NamesAccepted' },
      {
        message: 'the initial names have been accepted',
        reason: 'InitialNamesAccepted',
        status: 'True',
        type: 'Established',
      },
    ],
    storedVersions: ['v1'],
  };
  const conditions = (status?.conditions ?? []).map(({ lastTransitionTime: _, ...rest }) => rest);
  assert.deepEqual({ ...status, conditions }, recorded);
});

test('custom resources are defaulted, pruned, refused and given a generation', () => {
  const { server } = clusterWith('crontab');
  const before = Cluster.create(options).server.create(CRONTAB, 'default', read('bases/crontab.yaml'));
  assert.equal(messageOf(before), 'the server could not find the requested resource');
  const stored = objectOf(server.create(CRONTAB, 'default', read('bases/crontab-minimal.yaml')));
  const { spec, metadata } = stored as { spec: Record<string, unknown>; metadata: Record<string, unknown> };
  assert.deepEqual([spec['replicas'], spec['suspend'], metadata['generation']], [1, false, 1]);
  const wrong = { ...read('bases/crontab.yaml'), spec: { cronSpec: 'x', image: 'y' } };
  assert.equal(
    messageOf(server.create(CRONTAB, 'default', wrong)),
    `CronTab.stable.example.com "nightly" is invalid: spec.cronSpec: Invalid value: "x": spec.cronSpec in body should match '^(\\d+|\\*)(/\\d+)?(\\s+(\\d+|\\*)(/\\d+)?){4}$'`,
  );
  const unknown = { ...read('bases/crontab.yaml'), spec: { cronSpec: '* * * * *', image: 'y', foo: 1 } };
  assert.match(
    messageOf(server.create(CRONTAB, 'default', unknown)),
    /strict decoding error: unknown field "spec\.foo"/,
  );
});

test('a merge patch raises the generation; a strategic one is refused', () => {
  const { server } = clusterWith('crontab');
  server.create(CRONTAB, 'default', read('bases/crontab.yaml'));
  const patch = { spec: { replicas: 4 } };
  const patched = objectOf(server.patch(CRONTAB, 'default', 'nightly', 'merge', patch)) as {
    metadata: { generation: number };
    spec: { replicas: number };
  };
  assert.deepEqual([patched.metadata.generation, patched.spec.replicas], [2, 4]);
  const strategic = server.patch(CRONTAB, 'default', 'nightly', 'strategic', patch);
  assert.equal(strategic.ok ? 200 : strategic.error.code, 415);
  const tooMany = server.patch(CRONTAB, 'default', 'nightly', 'merge', { spec: { replicas: 11 } });
  assert.match(messageOf(tooMany), /should be less than or equal to 10/);
});

test('another served version shows what the storage version holds, and warns that it is deprecated', () => {
  const { server } = clusterWith('crontab');
  const answer = server.create(BETA, 'default', read('bases/crontab-beta.yaml'));
  assert.ok(answer.ok);
  assert.equal(
    answer.value.warnings[0],
    'stable.example.com/v1beta1 CronTab is deprecated; use stable.example.com/v1 CronTab',
  );
  const [stable, beta] = [server.get(CRONTAB, 'default', 'beta'), server.get(BETA, 'default', 'beta')];
  assert.ok(stable.ok && beta.ok);
  assert.equal(stable.value.apiVersion, 'stable.example.com/v1');
  assert.equal(beta.value.apiVersion, 'stable.example.com/v1beta1');
  assert.equal(Object.hasOwn(beta.value, 'status'), true);
  const alpha = server.get(gvkOf('stable.example.com/v1alpha1', 'CronTab'), 'default', 'beta');
  assert.equal(alpha.ok, false);
});

test('deleting a definition deletes its objects first, and nothing new is made meanwhile', () => {
  const cluster = clusterWith('crontab', 'database');
  const { server } = cluster;
  server.create(CRONTAB, 'default', read('bases/crontab.yaml'));
  server.create(DATABASE, '', read('bases/database.yaml'));
  objectOf(server.delete(DEFINITION, '', 'crontabs.stable.example.com'));
  assert.match(
    messageOf(server.create(CRONTAB, 'default', read('bases/crontab-minimal.yaml'))),
    /create not allowed while custom resource definition is terminating/,
  );
  cluster.runUntilQuiescent();
  assert.equal(server.get(DEFINITION, '', 'crontabs.stable.example.com').ok, false);
  assert.equal(server.get(CRONTAB, 'default', 'nightly').ok, false);
  assert.ok(server.get(DATABASE, '', 'main.db').ok);
  assert.equal(
    cluster.objects().some(({ kind }) => kind === 'CronTab'),
    false,
  );
});

test('custom resources own and are owned; a namespace takes its own along', () => {
  const cluster = clusterWith('crontab', 'database');
  const { server } = cluster;
  const database = objectOf(server.create(DATABASE, '', read('bases/database.yaml'))) as { metadata: { uid: string } };
  const owner = { apiVersion: 'db.example.com/v1', kind: 'Database', name: 'main.db', uid: database.metadata.uid };
  const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'owned', ownerReferences: [owner] } };
  const CONFIG = gvkOf('v1', 'ConfigMap');
  objectOf(server.create(CONFIG, 'default', config));
  objectOf(
    server.create(gvkOf('v1', 'Namespace'), '', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } }),
  );
  objectOf(server.create(CRONTAB, 'team', read('bases/crontab.yaml')));
  cluster.runUntilQuiescent();
  assert.ok(server.get(CONFIG, 'default', 'owned').ok);
  server.delete(DATABASE, '', 'main.db');
  server.delete(gvkOf('v1', 'Namespace'), '', 'team');
  cluster.runUntilQuiescent();
  assert.equal(server.get(CONFIG, 'default', 'owned').ok, false);
  assert.equal(server.get(CRONTAB, 'team', 'nightly').ok, false);
  assert.equal(server.get(gvkOf('v1', 'Namespace'), '', 'team').ok, false);
});

test('a saved cluster serves its custom kinds again', () => {
  const cluster = clusterWith('crontab');
  cluster.server.create(CRONTAB, 'default', read('bases/crontab.yaml'));
  const again = Cluster.restore(options, JSON.parse(JSON.stringify(cluster.save())) as ReturnType<Cluster['save']>);
  assert.ok(again.server.get(CRONTAB, 'default', 'nightly').ok);
  assert.match(
    messageOf(again.server.patch(CRONTAB, 'default', 'nightly', 'merge', { spec: { replicas: 0 } })),
    /greater than/,
  );
});
