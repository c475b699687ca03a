// Why a Pod has no node, in the words of a real kube-scheduler 1.36.3 (traces sched-*, preemption-*, sts-claims).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Node, Pod, PodSpec } from '../../../server/src/api/types.generated.ts';
import { POD } from '../../../server/src/cluster/kinds.ts';
import { explainPlacement } from '../../../server/src/cluster/scheduler/explain.ts';
import { node, pod, TestCluster } from '../support.ts';

const cpu = (amount: string, more: PodSpec = {}): PodSpec => ({
  containers: [{ name: 'web', image: 'nginx:1.27', resources: { requests: { cpu: amount } } }],
  ...more,
});

const why = (cluster: TestCluster, name: string) =>
  (cluster.pod(name).status?.conditions ?? []).find(({ type }) => type === 'PodScheduled')?.message;

test('no nodes', () => {
  const cluster = new TestCluster([]);
  cluster.create(pod('p'));
  cluster.settle();
  assert.equal(why(cluster, 'p'), 'no nodes available to schedule pods');
  assert.equal(cluster.condition('p', 'PodScheduled'), 'False Unschedulable');
});

test('more than any node has', () => {
  const cluster = new TestCluster();
  cluster.create(pod('p', cpu('5')));
  cluster.settle();
  assert.equal(
    why(cluster, 'p'),
    '0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
  );
  cluster.create(node('big', { allocatable: { cpu: '16' } }));
  cluster.settle();
  assert.equal(cluster.pod('p').spec?.nodeName, 'big');
});

test('host ports: once per node, protocol and address', () => {
  const cluster = new TestCluster();
  const ports = (protocol: string): PodSpec => ({
    containers: [{ name: 'web', image: 'nginx:1.27', ports: [{ containerPort: 80, hostPort: 8080, protocol }] }],
  });
  for (const name of ['a', 'b', 'c']) cluster.create(pod(name, ports('TCP')));
  cluster.create(pod('udp', ports('UDP')));
  cluster.settle();
  assert.equal(
    why(cluster, 'c'),
    "0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 node(s) didn't have free ports for the requested pod ports. no new claims to deallocate, preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.",
  );
  assert.equal(cluster.container('udp'), 'running');
  assert.ok(cluster.cluster.server.delete(POD, 'default', 'a').ok);
  cluster.settle();
  assert.equal(cluster.container('c'), 'running');
});

test('cordoned nodes', () => {
  const cluster = new TestCluster();
  for (const name of ['worker-1', 'worker-2']) {
    cluster.change<Node>(cluster.node(name), (draft) => void (draft.spec = { ...draft.spec, unschedulable: true }));
  }
  cluster.settle();
  cluster.create(pod('p'));
  cluster.settle();
  assert.equal(
    why(cluster, 'p'),
    '0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 node(s) were unschedulable. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
  );
});

test('a claim that is not there', () => {
  const cluster = new TestCluster();
  cluster.create(pod('p', { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] }));
  cluster.settle();
  assert.equal(why(cluster, 'p'), '0/3 nodes are available: persistentvolumeclaim "data" not found. not found');
});

test('gates hold a Pod back without a word of the scheduler', () => {
  const cluster = new TestCluster();
  cluster.create(pod('p', { schedulingGates: [{ name: 'example.org/wait' }] }));
  cluster.settle();
  assert.deepEqual(cluster.events('p'), []);
  assert.equal(cluster.condition('p', 'PodScheduled'), 'False SchedulingGated');
  cluster.change<Pod>(cluster.pod('p'), ({ spec }) => void delete spec?.schedulingGates);
  cluster.settle();
  assert.equal(cluster.container('p'), 'running');
});

test('affinity to itself, anti-affinity, and what Pods that are there want', () => {
  const cluster = new TestCluster();
  const term = { labelSelector: { matchLabels: { app: 'web' } }, topologyKey: 'kubernetes.io/hostname' };
  const anti: PodSpec = { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } };
  const near: PodSpec = { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } };
  const labels = { labels: { app: 'web' } };
  cluster.create(pod('lonely', near));
  cluster.settle();
  assert.match(why(cluster, 'lonely') ?? '', /2 node\(s\) didn't match pod affinity rules/);
  cluster.create(pod('a', anti, labels), pod('b', anti, labels), pod('c', anti, labels), pod('d', {}, labels));
  cluster.settle();
  assert.match(why(cluster, 'c') ?? '', /2 node\(s\) didn't match pod anti-affinity rules\. /);
  assert.match(why(cluster, 'd') ?? '', /2 node\(s\) didn't satisfy existing pods anti-affinity rules\. /);
  // The lonely one has company now.
  assert.equal(cluster.container('lonely'), 'running');
});

test('preemption takes the fewest and the least important', () => {
  const cluster = new TestCluster([node('a')]);
  for (const [name, value] of [
    ['low', 10],
    ['mid', 100],
    ['high', 1000],
  ] as const) {
    cluster.create({ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, value } as never);
  }
  cluster.create(pod('low-1', cpu('1', { priority: 10, priorityClassName: 'low' })));
  cluster.settle();
  cluster.wait(5);
  cluster.create(
    pod('low-2', cpu('1', { priority: 10, priorityClassName: 'low' })),
    pod('mid', cpu('2', { priority: 100, priorityClassName: 'mid' })),
  );
  cluster.settle();
  cluster.create(pod('high', cpu('3', { priority: 1000, priorityClassName: 'high' })));
  cluster.settle();
  assert.deepEqual(
    cluster.pods().map(({ metadata }) => metadata?.name),
    ['high', 'low-1'],
  );
  const uid = cluster.pod('high').metadata?.uid;
  assert.ok(cluster.events('mid').includes(`Preempted: Preempted by pod ${uid} on node a`));
  assert.ok(cluster.events('high').includes('FailedScheduling: 0/1 nodes are available: 1 Insufficient cpu.'));
  assert.equal(cluster.pod('high').status?.nominatedNodeName, undefined);
});

test('why here, why not there', () => {
  const cluster = new TestCluster();
  cluster.create(pod('p', cpu('1')));
  cluster.settle();
  const table = explainPlacement(cluster.pod('p'), cluster.cluster.read);
  assert.deepEqual(
    table.nodes.map(({ node: name, refusedBy }) => `${name} ${refusedBy ?? 'feasible'}`),
    ['control-plane TaintToleration', 'worker-1 feasible', 'worker-2 feasible'],
  );
  assert.equal(table.nodes.filter(({ chosen }) => chosen).length, 1);
  // Both workers are empty without it: the same points for both.
  assert.equal(table.nodes[1]?.total, table.nodes[2]?.total);
  // The weights of apis/config/v1/default_plugins.go.
  assert.deepEqual(Object.fromEntries(table.weights.map(({ plugin, weight }) => [plugin, weight])), {
    TaintToleration: 3,
    NodeAffinity: 2,
    NodeResourcesFit: 1,
    PodTopologySpread: 2,
    InterPodAffinity: 2,
    NodeResourcesBalancedAllocation: 1,
    ImageLocality: 1,
  });
});
