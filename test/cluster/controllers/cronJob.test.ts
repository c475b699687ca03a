import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CronJob, Job, PodDisruptionBudget } from '../../../server/src/api/types.generated.ts';
import { formatIn, parseSchedule } from '../../../server/src/cluster/controllers/cron-job/schedule.ts';
import { CRON_JOB, JOB, POD_DISRUPTION_BUDGET } from '../../../server/src/cluster/kinds.ts';
import { deployment, makeCluster, put, said, settle, template } from '../../support/workloads.ts';

const at = (text: string): number => Date.parse(text);

test('schedules: five fields, names, steps, descriptors, time zones, days of week and month', () => {
  const next = (text: string, after: string, zone = 'UTC'): string | undefined => {
    const schedule = parseSchedule(text, zone);
    assert.equal(typeof schedule, 'function', text);
    const time = typeof schedule === 'function' ? schedule(at(after)) : undefined;
    return time === undefined ? undefined : new Date(time).toISOString();
  };
  // 2026-01-01 is a Thursday.
  const start = '2026-01-01T00:00:00Z';
  assert.equal(next('*/15 * * * *', start), '2026-01-01T00:15:00.000Z');
  assert.equal(next('0 3 * * mon', start), '2026-01-05T03:00:00.000Z');
  assert.equal(next('@daily', start), '2026-01-02T00:00:00.000Z');
  assert.equal(next('@every 1h30m', start), '2026-01-01T01:30:00.000Z');
  assert.equal(next('0 3 * * *', start, 'Europe/Berlin'), '2026-01-01T02:00:00.000Z');
  // Both days given: either will do. One of them a star with a step: both have to hold.
  assert.equal(next('0 0 10 * 1', start), '2026-01-05T00:00:00.000Z');
  assert.equal(next('0 0 */2 * 1', start), '2026-01-05T00:00:00.000Z');
  assert.equal(next('0 0 31 2 *', start), undefined);
  assert.equal(typeof parseSchedule('1 2 3', 'UTC'), 'string');
  assert.equal(formatIn('Europe/Berlin', at(start)), '2026-01-01T01:00:00+01:00');
});

const cronJob = (spec: CronJob['spec'], notes: Readonly<Record<string, string>>): CronJob => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: 'tick' },
  spec: {
    schedule: '* * * * *',
    concurrencyPolicy: 'Allow',
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
    jobTemplate: { spec: { template: template('tick', 'a:1', notes, 'Never') } },
    ...spec,
  },
});

test('a CronJob makes a Job a minute, keeps three that are done, and does not hold a dry run up', () => {
  const cluster = makeCluster();
  put(cluster, cronJob({}, { 'exit-after-seconds': '5' }));
  settle(cluster);
  assert.equal(cluster.read.list(JOB, 'default').length, 0);
  cluster.runUntilQuiescent({ exactlyMs: 5.5 * 60_000 });
  const jobs = cluster.read.list<Job>(JOB, 'default');
  assert.equal(jobs.length, 3);
  const minute = Math.floor(at('2026-01-01T00:05:00Z') / 60_000);
  assert.equal(jobs.at(-1)?.metadata?.name, `tick-${minute}`);
  const status = cluster.read.get<CronJob>(CRON_JOB, 'default', 'tick')?.status;
  assert.equal(status?.lastScheduleTime, '2026-01-01T00:05:00Z');
  assert.equal(status.active, undefined);
  const words = said(cluster, 'CronJob');
  assert.ok(words.includes(`SuccessfulCreate: Created job tick-${minute}`));
  assert.ok(words.includes(`SawCompletedJob: Saw completed job: tick-${minute}, condition: Complete`));
});

test('Forbid starts nothing while a Job runs', () => {
  const cluster = makeCluster();
  put(cluster, cronJob({ concurrencyPolicy: 'Forbid' }, { 'exit-after-seconds': '600' }));
  cluster.runUntilQuiescent({ exactlyMs: 3.5 * 60_000 });
  assert.equal(cluster.read.list(JOB, 'default').length, 1);
  const message =
    'JobAlreadyActive: Not starting job because prior execution is running and concurrency policy is Forbid';
  assert.ok(said(cluster, 'CronJob').includes(message));
});

test("a budget counts what its Pods' controllers want", () => {
  const cluster = makeCluster();
  put(cluster, deployment('web', 5, 'a:1'));
  const selector = { matchLabels: { app: 'web' } };
  const budget = (name: string, spec: PodDisruptionBudget['spec']): PodDisruptionBudget => ({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name },
    spec: { selector, ...spec },
  });
  put(cluster, budget('half', { minAvailable: '50%' }));
  put(cluster, budget('third', { maxUnavailable: '30%' }));
  settle(cluster);
  const counts = (name: string): unknown => {
    const status = cluster.read.get<PodDisruptionBudget>(POD_DISRUPTION_BUDGET, 'default', name)?.status;
    return [status?.expectedPods, status?.desiredHealthy, status?.currentHealthy, status?.disruptionsAllowed];
  };
  // As recorded of a real 1.36.3 in the scenario pdb-status.
  assert.deepEqual(counts('half'), [5, 3, 5, 2]);
  assert.deepEqual(counts('third'), [5, 3, 5, 2]);
});
