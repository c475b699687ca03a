// What becomes of containers. Times and words: cluster/stages.yaml of the recorded traces for what it defines; for the
// rest pkg/kubelet of 1.36 (back-off 10 s × 2 to 300 s, exit codes 143 and 137, the texts of its events).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Pod } from '../../../server/src/api/types.generated.ts';
import { POD } from '../../../server/src/cluster/kinds.ts';
import { pod, TestCluster } from '../support.ts';

const annotated = (name: string, annotations: Record<string, string>, spec: Pod['spec'] = {}): Pod =>
  pod(name, spec, {
    annotations: Object.fromEntries(
      Object.entries(annotations).map(([key, value]) => [key.includes('/') ? key : `drydock.dev/${key}`, value]),
    ),
  });

function running(annotations: Record<string, string>, spec: Pod['spec'] = {}): TestCluster {
  const cluster = new TestCluster();
  cluster.create(annotated('p', annotations, spec));
  return cluster;
}

const restarts = (cluster: TestCluster) => cluster.pod('p').status?.containerStatuses?.[0]?.restartCount;

test('a Pod without a word runs and is ready after a second', () => {
  const cluster = running({});
  cluster.wait(0.999);
  assert.equal(cluster.pod('p').status?.phase, 'Pending');
  cluster.wait(0.001);
  assert.equal(cluster.pod('p').status?.phase, 'Running');
  assert.equal(cluster.condition('p', 'Ready'), 'True');
  assert.deepEqual(
    cluster.events('p').map((event) => event.split(':')[0]),
    ['Scheduled', 'Pulling', 'Pulled', 'Created', 'Started'],
  );
  assert.ok(cluster.events('p').includes('Created: Container created'));
});

test('start-seconds and ready-seconds', () => {
  const cluster = running({ 'start-seconds': '5', 'ready-seconds': '3' });
  cluster.wait(5);
  assert.equal(cluster.pod('p').status?.phase, 'Running');
  assert.equal(cluster.condition('p', 'Ready'), 'False ContainersNotReady');
  cluster.wait(3);
  assert.equal(cluster.condition('p', 'Ready'), 'True');
});

test('readiness is held back as long as the annotation is there', () => {
  const cluster = running({ 'ready-seconds': '2' });
  cluster.wait(5);
  assert.equal(cluster.condition('p', 'Ready'), 'True');
  cluster.change<Pod>(
    cluster.pod('p'),
    ({ metadata = {} }) => void (metadata.annotations = { ...metadata.annotations, 'drydock.dev/ready': 'false' }),
  );
  cluster.wait(1);
  assert.equal(cluster.condition('p', 'Ready'), 'False ContainersNotReady');
  cluster.change<Pod>(cluster.pod('p'), ({ metadata }) => void delete metadata?.annotations?.['drydock.dev/ready']);
  cluster.wait(1);
  assert.equal(cluster.condition('p', 'Ready'), 'False ContainersNotReady');
  cluster.wait(2);
  assert.equal(cluster.condition('p', 'Ready'), 'True');
});

test('restartPolicy Never: Succeeded or Failed by the exit code', () => {
  for (const [code, phase, reason] of [
    ['0', 'Succeeded', 'PodCompleted'],
    ['3', 'Failed', 'PodFailed'],
  ] as const) {
    const cluster = running({ 'exit-after-seconds': '2', 'exit-code': code }, { restartPolicy: 'Never' });
    cluster.wait(2.5);
    assert.equal(cluster.condition('p', 'Ready'), 'True');
    cluster.wait(1);
    assert.equal(cluster.pod('p').status?.phase, phase);
    assert.equal(cluster.container('p'), `terminated ${code}`);
    assert.equal(cluster.condition('p', 'Ready'), `False ${reason}`);
  }
});

test('OnFailure: done with 0, a crash loop with anything else', () => {
  const done = running({ 'exit-after-seconds': '1' }, { restartPolicy: 'OnFailure' });
  done.settle();
  assert.equal(done.pod('p').status?.phase, 'Succeeded');
  const loop = running({ 'exit-after-seconds': '1', 'exit-code': '1' }, { restartPolicy: 'OnFailure' });
  loop.wait(3);
  assert.equal(loop.container('p'), 'waiting CrashLoopBackOff');
});

test('a crash loop waits 10 s, 20 s, 40 s … 300 s', () => {
  const cluster = running({ 'exit-after-seconds': '1', 'exit-code': '1' });
  cluster.wait(2);
  // As recorded: restartCount 1 and not ready.
  assert.equal(cluster.container('p'), 'waiting CrashLoopBackOff');
  assert.equal(restarts(cluster), 1);
  assert.equal(cluster.condition('p', 'Ready'), 'False ContainersNotReady');
  assert.equal(cluster.pod('p').status?.phase, 'Running');
  let count = 1;
  for (const wait of [10, 20, 40, 80, 160, 300, 300]) {
    cluster.wait(wait - 0.5);
    assert.equal(cluster.container('p'), 'waiting CrashLoopBackOff');
    cluster.wait(1);
    assert.equal(cluster.container('p'), 'running', `after ${wait} s`);
    cluster.wait(0.5);
    count++;
    assert.equal(restarts(cluster), count);
  }
});

test('a container that exits a few times and then stays up', () => {
  const cluster = running({ 'exit-after-seconds': '1', 'exit-code': '1', 'exit-times': '2' });
  cluster.settle();
  cluster.wait(60);
  assert.equal(cluster.container('p'), 'running');
  assert.equal(cluster.condition('p', 'Ready'), 'True');
});

test('an image that cannot be pulled: pending, with an address, after a second', () => {
  const cluster = running({ 'missing-images': 'redis:9,nginx:1.27', 'start-seconds': '30' });
  cluster.wait(1);
  assert.equal(cluster.pod('p').status?.phase, 'Pending');
  assert.match(cluster.pod('p').status?.podIP ?? '', /^10\.1\./);
  assert.equal(cluster.container('p'), 'waiting ErrImagePull');
  cluster.wait(15);
  assert.equal(cluster.container('p'), 'waiting ImagePullBackOff');
  assert.ok(cluster.events('p').includes('BackOff: Back-off pulling image "nginx:1.27"'));
  cluster.change<Pod>(
    cluster.pod('p'),
    ({ spec }) => void (spec?.containers ?? []).forEach((one) => (one.image = 'nginx:1.28')),
  );
  cluster.wait(1);
  assert.equal(cluster.container('p'), 'running');
});

test('a new image in place restarts the container', () => {
  const cluster = running({});
  cluster.settle();
  cluster.change<Pod>(
    cluster.pod('p'),
    ({ spec }) => void (spec?.containers ?? []).forEach((one) => (one.image = 'nginx:1.28')),
  );
  cluster.settle();
  assert.equal(restarts(cluster), 1);
  assert.equal(cluster.pod('p').status?.containerStatuses?.[0]?.image, 'nginx:1.28');
  assert.ok(cluster.events('p').includes('Killing: Container web definition changed, will be restarted'));
});

test('deletion takes as long as the containers need, at most the grace period', () => {
  for (const [stop, grace, gone] of [
    [undefined, 30, 0.25],
    ['2', 30, 2],
    ['60', 3, 3],
  ] as const) {
    const cluster = running(stop === undefined ? {} : { 'stop-seconds': stop }, {
      terminationGracePeriodSeconds: grace,
    });
    cluster.settle();
    assert.ok(cluster.cluster.server.delete(POD, 'default', 'p').ok);
    cluster.wait(gone - 0.01);
    assert.ok(cluster.has('p'), `${stop}`);
    cluster.wait(0.01);
    assert.equal(cluster.has('p'), false, `${stop}`);
    assert.ok(cluster.events('p').includes('Killing: Stopping container web'));
  }
});

test('out of memory: 137, OOMKilled', () => {
  const cluster = running(
    { 'memory-usage': '300Mi' },
    {
      restartPolicy: 'Never',
      containers: [{ name: 'web', image: 'nginx:1.27', resources: { limits: { memory: '256Mi' } } }],
    },
  );
  cluster.settle();
  assert.equal(cluster.pod('p').status?.containerStatuses?.[0]?.state?.terminated?.reason, 'OOMKilled');
  assert.equal(cluster.container('p'), 'terminated 137');
});

test('init containers run one after the other, sidecars go on', () => {
  const cluster = running(
    { 'one.drydock.dev/exit-after-seconds': '2', 'two.drydock.dev/exit-after-seconds': '3' },
    {
      initContainers: [
        { name: 'one', image: 'busybox' },
        { name: 'side', image: 'busybox', restartPolicy: 'Always' },
        { name: 'two', image: 'busybox' },
      ],
    },
  );
  cluster.wait(2);
  assert.equal(cluster.container('p', 'one'), 'running');
  assert.equal(cluster.container('p', 'side'), 'waiting PodInitializing');
  assert.equal(cluster.pod('p').status?.phase, 'Pending');
  assert.equal(cluster.condition('p', 'Initialized'), 'False ContainersNotInitialized');
  cluster.wait(2);
  assert.equal(cluster.container('p', 'one'), 'terminated 0');
  assert.equal(cluster.container('p', 'side'), 'running');
  assert.equal(cluster.container('p', 'two'), 'running');
  assert.equal(cluster.container('p'), 'waiting PodInitializing');
  cluster.wait(3);
  assert.equal(cluster.container('p'), 'running');
  assert.equal(cluster.condition('p', 'Ready'), 'True');
});

test('an init container that fails: the Pod fails with Never, else it is tried again', () => {
  const init = { initContainers: [{ name: 'one', image: 'busybox' }] };
  const never = running({ 'one.drydock.dev/exit-code': '1' }, { ...init, restartPolicy: 'Never' });
  never.settle();
  assert.equal(never.pod('p').status?.phase, 'Failed');
  const again = running({ 'one.drydock.dev/exit-code': '1' }, init);
  again.wait(3);
  assert.equal(again.container('p', 'one'), 'waiting CrashLoopBackOff');
  assert.equal(again.pod('p').status?.phase, 'Pending');
});

test('a Pod with a deadline fails when it is over', () => {
  const cluster = running({}, { activeDeadlineSeconds: 20 });
  cluster.wait(30);
  assert.equal(cluster.pod('p').status?.phase, 'Failed');
  assert.equal(cluster.pod('p').status?.reason, 'DeadlineExceeded');
});

test('a readiness gate is waited for', () => {
  const cluster = running({}, { readinessGates: [{ conditionType: 'example.com/ok' }] });
  cluster.settle();
  assert.equal(cluster.condition('p', 'ContainersReady'), 'True');
  assert.equal(cluster.condition('p', 'Ready'), 'False ReadinessGatesNotReady');
});

test('a Pod that is put on a node where it does not fit is refused there', () => {
  const cluster = running(
    {},
    {
      nodeName: 'worker-1',
      containers: [{ name: 'web', image: 'nginx:1.27', resources: { requests: { cpu: '5' } } }],
    },
  );
  cluster.settle();
  assert.equal(cluster.pod('p').status?.phase, 'Failed');
  assert.equal(cluster.pod('p').status?.reason, 'OutOfcpu');
});
