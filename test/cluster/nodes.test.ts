// Nodes that fall ill. Sentences, times and what happens to whom: recorded on a real 1.36.3
// (kubernetes-facts.md, "Node failure" and "Recorded on a real 1.36.3").
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Node } from '../../server/src/api/types.generated.ts';
import { node, pod, TestCluster } from './support.ts';

const DEFAULT_TOLERATIONS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].map((key) => ({
  key,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
}));

const taintsOf = ({
  spec,
}: {
  readonly spec?:
    { readonly taints?: readonly { key?: string | undefined; effect?: string | undefined }[] | undefined } | undefined;
}) => (spec?.taints ?? []).map(({ key, effect }) => `${key}:${effect}`).sort();

function withPods(): TestCluster {
  const cluster = new TestCluster([node('a'), node('b')]);
  cluster.create(pod('p', { nodeSelector: { 'kubernetes.io/hostname': 'a' }, tolerations: DEFAULT_TOLERATIONS }));
  cluster.settle();
  return cluster;
}

const setLabel = (cluster: TestCluster, name: string, value: string | undefined) =>
  cluster.change<Node>(cluster.node(name), ({ metadata }) => {
    const labels = (metadata ?? {}).labels ?? {};
    if (value === undefined) delete labels['drydock.dev/kubelet'];
    else labels['drydock.dev/kubelet'] = value;
  });

test('cordon: a taint of effect NoSchedule, that goes with uncordon', () => {
  const cluster = withPods();
  cluster.change<Node>(cluster.node('a'), (draft) => void (draft.spec = { ...draft.spec, unschedulable: true }));
  cluster.settle();
  assert.deepEqual(taintsOf(cluster.node('a')), ['node.kubernetes.io/unschedulable:NoSchedule']);
  cluster.change<Node>(cluster.node('a'), (draft) => void delete draft.spec?.unschedulable);
  cluster.settle();
  assert.deepEqual(taintsOf(cluster.node('a')), []);
});

test('a silent kubelet: Unknown after 50 s, Pods not ready, evicted 300 s later', () => {
  const cluster = withPods();
  setLabel(cluster, 'a', 'dead');
  cluster.wait(49);
  assert.equal(cluster.condition('p', 'Ready'), 'True');
  cluster.wait(2);
  assert.deepEqual(taintsOf(cluster.node('a')), [
    'node.kubernetes.io/unreachable:NoExecute',
    'node.kubernetes.io/unreachable:NoSchedule',
  ]);
  assert.equal(cluster.condition('p', 'Ready'), 'False');
  assert.ok(cluster.events('p').includes('NodeNotReady: Node is not ready'));
  assert.ok(cluster.events('a').includes('NodeNotReady: Node a status is now: NodeNotReady'));
  cluster.wait(295);
  assert.equal(cluster.pod('p').metadata?.deletionTimestamp, undefined);
  cluster.wait(10);
  // The kubelet is silent: nobody finishes the deletion.
  assert.notEqual(cluster.pod('p').metadata?.deletionTimestamp, undefined);
  assert.ok(cluster.events('p').includes('TaintManagerEviction: Marking for deletion Pod default/p'));
  assert.equal(cluster.condition('p', 'DisruptionTarget'), 'True DeletionByTaintManager');
  setLabel(cluster, 'a', undefined);
  cluster.settle();
  assert.equal(cluster.has('p'), false);
  assert.deepEqual(taintsOf(cluster.node('a')), []);
});

test('a kubelet that reports NotReady leaves its Pods ready', () => {
  const cluster = withPods();
  cluster.change<Node>(cluster.node('a'), ({ metadata }) => {
    (metadata ?? {}).annotations = { 'drydock.dev/ready': 'false' };
  });
  cluster.wait(30);
  assert.deepEqual(taintsOf(cluster.node('a')), [
    'node.kubernetes.io/not-ready:NoExecute',
    'node.kubernetes.io/not-ready:NoSchedule',
  ]);
  assert.equal(cluster.condition('p', 'Ready'), 'True');
  assert.ok(!cluster.events('a').some((event) => event.startsWith('NodeNotReady')));
  cluster.change<Node>(cluster.node('a'), ({ metadata }) => void delete metadata?.annotations);
  cluster.settle();
  assert.deepEqual(taintsOf(cluster.node('a')), []);
  assert.ok(cluster.events('p').includes('TaintManagerEviction: Cancelling deletion of Pod default/p'));
});

test('where every node is lost nobody is evicted', () => {
  const cluster = withPods();
  setLabel(cluster, 'a', 'dead');
  setLabel(cluster, 'b', 'dead');
  cluster.wait(60);
  assert.deepEqual(taintsOf(cluster.node('a')), ['node.kubernetes.io/unreachable:NoSchedule']);
});

test('a node that is gone: its Pods are collected after 40 s', () => {
  const cluster = withPods();
  assert.ok(cluster.cluster.server.delete({ group: '', version: 'v1', kind: 'Node' }, '', 'a').ok);
  cluster.wait(39);
  assert.ok(cluster.has('p'));
  cluster.wait(2);
  assert.equal(cluster.has('p'), false);
  assert.ok(cluster.events('a').includes('RemovingNode: Node a event: Removing Node a from Controller'));
});
