// What objects of the workspace have against others: sentences of the plugins of a default API server.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Checker } from '../../server/src/diagnostics/check.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { parseSource } from '../../server/src/manifest/parse.ts';
import { findingsIn } from './support.ts';

const pod = (namespace: string, spec: string, container = ''): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  namespace: ${namespace}\nspec:\n  containers: [{name: a, image: x${container}}]\n${spec}`;
const namespace = (level: string): string =>
  `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: strict\n  labels:\n    pod-security.kubernetes.io/enforce: ${level}\n`;
const errors = (files: Record<string, string>): string[] =>
  findingsIn(files)
    .filter((finding) => finding.severity === 'error')
    .map((finding) => finding.message);

test('a Pod that the labels of its namespace keep out', () => {
  const files = { 'ns.yaml': namespace('baseline'), 'pod.yaml': pod('strict', '  hostPID: true\n') };
  assert.equal(errors(files).length, 1);
  assert.match(errors(files)[0] ?? '', /violates PodSecurity "baseline:latest": host namespaces \(hostPID=true\)/);
  assert.deepEqual(errors({ 'ns.yaml': namespace('baseline'), 'pod.yaml': pod('other', '  hostPID: true\n') }), []);
});

test('a Pod outside of the limits of its namespace, and a priority that its class does not give', () => {
  const low = ', resources: {requests: {cpu: 50m}}';
  const limits = `apiVersion: v1\nkind: LimitRange\nmetadata: {name: l, namespace: strict}\nspec:\n  limits: [{type: Container, min: {cpu: 100m}}]\n`;
  assert.match(
    errors({ 'l.yaml': limits, 'pod.yaml': pod('strict', '', low) })[0] ?? '',
    /minimum cpu usage per Container is 100m/,
  );
  assert.deepEqual(errors({ 'a/l.yaml': limits, 'pod.yaml': pod('other', '', low) }), []);
  const high = 'apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: high}\nvalue: 10\n';
  const wrong = pod('x', '  priorityClassName: high\n  priority: 5\n');
  assert.match(errors({ 'c.yaml': high, 'pod.yaml': wrong })[0] ?? '', /priority admission controller computed 10/);
  assert.deepEqual(errors({ 'pod.yaml': wrong }), []);
});

test('a Pod that a quota of its namespace cannot charge, or that wants more than there is', () => {
  const quota = (hard: string): string =>
    `apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: q, namespace: strict}\nspec: {hard: {${hard}}}\n`;
  const asking = (cpu: string): string => pod('strict', '', `, resources: {requests: {cpu: ${cpu}}}`);
  assert.match(
    errors({ 'q.yaml': quota('requests.cpu: 1'), 'pod.yaml': pod('strict', '') })[0] ?? '',
    /failed quota: q: must specify requests\.cpu for: a/,
  );
  assert.match(
    errors({ 'q.yaml': quota('requests.cpu: 1'), 'pod.yaml': asking('2') })[0] ?? '',
    /exceeded quota: q, requested: requests\.cpu=2, used: requests\.cpu=0, limited: requests\.cpu=1/,
  );
  // What other Pods use is not known.
  assert.deepEqual(errors({ 'q.yaml': quota('requests.cpu: 1'), 'pod.yaml': asking('1') }), []);
  assert.deepEqual(errors({ 'q.yaml': quota('requests.cpu: 1'), 'pod.yaml': pod('other', '') }), []);
  assert.deepEqual(errors({ 'q.yaml': quota('configmaps: 1'), 'pod.yaml': pod('strict', '') }), []);
});

test('a change of the namespace is a change for its Pods', () => {
  const workspace = new Workspace();
  const source = (uri: string, text: string) => parseSource({ uri, languageId: 'yaml', version: 1, text });
  workspace.apply([
    { uri: 'file:///ns.yaml', parsed: source('file:///ns.yaml', namespace('privileged')) },
    { uri: 'file:///pod.yaml', parsed: source('file:///pod.yaml', pod('strict', '  hostPID: true\n')) },
  ]);
  const checker = new Checker(workspace);
  const count = (): number =>
    checker.findingsOf('file:///pod.yaml').filter((finding) => finding.severity === 'error').length;
  assert.equal(count(), 0);
  const delta = workspace.apply([
    { uri: 'file:///ns.yaml', parsed: source('file:///ns.yaml', namespace('restricted')) },
  ]);
  assert.ok(checker.apply(delta).has('file:///pod.yaml'));
  assert.ok(count() > 0);
});
