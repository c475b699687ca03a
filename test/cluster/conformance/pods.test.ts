// Kubernetes' own end-to-end cases about Pods, by their names. Source of names and expectations:
// test/e2e/common/node/{init_container,runtime,pods,expansion,configmap,secrets}.go, test/e2e/node/pods.go,
// test/e2e_node/{eviction,node_shutdown_linux}_test.go, 1.36. Ours, written from what each case demands.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Node, PodSpec } from '../../../server/src/api/types.generated.ts';
import { POD } from '../../../server/src/cluster/kinds.ts';
import { node, pod, TestCluster } from '../support.ts';

const INIT: NonNullable<PodSpec['initContainers']> = [
  { name: 'init1', image: 'busybox' },
  { name: 'init2', image: 'busybox' },
];

function run(spec: PodSpec, annotations: Record<string, string> = {}): TestCluster {
  const cluster = new TestCluster();
  cluster.create(pod('p', spec, { annotations }));
  return cluster;
}

describe('[sig-node] InitContainer [NodeConformance]', () => {
  test('should invoke init containers on a RestartNever pod', () => {
    const cluster = run({ restartPolicy: 'Never', initContainers: INIT }, { 'drydock.dev/exit-after-seconds': '1' });
    cluster.settle();
    assert.equal(cluster.pod('p').status?.phase, 'Succeeded');
    assert.equal(cluster.condition('p', 'Initialized'), 'True PodCompleted');
    for (const name of ['init1', 'init2']) assert.equal(cluster.container('p', name), 'terminated 0');
  });

  test('should invoke init containers on a RestartAlways pod', () => {
    const cluster = run({ initContainers: INIT });
    cluster.settle();
    assert.equal(cluster.pod('p').status?.phase, 'Running');
    assert.equal(cluster.condition('p', 'Initialized'), 'True');
  });

  test('should not start app containers if init containers fail on a RestartAlways pod', () => {
    const cluster = run({ initContainers: INIT }, { 'init1.drydock.dev/exit-code': '1' });
    cluster.wait(120);
    const status = cluster.pod('p').status;
    assert.equal(status?.phase, 'Pending');
    assert.ok((status?.initContainerStatuses?.[0]?.restartCount ?? 0) >= 3);
    assert.equal(cluster.container('p', 'init2'), 'waiting PodInitializing');
    assert.equal(cluster.container('p'), 'waiting PodInitializing');
  });

  test('should not start app containers and fail the pod if init containers fail on a RestartNever pod', () => {
    const cluster = run({ restartPolicy: 'Never', initContainers: INIT }, { 'init2.drydock.dev/exit-code': '1' });
    cluster.settle();
    assert.equal(cluster.pod('p').status?.phase, 'Failed');
    assert.equal(cluster.container('p', 'init1'), 'terminated 0');
    assert.equal(cluster.container('p', 'init2'), 'terminated 1');
    assert.equal(cluster.container('p'), 'waiting PodInitializing');
  });
});

describe('[sig-node] Container Runtime', () => {
  test('starting a container that exits should run with the expected status', () => {
    const cases = [
      ['Always', '1', 'Running', 'restarted'],
      ['OnFailure', '1', 'Running', 'restarted'],
      ['OnFailure', '0', 'Succeeded', 'once'],
      ['Never', '1', 'Failed', 'once'],
    ] as const;
    for (const [restartPolicy, code, phase, times] of cases) {
      const cluster = run({ restartPolicy }, { 'drydock.dev/exit-after-seconds': '1', 'drydock.dev/exit-code': code });
      cluster.wait(30);
      assert.equal(cluster.pod('p').status?.phase, phase, `${restartPolicy} ${code}`);
      const count = cluster.pod('p').status?.containerStatuses?.[0]?.restartCount ?? 0;
      assert.equal(count > 0, times === 'restarted');
    }
  });
});

describe('[sig-node] Pods', () => {
  test('should be submitted and removed', () => {
    const cluster = run({}, { 'drydock.dev/stop-seconds': '5' });
    cluster.settle();
    assert.ok(cluster.cluster.server.delete(POD, 'default', 'p', { gracePeriodSeconds: 30 }).ok);
    assert.equal(cluster.pod('p').metadata?.deletionGracePeriodSeconds, 30);
    cluster.settle();
    assert.equal(cluster.has('p'), false);
  });

  test('should get a host IP', () => {
    const cluster = run({});
    cluster.settle();
    assert.match(cluster.pod('p').status?.hostIP ?? '', /^192\.168\./);
  });

  test('should support pod readiness gates', () => {
    const cluster = run({ readinessGates: [{ conditionType: 'k8s.io/test-condition1' }] });
    cluster.settle();
    const set = (status: string) => {
      const own = cluster.pod('p');
      const conditions = (own.status?.conditions ?? []).filter(({ type }) => type !== 'k8s.io/test-condition1');
      const condition = { type: 'k8s.io/test-condition1', status };
      assert.ok(
        cluster.cluster.server.updateStatusTrusted({
          ...own,
          status: { ...own.status, conditions: [...conditions, condition] },
        } as never).ok,
      );
      cluster.settle();
    };
    assert.equal(cluster.condition('p', 'Ready'), 'False ReadinessGatesNotReady');
    set('True');
    assert.equal(cluster.condition('p', 'Ready'), 'True');
    set('False');
    assert.equal(cluster.condition('p', 'Ready'), 'False ReadinessGatesNotReady');
  });

  test('should cap back-off at MaxContainerBackOff', () => {
    const cluster = run({}, { 'drydock.dev/exit-after-seconds': '1', 'drydock.dev/exit-code': '1' });
    cluster.wait(4000);
    const message = cluster.pod('p').status?.containerStatuses?.[0]?.state?.waiting?.message ?? '';
    assert.match(message, /^back-off 5m0s restarting failed container=web pod=p_default\(/);
  });

  test('[Feature:ContainerRestartRules] a rule of a container decides before the policy of its Pod', () => {
    const cluster = run(
      {
        restartPolicy: 'Never',
        containers: [
          {
            name: 'web',
            image: 'nginx:1.27',
            restartPolicy: 'Never',
            restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: [42] } }],
          },
        ],
      },
      { 'drydock.dev/exit-after-seconds': '1', 'drydock.dev/exit-code': '42' },
    );
    cluster.wait(5);
    assert.equal(cluster.container('p'), 'waiting CrashLoopBackOff');
  });
});

describe('[sig-node] what a node does for its own sake', () => {
  const annotate = (cluster: TestCluster, key: string, value: string) =>
    cluster.change<Node>(
      cluster.node('a'),
      ({ metadata = {} }) => void (metadata.annotations = { ...metadata.annotations, [key]: value }),
    );

  test('MemoryAllocatableEviction: the greediest Pod is evicted, the node is tainted', () => {
    const cluster = new TestCluster([node('a')]);
    const using = (amount: string) => ({ annotations: { 'drydock.dev/memory-usage': amount } });
    cluster.create(pod('small', {}, using('100Mi')), pod('large', {}, using('3Gi')), pod('silent'));
    cluster.settle();
    annotate(cluster, 'drydock.dev/pressure', 'memory');
    cluster.wait(5);
    assert.equal(cluster.pod('large').status?.reason, 'Evicted');
    assert.equal(cluster.pod('large').status?.message, 'The node was low on resource: memory. ');
    assert.equal(cluster.pod('small').status?.phase, 'Running');
    assert.equal(cluster.pod('silent').status?.phase, 'Running');
    assert.deepEqual(
      (cluster.node('a').spec?.taints ?? []).map(({ key }) => key),
      ['node.kubernetes.io/memory-pressure'],
    );
  });

  test('GracefulNodeShutdown: Pods are terminated, the node is not ready', () => {
    const cluster = new TestCluster([node('a')]);
    cluster.create(pod('p'));
    cluster.settle();
    annotate(cluster, 'drydock.dev/shutdown', 'true');
    cluster.wait(5);
    assert.equal(cluster.pod('p').status?.phase, 'Failed');
    assert.equal(cluster.pod('p').status?.reason, 'Terminated');
    assert.equal(cluster.pod('p').status?.message, 'Pod was terminated in response to imminent node shutdown.');
    assert.equal(cluster.condition('p', 'DisruptionTarget'), 'True TerminationByKubelet');
  });
});
