// Volumes that are made for claims. What a provisioner writes: sig-storage-lib-external-provisioner
// (controller/controller.go) and kubernetes-csi/external-provisioner (pkg/controller/controller.go); what the cluster says
// meanwhile: pkg/controller/volume/persistentvolume/pv_controller.go, 1.36; the limits of a node:
// pkg/scheduler/framework/plugins/nodevolumelimits/csi.go.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PersistentVolume, PersistentVolumeClaim, StatefulSet } from '../../../server/src/api/types.generated.ts';
import { PERSISTENT_VOLUME, PERSISTENT_VOLUME_CLAIM, STATEFUL_SET } from '../../../server/src/cluster/kinds.ts';
import { documents, node, pod, TestCluster } from '../support.ts';

const storageClass = (more: object = {}, annotations: Record<string, string> = {}) => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'disk', annotations },
  provisioner: 'disk.example.com',
  ...more,
});
const claim = (name: string, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name },
  spec: {
    storageClassName: 'disk',
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: '1Gi' } },
    ...spec,
  },
});
const user = (name: string, ...claims: string[]) =>
  pod(name, { volumes: claims.map((claimName) => ({ name: claimName, persistentVolumeClaim: { claimName } })) });

const claimOf = (cluster: TestCluster, name: string) =>
  cluster.cluster.read.get<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIM, 'default', name);
const volumesOf = (cluster: TestCluster) => cluster.cluster.read.list<PersistentVolume>(PERSISTENT_VOLUME);
const reasons = (cluster: TestCluster, name: string): string[] =>
  cluster.events(name).map((event) => event.split(':')[0] ?? '');

test('a claim is served at once, by a volume of its own', () => {
  const cluster = new TestCluster();
  cluster.create(storageClass({ mountOptions: ['noatime'] }), claim('data'));
  cluster.settle();
  const stored = claimOf(cluster, 'data');
  assert.equal(stored?.status?.phase, 'Bound');
  const [volume] = volumesOf(cluster);
  assert.equal(volume?.metadata?.name, `pvc-${stored.metadata?.uid ?? ''}`);
  assert.deepEqual(volume.metadata.annotations, {
    'pv.kubernetes.io/provisioned-by': 'disk.example.com',
    'volume.kubernetes.io/provisioner-deletion-secret-name': '',
    'volume.kubernetes.io/provisioner-deletion-secret-namespace': '',
  });
  const { claimRef, ...spec } = volume.spec ?? {};
  assert.equal(claimRef?.uid, stored.metadata?.uid);
  assert.deepEqual(spec, {
    accessModes: ['ReadWriteOnce'],
    capacity: { storage: '1Gi' },
    csi: { driver: 'disk.example.com', volumeHandle: volume.metadata.name, fsType: 'ext4' },
    mountOptions: ['noatime'],
    persistentVolumeReclaimPolicy: 'Delete',
    storageClassName: 'disk',
    volumeMode: 'Filesystem',
  });
  assert.deepEqual(reasons(cluster, 'data').slice(-3), [
    'ExternalProvisioning',
    'Provisioning',
    'ProvisioningSucceeded',
  ]);
});

test('with WaitForFirstConsumer the claim waits for a Pod, and its volume is where the Pod is', () => {
  const zones = ['a', 'b'].map((zone) => node(`node-${zone}`, { labels: { 'topology.kubernetes.io/zone': zone } }));
  const cluster = new TestCluster(zones);
  const allowedTopologies = [{ matchLabelExpressions: [{ key: 'topology.kubernetes.io/zone', values: ['b', 'c'] }] }];
  cluster.create(storageClass({ volumeBindingMode: 'WaitForFirstConsumer', allowedTopologies }), claim('data'));
  cluster.settle();
  assert.equal(claimOf(cluster, 'data')?.status?.phase, 'Pending');
  assert.deepEqual(cluster.events('data'), [
    'WaitForFirstConsumer: waiting for first consumer to be created before binding',
  ]);
  cluster.create(user('p', 'data'));
  cluster.settle();
  assert.equal(cluster.pod('p').spec?.nodeName, 'node-b');
  assert.equal(cluster.condition('p', 'Ready'), 'True');
  assert.equal(claimOf(cluster, 'data')?.metadata?.annotations?.['volume.kubernetes.io/selected-node'], 'node-b');
  assert.deepEqual(volumesOf(cluster)[0]?.spec?.nodeAffinity?.required?.nodeSelectorTerms, [
    { matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: ['b'] }] },
  ]);
});

test('a StatefulSet becomes ready with the default class; without one its Pod waits, and says why', () => {
  const [set] = documents(`
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 2
  serviceName: db
  selector: {matchLabels: {app: db}}
  template: {metadata: {labels: {app: db}}, spec: {containers: [{name: db, image: "pg:1"}]}}
  volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]
`);
  assert.ok(set);
  const isDefault = { 'storageclass.kubernetes.io/is-default-class': 'true' };
  const ready = new TestCluster();
  ready.create(storageClass({ volumeBindingMode: 'WaitForFirstConsumer' }, isDefault), set);
  ready.settle();
  assert.equal(ready.cluster.read.get<StatefulSet>(STATEFUL_SET, 'default', 'db')?.status?.readyReplicas, 2);
  const waiting = new TestCluster();
  waiting.create(set);
  waiting.settle();
  assert.ok(
    waiting
      .events('data-db-0')
      .includes('FailedBinding: no persistent volumes available for this claim and no storage class is set'),
  );
  assert.equal(waiting.condition('db-0', 'PodScheduled'), 'False Unschedulable');
});

test('without a provisioner the claim waits: a class that has none, one that nobody has installed, no such class', () => {
  const none = new TestCluster();
  none.create(storageClass({ provisioner: 'kubernetes.io/no-provisioner' }), claim('data'));
  none.settle();
  assert.ok(
    none.events('data').includes('ProvisioningFailed: no volume plugin matched name: kubernetes.io/no-provisioner'),
  );
  const missing = new TestCluster();
  missing.create(storageClass({}, { 'drydock.dev/provisioner': 'missing' }), claim('data'));
  missing.settle();
  assert.deepEqual(reasons(missing, 'data'), ['ExternalProvisioning']);
  const unknown = new TestCluster();
  unknown.create(claim('data'));
  unknown.settle();
  assert.ok(unknown.events('data').includes('ProvisioningFailed: storageclass.storage.k8s.io "disk" not found'));
  for (const cluster of [none, missing, unknown]) assert.equal(claimOf(cluster, 'data')?.status?.phase, 'Pending');
});

for (const [reclaimPolicy, phases] of [
  ['Delete', []],
  ['Retain', ['Released']],
] as const) {
  test(`reclaim policy ${reclaimPolicy}: what becomes of the volume when its claim is deleted`, () => {
    const cluster = new TestCluster();
    cluster.create(storageClass({ reclaimPolicy }), claim('data'));
    cluster.settle();
    assert.ok(cluster.cluster.server.delete(PERSISTENT_VOLUME_CLAIM, 'default', 'data').ok);
    cluster.settle();
    assert.equal(claimOf(cluster, 'data'), undefined);
    assert.deepEqual(
      volumesOf(cluster).map(({ status }) => status?.phase),
      phases,
    );
  });
}

test('an ephemeral volume has a claim that belongs to its Pod and goes with it', () => {
  const cluster = new TestCluster();
  const volumeClaimTemplate = { metadata: { labels: { a: 'b' } }, spec: claim('x').spec };
  cluster.create(storageClass(), pod('p', { volumes: [{ name: 'tmp', ephemeral: { volumeClaimTemplate } }] }));
  cluster.settle();
  assert.equal(cluster.condition('p', 'Ready'), 'True');
  const made = claimOf(cluster, 'p-tmp');
  assert.deepEqual(made?.metadata?.labels, { a: 'b' });
  assert.deepEqual(made.metadata.ownerReferences?.[0], {
    apiVersion: 'v1',
    kind: 'Pod',
    name: 'p',
    uid: cluster.pod('p').metadata?.uid,
    controller: true,
    blockOwnerDeletion: true,
  });
  assert.ok(cluster.cluster.server.delete({ group: '', version: 'v1', kind: 'Pod' }, 'default', 'p').ok);
  cluster.settle();
  assert.equal(claimOf(cluster, 'p-tmp'), undefined);
  assert.deepEqual(volumesOf(cluster), []);
});

test('a node takes as many volumes of a driver as its CSINode says', () => {
  const cluster = new TestCluster([node('a')]);
  const limits = {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'CSINode',
    metadata: { name: 'a' },
    spec: { drivers: [{ name: 'disk.example.com', nodeID: 'a', allocatable: { count: 2 } }] },
  };
  cluster.create(limits, storageClass(), ...['one', 'two', 'three'].map((name) => claim(name)));
  cluster.settle();
  cluster.create(user('p', 'one', 'two'), user('shares', 'two'));
  cluster.settle();
  cluster.create(user('q', 'three'));
  cluster.settle();
  // A volume that two Pods share counts once.
  assert.equal(cluster.condition('shares', 'Ready'), 'True');
  assert.equal(cluster.condition('q', 'PodScheduled'), 'False Unschedulable');
  assert.ok(cluster.events('q').some((event) => event.includes('1 node(s) exceed max volume count')));
  assert.ok(cluster.cluster.server.delete({ group: '', version: 'v1', kind: 'Pod' }, 'default', 'p').ok);
  cluster.settle();
  assert.equal(cluster.condition('q', 'Ready'), 'True');
});
