// Kubernetes' own end-to-end cases that need only the API and Pods that "run", by their names.
// Source of names and expectations: test/e2e/scheduling/{predicates,preemption,limit_range}.go,
// test/e2e/node/taints.go, 1.36. Ours, written from what each case demands.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Node, PodSpec, Taint, Toleration } from '../../../server/src/api/types.generated.ts';
import { node, pod, TestCluster } from '../support.ts';

const requests = (cpu: string, more: PodSpec = {}): PodSpec => ({
  containers: [{ name: 'web', image: 'nginx:1.27', resources: { requests: { cpu } } }],
  ...more,
});

const isScheduled = (cluster: TestCluster, name: string): boolean => cluster.condition(name, 'PodScheduled') === 'True';

const hostPort = (port: number, hostIP: string, protocol: string): PodSpec => ({
  containers: [{ name: 'web', image: 'nginx:1.27', ports: [{ containerPort: 80, hostPort: port, hostIP, protocol }] }],
  nodeSelector: { 'kubernetes.io/hostname': 'a' },
});

const priorityClass = (name: string, value: number) =>
  ({ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, value }) as never;

function taint(cluster: TestCluster, name: string, ...taints: Taint[]): void {
  cluster.change<Node>(cluster.node(name), (draft) => void (draft.spec = { ...draft.spec, taints }));
}

const EVICT: Taint = { key: 'kubernetes.io/e2e-evict-taint-key', value: 'evictTaintVal', effect: 'NoExecute' };
const tolerate = (seconds?: number): Toleration => ({
  key: EVICT.key,
  operator: 'Equal',
  value: EVICT.value,
  effect: 'NoExecute',
  ...(seconds !== undefined && { tolerationSeconds: seconds }),
});

describe('[sig-scheduling] SchedulerPredicates [Serial]', () => {
  test('validates resource limits of pods that are allowed to run', () => {
    const cluster = new TestCluster([node('a'), node('b')]);
    // Fill both nodes to 70 %, then ask for one half: there is no room anywhere.
    for (const name of ['a', 'b']) {
      cluster.create(pod(`filler-${name}`, requests('2800m', { nodeSelector: { 'kubernetes.io/hostname': name } })));
    }
    cluster.settle();
    cluster.create(pod('additional', requests('2')));
    cluster.settle();
    assert.equal(isScheduled(cluster, 'additional'), false);
    assert.match(
      cluster.events('additional').join('\n'),
      /FailedScheduling: 0\/2 nodes are available: 2 Insufficient cpu\./,
    );
  });

  test('validates that NodeSelector is respected if not matching', () => {
    const cluster = new TestCluster();
    cluster.create(pod('restricted', { nodeSelector: { label: 'nonempty' } }));
    cluster.settle();
    assert.equal(isScheduled(cluster, 'restricted'), false);
  });

  test('validates that NodeSelector is respected if matching', () => {
    const cluster = new TestCluster();
    cluster.change<Node>(
      cluster.node('worker-2'),
      ({ metadata = {} }) => void (metadata.labels = { ...metadata.labels, label: '42' }),
    );
    cluster.create(pod('restricted', { nodeSelector: { label: '42' } }));
    cluster.settle();
    assert.equal(cluster.pod('restricted').spec?.nodeName, 'worker-2');
  });

  test('validates that NodeAffinity is respected if not matching', () => {
    const cluster = new TestCluster();
    const terms = [{ matchExpressions: [{ key: 'foo', operator: 'In', values: ['bar', 'value2'] }] }];
    cluster.create(
      pod('restricted', {
        affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } },
      }),
    );
    cluster.settle();
    assert.equal(isScheduled(cluster, 'restricted'), false);
  });

  test('validates that required NodeAffinity setting is respected if matching', () => {
    const cluster = new TestCluster();
    const terms = [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['worker-1'] }] }];
    cluster.create(
      pod('with-labels', {
        affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } },
      }),
    );
    cluster.settle();
    assert.equal(cluster.pod('with-labels').spec?.nodeName, 'worker-1');
  });

  test('validates that taints-tolerations is respected if matching', () => {
    const cluster = new TestCluster([node('a')]);
    taint(cluster, 'a', { key: 'e2e-taint', value: 'testing-taint-value', effect: 'NoSchedule' });
    cluster.create(
      pod('with-tolerations', {
        tolerations: [{ key: 'e2e-taint', value: 'testing-taint-value', effect: 'NoSchedule' }],
      }),
    );
    cluster.settle();
    assert.ok(isScheduled(cluster, 'with-tolerations'));
  });

  test('validates that taints-tolerations is respected if not matching', () => {
    const cluster = new TestCluster([node('a')]);
    taint(cluster, 'a', { key: 'e2e-taint', value: 'testing-taint-value', effect: 'NoSchedule' });
    cluster.create(pod('no-tolerations'));
    cluster.settle();
    assert.equal(isScheduled(cluster, 'no-tolerations'), false);
    taint(cluster, 'a');
    cluster.settle();
    assert.ok(isScheduled(cluster, 'no-tolerations'));
  });

  test('validates that there is no conflict between pods with same hostPort but different hostIP and protocol', () => {
    const cluster = new TestCluster([node('a')]);
    cluster.create(
      pod('pod1', hostPort(54323, '127.0.0.1', 'TCP')),
      pod('pod2', hostPort(54323, '192.168.0.1', 'TCP')),
      pod('pod3', hostPort(54323, '192.168.0.1', 'UDP')),
    );
    cluster.settle();
    for (const name of ['pod1', 'pod2', 'pod3']) assert.ok(isScheduled(cluster, name), name);
  });

  test('validates that there exists conflict between pods with same hostPort and protocol but one using 0.0.0.0 hostIP', () => {
    const cluster = new TestCluster([node('a')]);
    cluster.create(pod('pod4', hostPort(54322, '', 'TCP')));
    cluster.settle();
    cluster.create(pod('pod5', hostPort(54322, '127.0.0.1', 'TCP')));
    cluster.settle();
    assert.ok(isScheduled(cluster, 'pod4'));
    assert.equal(isScheduled(cluster, 'pod5'), false);
  });

  test('validates Pods with non-empty schedulingGates are blocked on scheduling', () => {
    const cluster = new TestCluster();
    cluster.create(pod('gated', { schedulingGates: [{ name: 'foo' }, { name: 'bar' }] }));
    cluster.settle();
    assert.equal(cluster.condition('gated', 'PodScheduled'), 'False SchedulingGated');
  });

  test('validates 4 pods with MaxSkew=1 are evenly distributed into 2 nodes', () => {
    const cluster = new TestCluster([node('a', { labels: { zone: 'a' } }), node('b', { labels: { zone: 'b' } })]);
    const spread: PodSpec = {
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 'zone',
          whenUnsatisfiable: 'DoNotSchedule',
          labelSelector: { matchLabels: { foo: 'bar' } },
        },
      ],
    };
    for (let at = 0; at < 4; at++) cluster.create(pod(`p${at}`, spread, { labels: { foo: 'bar' } }));
    cluster.settle();
    const on = (name: string) => cluster.pods().filter(({ spec }) => spec?.nodeName === name).length;
    assert.deepEqual([on('a'), on('b')], [2, 2]);
  });
});

describe('[sig-scheduling] SchedulerPreemption [Serial]', () => {
  const full = (name: string): TestCluster => {
    const cluster = new TestCluster([node('a'), node('b')]);
    cluster.create(priorityClass('high', 1000), priorityClass('medium', 100), priorityClass('low', 1));
    cluster.create(pod(`${name}-low`, requests('3', { priorityClassName: 'low' })));
    cluster.create(pod(`${name}-medium`, requests('3', { priorityClassName: 'medium' })));
    cluster.settle();
    return cluster;
  };

  test('validates basic preemption works', () => {
    const cluster = full('pod');
    cluster.create(pod('preemptor', requests('3', { priorityClassName: 'high' })));
    cluster.settle();
    assert.ok(isScheduled(cluster, 'preemptor'));
    assert.equal(cluster.has('pod-low'), false);
    assert.ok(cluster.has('pod-medium'));
  });

  test('validates lower priority pod preemption by critical pod', () => {
    const cluster = full('pod');
    cluster.create(
      pod('critical', requests('3', { priorityClassName: 'system-cluster-critical' }), { namespace: 'kube-system' }),
    );
    cluster.settle();
    assert.equal(cluster.has('pod-low'), false);
    assert.ok(cluster.has('pod-medium'));
  });

  test('validates pod disruption condition is added to the preempted pod', () => {
    const cluster = new TestCluster([node('a')]);
    cluster.create(priorityClass('high', 1000), priorityClass('low', 1));
    cluster.create(
      pod('victim', requests('3', { priorityClassName: 'low' }), { finalizers: ['example.com/test-finalizer'] }),
    );
    cluster.settle();
    cluster.create(pod('preemptor', requests('3', { priorityClassName: 'high' })));
    cluster.settle();
    assert.equal(cluster.condition('victim', 'DisruptionTarget'), 'True PreemptionByScheduler');
  });

  test('PodTopologySpread Preemption: a Pod of lower priority goes so that the spread holds', () => {
    const cluster = new TestCluster([node('a', { labels: { zone: 'a' } })]);
    cluster.create(priorityClass('high', 1000), priorityClass('low', 1));
    cluster.create(pod('low', requests('3', { priorityClassName: 'low' })));
    cluster.settle();
    cluster.create(
      pod(
        'high',
        requests('3', {
          priorityClassName: 'high',
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: 'zone',
              whenUnsatisfiable: 'DoNotSchedule',
              labelSelector: { matchLabels: { foo: 'bar' } },
            },
          ],
        }),
        { labels: { foo: 'bar' } },
      ),
    );
    cluster.settle();
    assert.ok(isScheduled(cluster, 'high'));
  });
});

describe('[sig-node] NoExecuteTaintManager Single Pod [Serial]', () => {
  const tainted = (tolerations: Toleration[]): TestCluster => {
    const cluster = new TestCluster([node('a')]);
    cluster.create(pod('taint-eviction', { tolerations }));
    cluster.settle();
    taint(cluster, 'a', EVICT);
    return cluster;
  };

  test('evicts pods from tainted nodes', () => {
    const cluster = tainted([]);
    cluster.settle();
    assert.equal(cluster.has('taint-eviction'), false);
  });

  test("doesn't evict pod with tolerations from tainted nodes", () => {
    const cluster = tainted([tolerate()]);
    cluster.wait(600);
    assert.ok(cluster.has('taint-eviction'));
  });

  test('eventually evict pod with finite tolerations from tainted nodes', () => {
    const cluster = tainted([tolerate(60)]);
    cluster.wait(59);
    assert.ok(cluster.has('taint-eviction'));
    cluster.wait(3);
    assert.equal(cluster.has('taint-eviction'), false);
  });

  test('removing taint cancels eviction [Disruptive] [Conformance]', () => {
    const cluster = tainted([tolerate(60)]);
    cluster.wait(30);
    taint(cluster, 'a');
    cluster.wait(120);
    assert.ok(cluster.has('taint-eviction'));
  });

  test('pods evicted from tainted nodes have pod disruption condition', () => {
    const cluster = new TestCluster([node('a')]);
    cluster.create(pod('taint-eviction', {}, { finalizers: ['example.com/test-finalizer'] }));
    cluster.settle();
    taint(cluster, 'a', EVICT);
    cluster.settle();
    assert.equal(cluster.condition('taint-eviction', 'DisruptionTarget'), 'True DeletionByTaintManager');
  });
});

describe('[sig-node] NoExecuteTaintManager Multiple Pods [Serial]', () => {
  test('evicts pods with minTolerationSeconds [Disruptive] [Conformance]', () => {
    const cluster = new TestCluster([node('a')]);
    cluster.create(pod('one', { tolerations: [tolerate(5)] }), pod('two', { tolerations: [tolerate(25)] }));
    cluster.settle();
    taint(cluster, 'a', EVICT);
    cluster.wait(10);
    assert.deepEqual([cluster.has('one'), cluster.has('two')], [false, true]);
    cluster.wait(20);
    assert.equal(cluster.has('two'), false);
  });

  test('only evicts pods without tolerations from tainted nodes', () => {
    const cluster = new TestCluster([node('a')]);
    cluster.create(pod('one'), pod('two', { tolerations: [tolerate()] }));
    cluster.settle();
    taint(cluster, 'a', EVICT);
    cluster.wait(60);
    assert.deepEqual([cluster.has('one'), cluster.has('two')], [false, true]);
  });
});
