// The workload controllers together with Pods that run, step by step. Sizes and sentences are those of upstream.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DaemonSet, Deployment, Job, StatefulSet } from '../../../server/src/api/types.generated.ts';
import { DAEMON_SET, DEPLOYMENT, JOB, STATEFUL_SET } from '../../../server/src/cluster/kinds.ts';
import { deployment, makeCluster, podsOf, put, said, settle, setsOf, template } from '../../support/workloads.ts';

test('a rolling update of four Pods goes by one above and one below', () => {
  const cluster = makeCluster();
  put(cluster, deployment('web', 4, 'a:1'));
  settle(cluster);
  put(cluster, deployment('web', 4, 'a:2'));
  settle(cluster);
  const [first, second] = setsOf(cluster).toSorted((a, b) => (a.spec?.replicas ?? 0) - (b.spec?.replicas ?? 0));
  assert.equal(first?.spec?.replicas, 0);
  assert.equal(second?.spec?.replicas, 4);
  assert.equal(second.metadata?.annotations?.['deployment.kubernetes.io/revision'], '2');
  const words = said(cluster, 'Deployment');
  assert.equal(words[0], `ScalingReplicaSet: Scaled up replica set ${first.metadata?.name} from 0 to 4`);
  assert.equal(words[1], `ScalingReplicaSet: Scaled up replica set ${second.metadata?.name} from 0 to 1`);
  assert.equal(words[2], `ScalingReplicaSet: Scaled down replica set ${first.metadata?.name} from 4 to 3`);
  const status = cluster.read.get<Deployment>(DEPLOYMENT, 'default', 'web')?.status;
  assert.deepEqual(status?.conditions?.map(({ type, reason }) => `${type}/${reason}`).sort(), [
    'Available/MinimumReplicasAvailable',
    'Progressing/NewReplicaSetAvailable',
  ]);
});

test('Recreate has no Pod of both templates at once', () => {
  const cluster = makeCluster();
  const strategy = { type: 'Recreate' };
  put(cluster, deployment('web', 3, 'a:1', { strategy, template: template('web', 'a:1', { 'stop-seconds': '5' }) }));
  settle(cluster);
  const mixed: number[] = [];
  cluster.onCommit(() => mixed.push(new Set(podsOf(cluster).map((pod) => pod.spec?.containers?.[0]?.image)).size));
  put(cluster, deployment('web', 3, 'a:2', { strategy }));
  settle(cluster);
  assert.equal(Math.max(...mixed), 1);
  assert.equal(podsOf(cluster).length, 3);
});

test('a rollout that cannot become ready exceeds its deadline and says so', () => {
  const cluster = makeCluster();
  const stuck = template('web', 'a:1', { 'ready-seconds': 'never' });
  put(cluster, deployment('web', 1, 'a:1', { progressDeadlineSeconds: 10, template: stuck }));
  settle(cluster);
  const conditions = cluster.read.get<Deployment>(DEPLOYMENT, 'default', 'web')?.status?.conditions ?? [];
  const progressing = conditions.find(({ type }) => type === 'Progressing');
  const name = setsOf(cluster)[0]?.metadata?.name;
  assert.equal(progressing?.reason, 'ProgressDeadlineExceeded');
  assert.equal(progressing.message, `ReplicaSet "${name}" has timed out progressing.`);
});

const statefulSet = (replicas: number, image: string): StatefulSet => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'db' },
  spec: {
    replicas,
    serviceName: 'db',
    selector: { matchLabels: { app: 'db' } },
    podManagementPolicy: 'OrderedReady',
    revisionHistoryLimit: 10,
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
    template: template('db', image),
  },
});

test('a StatefulSet creates upwards, updates and deletes downwards', () => {
  const cluster = makeCluster();
  put(cluster, statefulSet(3, 'a:1'));
  settle(cluster);
  put(cluster, statefulSet(3, 'a:2'));
  settle(cluster);
  put(cluster, statefulSet(1, 'a:2'));
  settle(cluster);
  const word = (verb: string, index: number): string =>
    `Successful${verb}: ${verb} Pod db-${index} in StatefulSet db successful`;
  // What was said twice is one event, at its last place.
  assert.deepEqual(said(cluster, 'StatefulSet').toSorted(), [
    ...[0, 1, 2].map((index) => word('Create', index)),
    ...[0, 1, 2].map((index) => word('Delete', index)),
  ]);
  const status = cluster.read.get<StatefulSet>(STATEFUL_SET, 'default', 'db')?.status;
  assert.equal(status?.currentRevision, status?.updateRevision);
  assert.deepEqual(
    podsOf(cluster).map(({ metadata }) => metadata?.name),
    ['db-0'],
  );
});

test('a DaemonSet has a Pod on each worker, none on the tainted control plane, and follows its template', () => {
  const cluster = makeCluster('0', undefined);
  const set = (image: string): DaemonSet => ({
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'agent' },
    spec: {
      selector: { matchLabels: { app: 'agent' } },
      revisionHistoryLimit: 10,
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
      template: template('agent', image),
    },
  });
  put(cluster, set('a:1'));
  settle(cluster);
  put(cluster, set('a:2'));
  settle(cluster);
  const status = cluster.read.get<DaemonSet>(DAEMON_SET, 'default', 'agent')?.status;
  assert.equal(status?.desiredNumberScheduled, 2);
  assert.equal(status.updatedNumberScheduled, 2);
  assert.equal(podsOf(cluster).length, 2);
});

const job = (name: string, spec: Job['spec'], notes: Readonly<Record<string, string>>): Job => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name },
  spec: {
    parallelism: 1,
    completions: 1,
    backoffLimit: 6,
    completionMode: 'NonIndexed',
    suspend: false,
    podReplacementPolicy: 'TerminatingOrFailed',
    template: template(name, 'a:1', notes, 'Never'),
    ...spec,
  },
});

const conditionsOf = (status: Job['status'] | undefined): readonly string[] =>
  (status?.conditions ?? []).map(({ type, reason }) => `${type}/${reason}`);

test('a Job runs its Pods in turn until enough have succeeded', () => {
  const cluster = makeCluster();
  put(cluster, job('pi', { completions: 3 }, { 'exit-after-seconds': '2' }));
  settle(cluster);
  const status = cluster.read.get<Job>(JOB, 'default', 'pi')?.status as Job['status'];
  assert.equal(status?.succeeded, 3);
  assert.deepEqual(conditionsOf(status), ['SuccessCriteriaMet/CompletionsReached', 'Complete/CompletionsReached']);
  assert.ok(podsOf(cluster).every(({ metadata }) => metadata?.finalizers === undefined));
  assert.equal(said(cluster, 'Job').at(-1), 'Completed: Job completed');
});

test('a Job that fails too often waits longer each time and gives up', () => {
  const cluster = makeCluster();
  put(cluster, job('bad', { backoffLimit: 2 }, { 'exit-after-seconds': '1', 'exit-code': '1' }));
  const began = cluster.now;
  settle(cluster);
  const status = cluster.read.get<Job>(JOB, 'default', 'bad')?.status as Job['status'];
  assert.equal(status?.failed, 3);
  assert.deepEqual(conditionsOf(status), ['FailureTarget/BackoffLimitExceeded', 'Failed/BackoffLimitExceeded']);
  // Two waits, 10 and 20 seconds.
  assert.ok(cluster.now - began >= 30_000);
});

test('an Indexed Job with a limit per index goes on with the others', () => {
  const cluster = makeCluster();
  const spec = { completions: 3, parallelism: 3, completionMode: 'Indexed', backoffLimitPerIndex: 1, backoffLimit: 99 };
  put(cluster, job('each', spec, { 'exit-after-seconds': '1', 'exit-code': '1' }));
  settle(cluster);
  const status = cluster.read.get<Job>(JOB, 'default', 'each')?.status as Job['status'];
  assert.equal(status?.failedIndexes, '0-2');
  assert.equal(status.failed, 6);
  assert.deepEqual(conditionsOf(status), ['FailureTarget/FailedIndexes', 'Failed/FailedIndexes']);
});
