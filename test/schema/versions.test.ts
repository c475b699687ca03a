import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gvkKey, gvkOf } from '../../server/src/api/gvk.ts';
import { fieldSince, historyOf, servedInsteadOf } from '../../server/src/schema/versions.ts';

// Expected values: the deprecation guide and the release notes of Kubernetes.
test('versions: since when fields exist', () => {
  assert.equal(fieldSince('io.k8s.api.core.v1.LifecycleHandler', 'sleep'), '1.29');
  assert.equal(fieldSince('io.k8s.api.core.v1.ServiceSpec', 'trafficDistribution'), '1.30');
  assert.equal(fieldSince('io.k8s.api.core.v1.Volume', 'image'), '1.31');
  assert.equal(fieldSince('io.k8s.api.core.v1.PodSpec', 'containers'), undefined);
  assert.equal(fieldSince('constructor', 'toString'), undefined);
});

test('versions: what became of removed API versions', () => {
  assert.equal(historyOf(gvkOf('batch/v1beta1', 'CronJob'))?.removed, '1.25');
  assert.equal(historyOf(gvkOf('extensions/v1beta1', 'Ingress'))?.removed, '1.22');
  assert.equal(historyOf(gvkOf('autoscaling/v2beta1', 'HorizontalPodAutoscaler'))?.removed, '1.25');
  assert.equal(historyOf(gvkOf('autoscaling/v2beta2', 'HorizontalPodAutoscaler'))?.removed, '1.26');
  assert.equal(historyOf(gvkOf('apps/v1', 'Deployment')), undefined);
});

test('versions: what to use instead', () => {
  const instead = (apiVersion: string, kind: string): string | undefined => {
    const served = servedInsteadOf(gvkOf(apiVersion, kind));
    return served && gvkKey(served);
  };
  assert.equal(instead('extensions/v1beta1', 'Deployment'), 'apps/v1/Deployment');
  assert.equal(instead('v1', 'Deployment'), 'apps/v1/Deployment');
  assert.equal(instead('apps/v1', 'Pod'), 'v1/Pod');
  assert.equal(instead('autoscaling/v2beta2', 'HorizontalPodAutoscaler'), 'autoscaling/v2/HorizontalPodAutoscaler');
  assert.equal(instead('APPS/v1', 'deployment'), 'apps/v1/Deployment');
  assert.equal(instead('policy/v1beta1', 'PodSecurityPolicy'), undefined);
});
