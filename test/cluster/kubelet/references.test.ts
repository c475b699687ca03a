// What containers get from ConfigMaps, Secrets and fields, and what happens while it is missing.
// Words: pkg/kubelet/kubelet_pods.go, pkg/volume/configmap of 1.36; values by the rules of the API's documentation.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConfigMap, Container, Secret } from '../../../server/src/api/types.generated.ts';
import { decodeBase64 } from '../../../server/src/cluster/kubelet/base64.ts';
import { expand, resolveEnvironment } from '../../../server/src/cluster/kubelet/references.ts';
import { resolveVolume } from '../../../server/src/cluster/kubelet/volumes.ts';
import { pod, TestCluster } from '../support.ts';

const settings = (data: Record<string, string>): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'default' },
  data,
});

const web = (more: Container): Container => ({ name: 'web', image: 'nginx:1.27', ...more });

test('an environment that names what is not there: CreateContainerConfigError until it comes', () => {
  const cluster = new TestCluster();
  cluster.create(
    pod('p', {
      containers: [web({ env: [{ name: 'MODE', valueFrom: { configMapKeyRef: { name: 'settings', key: 'mode' } } }] })],
    }),
  );
  cluster.settle();
  assert.equal(cluster.container('p'), 'waiting CreateContainerConfigError');
  assert.ok(cluster.events('p').includes('Failed: Error: configmap "settings" not found'));
  cluster.create(settings({ other: 'x' }));
  cluster.settle();
  assert.ok(cluster.events('p').includes("Failed: Error: couldn't find key mode in ConfigMap default/settings"));
  cluster.change<ConfigMap>(settings({}), (draft) => void (draft.data = { mode: 'fast' }));
  cluster.settle();
  assert.equal(cluster.container('p'), 'running');
});

test('a volume that names what is not there: FailedMount until it comes', () => {
  const cluster = new TestCluster();
  cluster.create(pod('p', { volumes: [{ name: 'v', configMap: { name: 'settings' } }] }));
  cluster.settle();
  assert.equal(cluster.pod('p').status?.phase, 'Pending');
  assert.ok(
    cluster
      .events('p')
      .includes('FailedMount: MountVolume.SetUp failed for volume "v" : configmap "settings" not found'),
  );
  cluster.create(settings({ mode: 'fast' }));
  cluster.settle();
  assert.equal(cluster.container('p'), 'running');
});

test('what an environment comes to', () => {
  const cluster = new TestCluster();
  const secret: Secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'key' }, data: { token: 'c8Okc2Ft' } };
  cluster.create(settings({ mode: 'fast', level: '3' }), secret);
  const container = web({
    envFrom: [{ configMapRef: { name: 'settings' }, prefix: 'S_' }],
    env: [
      { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'key', key: 'token' } } },
      { name: 'NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } },
      { name: 'ALL', value: '$(S_mode)-$(NAME)-$$(NAME)-$(NOBODY)' },
      { name: 'GONE', valueFrom: { configMapKeyRef: { name: 'nobody', key: 'x', optional: true } } },
    ],
    resources: { limits: { cpu: '1500m' } },
  });
  const variables = resolveEnvironment(
    pod('p', { containers: [container] }, { namespace: 'default' }),
    container,
    cluster.cluster.read,
  ).variables;
  assert.deepEqual(Object.fromEntries(variables.map(({ name, value }) => [name, value])), {
    S_level: '3',
    S_mode: 'fast',
    TOKEN: 'säsam',
    NAME: 'p',
    CPU: '2',
    ALL: 'fast-p-$(NAME)-$(NOBODY)',
  });
});

test('the files of a volume', () => {
  const cluster = new TestCluster();
  cluster.create(settings({ a: '1', b: '2' }));
  const of = (items?: Array<{ key: string; path: string }>) =>
    resolveVolume(
      pod('p', {}, { namespace: 'default' }),
      { name: 'v', configMap: { name: 'settings', ...(items && { items }) } },
      cluster.cluster.read,
    );
  assert.deepEqual(
    of().files?.map(({ path, content }) => `${path}=${content}`),
    ['a=1', 'b=2'],
  );
  assert.deepEqual(
    of([{ key: 'b', path: 'x/y' }]).files?.map(({ path, content }) => `${path}=${content}`),
    ['x/y=2'],
  );
  assert.equal(of([{ key: 'c', path: 'c' }]).fault, 'configmap references non-existent config key: c');
});

test('expansion and base64', () => {
  const values = new Map([['A', '1']]);
  assert.equal(expand('$(A) $$(A) $A $(B) $$$(A)', values), '1 $(A) $A $(B) $1');
  for (const text of ['', 'a', 'ab', 'abc', 'grün 🚢', 'x'.repeat(100)]) {
    assert.equal(decodeBase64(Buffer.from(text).toString('base64')), text);
  }
});
