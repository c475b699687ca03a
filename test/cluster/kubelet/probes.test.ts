// Probes as scripts. Periods, thresholds and words: pkg/kubelet/prober and pkg/probe of 1.36; the cases follow the
// conformance suite's "Probing container" (test/e2e/common/node/container_probe.go).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Container, Pod, Probe } from '../../../server/src/api/types.generated.ts';
import { pod, TestCluster } from '../support.ts';

const http: Probe = { httpGet: { path: '/healthz', port: 8080 } };

function running(
  probes: Pick<Container, 'livenessProbe' | 'readinessProbe' | 'startupProbe'>,
  script: Record<string, string> = {},
): TestCluster {
  const annotations = Object.fromEntries(Object.entries(script).map(([name, value]) => [`drydock.dev/${name}`, value]));
  const cluster = new TestCluster();
  const object: Pod = pod('p', { containers: [{ name: 'web', image: 'nginx:1.27', ...probes }] }, { annotations });
  cluster.create(object);
  return cluster;
}

const restarts = (cluster: TestCluster) => cluster.pod('p').status?.containerStatuses?.[0]?.restartCount;

test('with readiness probe should not be ready before initial delay and never restart', () => {
  const cluster = running({ readinessProbe: { ...http, initialDelaySeconds: 20 } });
  cluster.wait(20.5);
  assert.equal(cluster.condition('p', 'Ready'), 'False ContainersNotReady');
  cluster.wait(1);
  assert.equal(cluster.condition('p', 'Ready'), 'True');
  cluster.wait(100);
  assert.equal(restarts(cluster), 0);
});

test('with readiness probe that fails should never be ready and never restart', () => {
  const cluster = running({ readinessProbe: http }, { 'readiness-probe': 'failure' });
  cluster.wait(120);
  assert.equal(cluster.condition('p', 'Ready'), 'False ContainersNotReady');
  assert.equal(restarts(cluster), 0);
  assert.ok(
    cluster.events('p').some((event) => event.startsWith('Unhealthy: Readiness probe failed: Get "http://10.1.')),
  );
});

test('should be restarted with a /healthz http liveness probe', () => {
  const cluster = running(
    { livenessProbe: { ...http, periodSeconds: 5, failureThreshold: 2 } },
    { 'liveness-probe': '0:200,10:500' },
  );
  // Running at 1 s; looks at 0, 5 and 10 s of its life, fails at 10 and 15.
  cluster.wait(15.5);
  assert.equal(restarts(cluster), 0);
  assert.ok(cluster.events('p').includes('Unhealthy: Liveness probe failed: HTTP probe failed with statuscode: 500'));
  cluster.wait(1);
  assert.equal(restarts(cluster), 1);
  assert.equal(cluster.pod('p').status?.containerStatuses?.[0]?.lastState?.terminated?.exitCode, 143);
  assert.ok(cluster.events('p').includes('Killing: Container web failed liveness probe, will be restarted'));
});

test('should *not* be restarted with a /healthz http liveness probe', () => {
  const cluster = running({ livenessProbe: http });
  cluster.wait(600);
  assert.equal(restarts(cluster), 0);
});

test('should have monotonically increasing restart count', () => {
  const cluster = running(
    { livenessProbe: { ...http, periodSeconds: 1, failureThreshold: 1 } },
    { 'liveness-probe': '0:success,3:failure' },
  );
  let last = 0;
  for (let round = 0; round < 6; round++) {
    cluster.wait(120);
    const now = restarts(cluster) ?? 0;
    assert.ok(now >= last);
    last = now;
  }
  assert.ok(last >= 4);
});

test('a slow start: liveness waits for the startup probe', () => {
  const cluster = running(
    {
      startupProbe: { ...http, periodSeconds: 5, failureThreshold: 10 },
      livenessProbe: { ...http, periodSeconds: 1, failureThreshold: 1 },
    },
    { 'startup-probe': '0:failure,20:success', 'liveness-probe': '0:failure,20:success' },
  );
  cluster.wait(15);
  assert.equal(cluster.pod('p').status?.containerStatuses?.[0]?.started, false);
  cluster.wait(10);
  assert.equal(cluster.pod('p').status?.containerStatuses?.[0]?.started, true);
  assert.equal(restarts(cluster), 0);
  assert.equal(cluster.condition('p', 'Ready'), 'True');
});

test('a start that is too slow is restarted', () => {
  const cluster = running(
    { startupProbe: { ...http, periodSeconds: 5, failureThreshold: 3 } },
    { 'startup-probe': 'failure' },
  );
  cluster.wait(12);
  assert.equal(restarts(cluster), 1);
  assert.ok(cluster.events('p').includes('Killing: Container web failed startup probe, will be restarted'));
});

test('readiness comes and goes', () => {
  const cluster = running(
    { readinessProbe: { tcpSocket: { port: 80 }, periodSeconds: 1, failureThreshold: 2, successThreshold: 2 } },
    { 'readiness-probe': '0:success,10:failure,20:success' },
  );
  cluster.wait(1.5);
  assert.equal(cluster.condition('p', 'Ready'), 'False ContainersNotReady');
  cluster.wait(1);
  assert.equal(cluster.condition('p', 'Ready'), 'True');
  cluster.wait(10);
  assert.equal(cluster.condition('p', 'Ready'), 'False ContainersNotReady');
  cluster.wait(10);
  assert.equal(cluster.condition('p', 'Ready'), 'True');
});

test('an exec probe that takes too long', () => {
  const cluster = running(
    { readinessProbe: { exec: { command: ['x'] }, timeoutSeconds: 3 } },
    { 'readiness-probe': 'timeout' },
  );
  cluster.wait(5);
  assert.ok(cluster.events('p').includes('Unhealthy: Readiness probe failed: command timed out after 3s'));
});

test('a hook that fails', () => {
  const cluster = new TestCluster();
  const lifecycle = { postStart: { exec: { command: ['x'] } } };
  cluster.create(
    pod(
      'p',
      { containers: [{ name: 'web', image: 'a', lifecycle }] },
      { annotations: { 'drydock.dev/post-start': 'fail' } },
    ),
  );
  cluster.wait(3);
  assert.ok(cluster.events('p').includes('FailedPostStartHook: PostStartHook failed'));
  assert.equal(cluster.pod('p').status?.containerStatuses?.[0]?.lastState?.terminated?.exitCode, 137);
});
