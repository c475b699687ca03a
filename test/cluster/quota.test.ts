// Quotas: what they refuse, in the server's words, and what their status says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ResourceQuota } from '../../server/src/api/types.generated.ts';
import { RESOURCE_QUOTA } from '../../server/src/cluster/types.ts';
import { newCluster } from '../../server/src/dryrun/newCluster.ts';
import { finish, runStep } from '../../server/src/dryrun/plan.ts';

const quota = {
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  metadata: { name: 'q' },
  spec: { hard: { pods: '2', 'requests.cpu': '1', 'count/configmaps': '5' } },
};
const deployment = (replicas: number, requests: Record<string, string> = { cpu: '100m' }): unknown => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'web', image: 'web:1', resources: { requests } }] },
    },
  },
});

const play = (...values: unknown[]) =>
  finish(runStep(newCluster(), { apply: values.map((value, ordinal) => ({ value, origin: 'a.yaml', ordinal })) }));

test('Pods beyond the quota are refused, and the status counts those that are there', () => {
  const outcome = play(quota, deployment(3));
  const failed = outcome.events.find(({ reason }) => reason === 'FailedCreate');
  assert.match(
    failed?.message ?? '',
    /^Error creating: pods "web-\w+-\w+" is forbidden: exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2$/,
  );
  const stored = outcome.after.read.get<ResourceQuota>(RESOURCE_QUOTA, 'default', 'q');
  assert.deepEqual(stored?.status?.used, { 'count/configmaps': '1', pods: '2', 'requests.cpu': '200m' });
  assert.equal(outcome.settled, false);
});

test('where a quota limits cpu, every container has to ask for it', () => {
  const outcome = play(quota, deployment(1, {}));
  const failed = outcome.events.find(({ reason }) => reason === 'FailedCreate');
  assert.match(failed?.message ?? '', /is forbidden: failed quota: q: must specify requests\.cpu for: web$/);
});

test('what goes gives its share back', () => {
  const first = play(quota, deployment(2));
  const second = finish(runStep(first.after, { command: 'scale deployment/web --replicas=1' }));
  const stored = second.after.read.get<ResourceQuota>(RESOURCE_QUOTA, 'default', 'q');
  assert.equal(stored?.status?.used?.['pods'], '1');
  assert.equal(second.settled, true);
});
