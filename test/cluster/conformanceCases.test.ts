// Cases of the Kubernetes conformance suite that need more than kubectl: uids, changes of a status from outside. Each
// test has the case's name there (test/conformance/testdata/conformance.yaml, 1.36).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Pod } from '../../server/src/api/types.generated.ts';
import { gvkOf } from '../../server/src/api/gvk.ts';
import type { DeepReadonly } from '../../server/src/cluster/controller.ts';
import { documents, pod, TestCluster } from './support.ts';

const owner = (of: DeepReadonly<Pod>) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  name: of.metadata?.name ?? '',
  uid: of.metadata?.uid ?? '',
});

const remove = (cluster: TestCluster, kind: string, name: string): void => {
  const answer = cluster.cluster.server.delete(gvkOf(kind === 'Pod' ? 'v1' : 'batch/v1', kind), 'default', name);
  assert.ok(answer.ok, JSON.stringify(answer));
  cluster.settle();
};

test('Garbage Collector, dependency cycle', () => {
  const cluster = new TestCluster();
  cluster.create(pod('one'), pod('two'), pod('three'));
  cluster.settle();
  const pods = ['one', 'two', 'three'].map((name) => cluster.pod(name));
  pods.forEach((each, index) => {
    const before = pods[(index + 2) % 3];
    cluster.change<Pod>(each, ({ metadata }) => {
      if (metadata && before) metadata.ownerReferences = [owner(before)];
    });
  });
  cluster.settle();
  remove(cluster, 'Pod', 'one');
  assert.deepEqual(cluster.pods(), []);
});

test('Garbage Collector, multiple owners', () => {
  const cluster = new TestCluster();
  cluster.create(pod('first'), pod('second'));
  cluster.settle();
  const ownerReferences = [owner(cluster.pod('first')), owner(cluster.pod('second'))];
  cluster.create(pod('both', {}, { ownerReferences }));
  cluster.settle();
  remove(cluster, 'Pod', 'first');
  assert.ok(cluster.has('both'), 'one owner is left');
  remove(cluster, 'Pod', 'second');
  assert.ok(!cluster.has('both'), 'no owner is left');
});

const [daemonSet, job, statefulSet] = documents(`
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec: {containers: [{name: agent, image: 'nginx:1.26'}]}
---
apiVersion: batch/v1
kind: Job
metadata: {name: sum}
spec:
  parallelism: 2
  completions: 2
  template:
    spec: {restartPolicy: OnFailure, containers: [{name: sum, image: 'busybox:1.36'}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 1
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db, image: 'postgres:17'}]}
`);

for (const [name, owning] of [
  ['DaemonSet-FailedPodCreation', daemonSet],
  ['StatefulSet, Recreate Failed Pod', statefulSet],
] as const) {
  test(name, () => {
    const cluster = new TestCluster();
    assert.ok(owning);
    cluster.create(owning);
    cluster.settle();
    const before = cluster.pods();
    const [failed] = before;
    assert.ok(failed);
    cluster.cluster.server.updateStatusTrusted({ ...failed, status: { ...failed.status, phase: 'Failed' } } as Pod);
    cluster.settle();
    const now = cluster.pods();
    assert.equal(now.length, before.length);
    assert.ok(!now.some(({ metadata }) => metadata?.uid === failed.metadata?.uid));
    assert.deepEqual([...new Set(now.map(({ status }) => status?.phase))], ['Running']);
  });
}

test('Jobs, orphan pods, re-adoption', () => {
  const cluster = new TestCluster();
  assert.ok(job);
  cluster.create(job);
  cluster.settle();
  const [orphan] = cluster.pods();
  assert.ok(orphan);
  const name = orphan.metadata?.name ?? '';
  cluster.change<Pod>(orphan, ({ metadata }) => delete metadata?.ownerReferences);
  cluster.settle();
  assert.equal(cluster.pod(name).metadata?.ownerReferences?.[0]?.kind, 'Job');
  assert.equal(cluster.pods().length, 2);
  // Without the Job's labels it is let go, and another takes its place.
  cluster.change<Pod>(cluster.pod(name), ({ metadata }) => delete metadata?.labels);
  cluster.settle();
  assert.equal(cluster.pod(name).metadata?.ownerReferences, undefined);
  assert.equal(cluster.pods().length, 3);
});
