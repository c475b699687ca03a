// Pods that the kubelet refuses: what the controllers do about it, and what a dry run says in the end.
// Source: rejectPod in pkg/kubelet/kubelet.go; processReplica in pkg/controller/statefulset/stateful_set_control.go
// (a failed Pod is deleted and made anew, without a pause); failedPodsBackoff in pkg/controller/daemon (1 s × 2 to
// 15 min); backoffLimit in pkg/controller/job (10 s × 2), 1.36.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Pod } from '../../server/src/api/types.generated.ts';
import { POD } from '../../server/src/cluster/types.ts';
import { newCluster } from '../../server/src/dryrun/newCluster.ts';
import { finish, runStep } from '../../server/src/dryrun/plan.ts';
import type { StepOutcome } from '../../server/src/dryrun/step.ts';

const WHY = "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector";

const template = (spec: object = {}) => ({
  metadata: { labels: { app: 'db' } },
  spec: {
    nodeName: 'worker-1',
    nodeSelector: { disk: 'ssd' },
    containers: [{ name: 'c', image: 'nginx:1' }],
    ...spec,
  },
});

const workload = (apiVersion: string, kind: string, spec: object) => ({
  apiVersion,
  kind,
  metadata: { name: 'db' },
  spec,
});

function outcomeOf(...objects: readonly object[]): StepOutcome {
  const apply = objects.map((value, ordinal) => ({ value, origin: '', ordinal }));
  const outcome = finish(runStep(newCluster(), { apply }));
  assert.deepEqual(outcome.faults, []);
  return outcome;
}

const selector = { matchLabels: { app: 'db' } };
const sets = {
  StatefulSet: workload('apps/v1', 'StatefulSet', { replicas: 1, serviceName: 'db', selector, template: template() }),
  ReplicaSet: workload('apps/v1', 'ReplicaSet', { replicas: 1, selector, template: template() }),
  ReplicationController: workload('v1', 'ReplicationController', { replicas: 1, template: template() }),
};

for (const [kind, object] of Object.entries(sets)) {
  test(`a ${kind} whose Pods are refused goes on without end, and the dry run says why`, () => {
    const outcome = outcomeOf(object);
    assert.equal(outcome.end, 'quiescent');
    assert.deepEqual(
      outcome.unsettled.map(({ kind: what, reason, message, count }) => [what, reason, message, count]),
      [
        [
          'Pod',
          'NodeAffinity',
          `the kubelet of worker-1 refuses it (${WHY}), and ${kind} db makes it anew each time`,
          1,
        ],
      ],
    );
    const refusals = outcome.events.filter(({ reason }) => reason === 'NodeAffinity');
    const times = refusals.reduce((sum, { count }) => sum + count, 0);
    assert.ok(times >= 10 && times < 40, `${times} refusals`);
    assert.ok(outcome.virtualMs < 60_000);
  });
}

test('Pods of one set that are refused on the way are refused together, round by round', () => {
  const spec = { replicas: 50, selector, template: template() };
  const outcome = outcomeOf(workload('apps/v1', 'ReplicaSet', spec));
  assert.equal(outcome.end, 'quiescent');
  const pods = outcome.after.read.list<Pod>(POD);
  // Nobody collects failed Pods before there are 12,500 of them: each round leaves its own behind.
  assert.equal(pods.filter(({ status }) => status?.phase === 'Pending').length, 50);
  const failed = pods.filter(({ status }) => status?.phase === 'Failed').length;
  assert.ok(failed >= 500 && failed < 2_000, `${failed} failed Pods`);
});

test('as soon as the node fits, the Pod that waits is taken', () => {
  const { after } = outcomeOf(sets.StatefulSet);
  const labelled = finish(runStep(after, { command: 'label node worker-1 disk=ssd' }));
  assert.deepEqual(labelled.unsettled, []);
  assert.equal(labelled.after.read.get<Pod>(POD, 'default', 'db-0')?.status?.phase, 'Running');
});

test('a DaemonSet leaves the refused Pod for longer each time', () => {
  const port = {
    nodeSelector: {},
    containers: [{ name: 'c', image: 'nginx:1', ports: [{ containerPort: 80, hostPort: 80 }] }],
  };
  const first = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'first' }, spec: template(port).spec };
  const set = workload('apps/v1', 'DaemonSet', { selector, template: template(port) });
  const outcome = outcomeOf(first, set);
  assert.equal(outcome.end, 'quiescent');
  const ports =
    "Pod was rejected: Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports";
  assert.deepEqual(
    outcome.unsettled.map(({ kind, reason, message }) => [kind, reason, message]),
    [['Pod', 'NodePorts', ports]],
  );
  const kills = outcome.events.filter(({ reason }) => reason === 'FailedDaemonPod').map(({ time }) => Date.parse(time));
  assert.deepEqual(
    kills.slice(1).map((at, index) => at - (kills[index] ?? 0)),
    [1000, 2000, 4000, 8000],
  );
});

test('a Job gives up after its back-off limit, and that is what is said', () => {
  const spec = { backoffLimit: 2, template: template({ restartPolicy: 'Never' }) };
  const outcome = outcomeOf(workload('batch/v1', 'Job', spec));
  assert.deepEqual(outcome.unsettled, [
    {
      namespace: 'default',
      kind: 'Job',
      name: 'db',
      reason: 'BackoffLimitExceeded',
      message: 'Job has reached the specified backoff limit',
      count: 1,
    },
  ]);
  // The first failure is answered after 10 s, the second after 20 s.
  assert.equal(outcome.virtualMs, 30_000);
});

test('a Pod for a scheduler that is not there: nobody says a word but the dry run', () => {
  const spec = { schedulerName: 'my-scheduler', containers: [{ name: 'c', image: 'nginx:1' }] };
  const outcome = outcomeOf({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec });
  const stored = outcome.after.read.get<Pod>(POD, 'default', 'p');
  assert.equal(stored?.status?.phase, 'Pending');
  assert.equal(stored.status.conditions, undefined);
  assert.deepEqual(outcome.events, []);
  assert.deepEqual(
    outcome.unsettled.map(({ reason, message }) => [reason, message]),
    [['NoScheduler', 'no scheduler called my-scheduler runs in this cluster: nobody looks for a node for it']],
  );
});
