import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Deployment, HorizontalPodAutoscaler, PodTemplateSpec } from '../../../server/src/api/types.generated.ts';
import {
  limitByBehaviour,
  limitByDefault,
} from '../../../server/src/cluster/controllers/horizontal-pod-autoscaler/limits.ts';
import { valueAt } from '../../../server/src/cluster/controllers/horizontal-pod-autoscaler/script.ts';
import { DEPLOYMENT, HORIZONTAL_POD_AUTOSCALER } from '../../../server/src/cluster/kinds.ts';
import { deployment, makeCluster, put, said, settle, template } from '../../support/workloads.ts';

const withRequest = (cpu: string): PodTemplateSpec => {
  const base = template('web', 'a:1');
  const containers = (base.spec?.containers ?? []).map((each) => ({ ...each, resources: { requests: { cpu } } }));
  return { ...base, spec: { ...base.spec, containers } };
};

const autoscaler = (notes: Readonly<Record<string, string>>): HorizontalPodAutoscaler => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'web', annotations: { ...notes } },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    minReplicas: 1,
    maxReplicas: 10,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }],
  },
});

test('a script gives a value from its time on', () => {
  assert.equal(valueAt('400m', 0), 400);
  assert.equal(valueAt('0s 400m, 1m 1800m', 59_999), 400);
  assert.equal(valueAt('0s 400m, 1m 1800m', 60_000), 1800);
  assert.equal(valueAt('nonsense', 0), undefined);
});

test('load makes a Deployment grow, and five minutes after it is gone shrink', () => {
  const cluster = makeCluster();
  put(cluster, deployment('web', 2, 'a:1', { template: withRequest('200m') }));
  settle(cluster);
  // 800m of 2 × 200m is 200 %, four times the target: 8 Pods, at most 4 at first.
  put(cluster, autoscaler({ 'drydock.dev/load-cpu': '0s 800m, 3m 100m' }));
  cluster.runUntilQuiescent({ exactlyMs: 120_000 });
  const size = (): number | undefined => cluster.read.get<Deployment>(DEPLOYMENT, 'default', 'web')?.spec?.replicas;
  assert.equal(size(), 8);
  const rescaled = said(cluster, 'HorizontalPodAutoscaler').filter((word) => word.startsWith('SuccessfulRescale'));
  assert.equal(
    rescaled[0],
    'SuccessfulRescale: New size: 4; reason: cpu resource utilization (percentage of request) above target',
  );
  assert.match(rescaled[1] ?? '', /New size: 8;/);
  cluster.runUntilQuiescent({ exactlyMs: 240_000 });
  assert.equal(size(), 8);
  cluster.runUntilQuiescent({ exactlyMs: 300_000 });
  // 100m of 200m requested by one Pod are 50 %, the target.
  assert.equal(size(), 1);
});

test('without metrics the autoscaler says what a cluster without a metrics server says', () => {
  const cluster = makeCluster();
  put(cluster, deployment('web', 2, 'a:1', { template: withRequest('200m') }));
  put(cluster, autoscaler({}));
  settle(cluster);
  const conditions = cluster.read.get<HorizontalPodAutoscaler>(HORIZONTAL_POD_AUTOSCALER, 'default', 'web')?.status
    ?.conditions;
  const active = conditions?.find(({ type }) => type === 'ScalingActive');
  assert.equal(active?.reason, 'FailedGetResourceMetric');
  assert.equal(
    active.message,
    'the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)',
  );
});

test('limits: twofold or four upwards by default, policies where they are given', () => {
  const empty = { recommendations: [], ups: [], downs: [] };
  const request = { current: 3, desired: 20, min: 1, max: 100, now: 1_000_000 };
  assert.equal(limitByDefault(request, empty).replicas, 6);
  assert.equal(limitByDefault({ ...request, current: 1 }, empty).replicas, 4);
  const up = {
    stabilizationWindowSeconds: 0,
    selectPolicy: 'Max',
    policies: [{ type: 'Pods', value: 2, periodSeconds: 60 }],
  };
  assert.equal(limitByBehaviour(request, up, undefined, empty).replicas, 5);
  const before = { ...empty, ups: [{ value: 1, at: 990_000 }] };
  assert.equal(limitByBehaviour(request, up, undefined, before).replicas, 4);
  const off = { ...up, selectPolicy: 'Disabled' };
  assert.equal(limitByBehaviour(request, off, undefined, empty).replicas, 3);
});
