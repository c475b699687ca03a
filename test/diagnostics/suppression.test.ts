// Suppressions and `.drydock.yaml`: what is silenced, where, and what is said about suppressions themselves.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyFix, findingsIn, findingsOf, obviousFix, show, shown } from './support.ts';

const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
`;

test('the next line', () => {
  const text = SERVICE.replace(
    '  selector:',
    '  # drydock-disable-next-line service-selects-nothing -- made by an operator\n  selector:',
  );
  assert.deepEqual(shown(text), []);
});

test('the section, before its first key', () => {
  const comment = '# drydock-disable service-selects-nothing, unknown-field\n';
  assert.deepEqual(shown(`${comment}${SERVICE.replace('name: web', 'nam: x\n  name: web')}`), []);
  const two = `${comment.replace(', unknown-field', '')}${SERVICE}---\n${SERVICE.replace('name: web', 'name: api')}`;
  assert.deepEqual(shown(two), ['17:3 warning service-selects-nothing [selector] spec.selector']);
});

test('an annotation on the object', () => {
  const annotation = '  annotations:\n    drydock.dev/disable: "service-selects-nothing"\n';
  assert.deepEqual(shown(SERVICE.replace('spec:', `${annotation}spec:`)), []);
});

test('errors can be silenced too', () => {
  assert.deepEqual(
    shown(
      SERVICE.replace('spec:', 'spec: # drydock-disable-next-line unknown-field\n  bogus: 1').replace(
        /  selector:\n.*\n/,
        '',
      ),
    ),
    [],
  );
});

test('unknown codes and unused suppressions are reported, with a fix', () => {
  for (const [comment, finding] of [
    ['# drydock-disable service-select-nothing', '1:19 warning unknown-suppression [service-select-nothing] '],
    ['# drydock-disable service-selects-nothing unknown-field', '1:43 hint unused-suppression [unknown-field] '],
  ] as const) {
    const text = `${comment}\n${SERVICE}`;
    const findings = findingsOf(text).filter((item) => item.code !== 'service-selects-nothing');
    assert.deepEqual(
      findings.map((item) => show({ 'a.yaml': text }, item)),
      [finding],
    );
    const fix = findings[0] && obviousFix(findings[0]);
    assert.ok(fix);
    assert.deepEqual(shown(applyFix({ 'a.yaml': text }, fix)['a.yaml'] ?? ''), []);
  }
});

const at = (config: string, file = 'file:///w/app/a.yaml', text = SERVICE) =>
  findingsIn({ 'file:///w/.drydock.yaml': config, [file]: text }).map(
    (finding) => `${finding.severity} ${finding.code}`,
  );

test('a configuration turns rules off, down and up', () => {
  assert.deepEqual(at('rules: {service-selects-nothing: off}'), []);
  assert.deepEqual(at('rules: {service-selects-nothing: error}'), ['error service-selects-nothing']);
  assert.deepEqual(at('groups: {references: off}'), []);
  assert.deepEqual(at('exclude: ["app/**"]'), []);
  assert.deepEqual(at('include: ["other/**"]'), []);
  assert.deepEqual(at('overrides: [{files: ["app/*.yaml"], rules: {service-selects-nothing: info}}]'), [
    'info service-selects-nothing',
  ]);
  assert.deepEqual(at('overrides: [{files: ["web/*.yaml"], rules: {service-selects-nothing: info}}]'), [
    'warning service-selects-nothing',
  ]);
});

test('metadata is asked for where a configuration does', () => {
  const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  labels: {owner: ""}\n';
  const asked = (config: string) => at(config, 'file:///w/app/a.yaml', text);
  assert.deepEqual(asked('requiredLabels: [owner]'), ['warning required-metadata']);
  assert.deepEqual(asked('requiredLabels: {name: , owner: [""]}'), ['warning required-metadata']);
  assert.deepEqual(asked('requiredLabels: [owner]\nrules: {required-metadata: off}'), []);
  assert.deepEqual(asked('overrides: [{files: ["web/**"], requiredLabels: [owner]}]'), []);
  assert.deepEqual(asked('requiredLabels: [owner]\noverrides: [{files: ["app/**"], requiredLabels: []}]'), []);
  const uri = '.drydock.yaml';
  const config =
    'requiredLabels: owner\nrequiredAnnotations:\n  - 1\noverrides:\n  - requiredLabels:\n      tier: web\n';
  assert.deepEqual(
    findingsIn({ [uri]: config }).map((finding) => show({ [uri]: config }, finding)),
    [
      '1:17 warning configuration [owner] requiredLabels',
      '3:5 warning configuration [1] requiredAnnotations[0]',
      '6:13 warning configuration [web] overrides[0].requiredLabels[tier]',
    ],
  );
});

test('the nearest configuration wins', () => {
  const files = {
    'file:///w/.drydock.yaml': 'rules: {service-selects-nothing: off}',
    'file:///w/app/.drydock.yaml': '',
    'file:///w/app/a.yaml': SERVICE,
  };
  assert.deepEqual(
    findingsIn(files).map((finding) => finding.code),
    ['service-selects-nothing'],
  );
});

test('what is wrong in a configuration is said where it stands', () => {
  const config =
    'rule:\n  service-selects-nothing: loud\nrules:\n  service-selects-nothing: warn\n  nonsense-code: off\nkubernetesVersion: 1.99\n';
  const uri = '.drydock.yaml';
  assert.deepEqual(
    findingsIn({ [uri]: config }).map((finding) => show({ [uri]: config }, finding)),
    [
      '1:1 warning configuration [rule] rule',
      '4:28 warning configuration [warn] rules[service-selects-nothing]',
      '5:3 warning configuration [nonsense-code] rules[nonsense-code]',
      '6:20 warning configuration [1.99] kubernetesVersion',
    ],
  );
});

test('what looks like a suppression in a text is text', () => {
  const config =
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  run.sh: |\n    # drydock-disable-next-line nonsense\n    echo\n';
  assert.deepEqual(shown(config), []);
});

test('a comment at the first column counts wherever it stands: under others, between top-level fields', () => {
  assert.deepEqual(shown(`# ours\n# drydock-disable service-selects-nothing\n${SERVICE}`), []);
  const bogus = SERVICE.replace('spec:', 'bogus: 1\nspec:').replace('    app: web\n', '').replace('  selector:\n', '');
  assert.deepEqual(shown(bogus.replace('bogus', '# drydock-disable-next-line unknown-field\nbogus')), []);
});

test('a comment for the section behind its first key silences nothing, says so, and can be made one for the line', () => {
  const text = SERVICE.replace('  selector', '  # drydock-disable service-selects-nothing\n  selector');
  const files = { 'a.yaml': text };
  const finding = findingsIn(files).find(({ code }) => code === 'unused-suppression');
  assert.match(finding?.message ?? '', /before its first key/);
  const fix = finding && obviousFix(finding);
  assert.ok(fix);
  assert.deepEqual(findingsIn(applyFix(files, fix)), []);
});
