// The ways out of a change that the server refuses: back, or another name.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Checker, type CheckOptions } from '../../server/src/diagnostics/check.ts';
import { workspaceOf } from '../workspace/build.ts';
import { applyFix, findingsIn, type Files } from './support.ts';

const settings = (colour: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\nimmutable: true\ndata:\n  colour: ${colour}\n`;
const pod = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: nginx:1.27
      envFrom:
        - configMapRef:
            name: settings
`;

function existing(files: Files): NonNullable<CheckOptions['existing']> {
  const workspace = workspaceOf(files);
  const checker = new Checker(workspace, { rules: [] });
  return ({ resource: { gvk, name = '' }, identities }) => {
    const [old] = workspace.named(gvk.group, gvk.kind, identities[0]?.namespace ?? '', name);
    return old && checker.judged(old)?.object;
  };
}

test('an immutable ConfigMap gets a new name, in every file that names it', () => {
  const files = { 'a.yaml': settings('red'), 'b.yaml': pod };
  const options = { existing: existing({ 'a.yaml': settings('blue') }) };
  const [finding, ...more] = findingsIn(files, options);
  assert.equal(more.length, 0);
  assert.equal(finding?.code, 'immutable-field');
  assert.match(finding.message, /put it back, give the object a new name, or delete it and create it anew/);
  const [back, renamed, ...others] = finding.fixes?.() ?? [];
  assert.equal(others.length, 0);
  assert.equal(back?.preferred, true);
  assert.equal(renamed?.title, 'Give it a new name: settings-2, also where it is used');
  assert.notEqual(renamed.preferred, true);
  const after = applyFix(files, renamed);
  assert.match(after['a.yaml'] ?? '', /^  name: settings-2$/m);
  assert.match(after['b.yaml'] ?? '', /^            name: settings-2$/m);
  assert.deepEqual(findingsIn(after, options), []);
});

test('a name that is taken is not given twice', () => {
  const files = {
    'a.yaml': settings('red'),
    'c.yaml': settings('green').replace('name: settings', 'name: settings-2'),
  };
  const options = { existing: existing({ 'a.yaml': settings('blue') }) };
  const titles = findingsIn(files, options).flatMap((finding) => finding.fixes?.().map(({ title }) => title) ?? []);
  assert.ok(titles.includes('Give it a new name: settings-3'), titles.join(', '));
});

test('what has Pods or data is not renamed', () => {
  const claim = (mode: string): string =>
    `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: data\nspec:\n  accessModes: [${mode}]\n  resources:\n    requests:\n      storage: 1Gi\n`;
  const options = { existing: existing({ 'a.yaml': claim('ReadWriteOnce') }) };
  const findings = findingsIn({ 'a.yaml': claim('ReadWriteMany') }, options).filter(
    ({ code }) => code === 'immutable-field',
  );
  assert.ok(findings.length > 0);
  for (const finding of findings) {
    assert.match(finding.message, /its volume and the data on it may go with it/);
    assert.ok(finding.fixes?.().every(({ title }) => !title.startsWith('Give it')));
  }
});
