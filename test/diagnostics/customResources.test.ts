// Custom resources in a workspace: what their definition makes of them, and what a change of it changes.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Checker } from '../../server/src/diagnostics/check.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { put } from '../workspace/build.ts';
import { applyFix, findingsIn, obviousFix, show, type Files } from './support.ts';

const definition = (name: string): string =>
  readFileSync(join(process.cwd(), `test/conformance/custom/definitions/${name}.yaml`), 'utf8');
const CRONTAB = definition('crontab');

const CR = (spec: string, more = ''): string =>
  `apiVersion: stable.example.com/v1\nkind: CronTab\nmetadata:\n  name: x\n  namespace: team\n${more}spec:\n${spec}`;
const SPEC = `  cronSpec: "* * * * *"\n  image: x\n`;

const errors = (files: Files): string[] =>
  findingsIn(files)
    .filter(({ severity }) => severity === 'error')
    .map((finding) => `${finding.uri}:${show(files, finding)}`);

test('a custom resource is judged by its definition, wherever that stands', () => {
  const files = { 'crds/a.yaml': CRONTAB, 'b.yaml': CR(`${SPEC}  replicas: "3"\n  concurencyPolicy: Forbid\n`) };
  assert.deepEqual(errors(files), [
    'b.yaml:9:13 error wrong-type ["3"] spec.replicas',
    'b.yaml:10:3 error unknown-field [concurencyPolicy] spec.concurencyPolicy',
  ]);
});

test('fixes know the schema: a number without quotes, the field that was meant', () => {
  let files: Record<string, string> = {
    'crd.yaml': CRONTAB,
    'a.yaml': CR(`${SPEC}  replicas: "3"\n  concurencyPolicy: Forbid\n`),
  };
  for (let step = 0; step < 2; step++) {
    const [finding] = findingsIn(files).filter(({ severity }) => severity === 'error');
    const fix = finding && obviousFix(finding);
    assert.ok(fix);
    files = applyFix(files, fix);
  }
  assert.equal(files['a.yaml'], CR(`${SPEC}  replicas: 3\n  concurrencyPolicy: Forbid\n`));
});

test('a version that the definition does not serve is an error with a fix; a deprecated one is a warning', () => {
  const alpha = { 'crd.yaml': CRONTAB, 'a.yaml': CR(SPEC).replace('/v1', '/v1alpha1') };
  const [finding] = findingsIn(alpha).filter(({ severity }) => severity === 'error');
  assert.equal(finding?.code, 'unknown-version');
  assert.match(finding.message, /does not serve v1alpha1; use stable\.example\.com\/v1/);
  const fix = obviousFix(finding);
  assert.equal(fix && applyFix(alpha, fix)['a.yaml'], CR(SPEC));
  const beta = { 'crd.yaml': CRONTAB, 'a.yaml': CR(SPEC).replace('/v1', '/v1beta1') };
  const warnings = findingsIn(beta).filter(({ code }) => code === 'deprecated-version');
  assert.match(warnings[0]?.message ?? '', /is deprecated; use stable\.example\.com\/v1 CronTab/);
});

test('without a definition, with two that differ, and with one that is broken, nothing is said', () => {
  const bad = CR('  nothing: right\n');
  assert.deepEqual(errors({ 'a.yaml': bad }), []);
  assert.deepEqual(
    errors({ 'a.yaml': bad, 'old/crd.yaml': CRONTAB, 'new/crd.yaml': CRONTAB.replace('maximum: 10', 'maximum: 20') }),
    [],
  );
  assert.notDeepEqual(errors({ 'a.yaml': bad, 'old/crd.yaml': CRONTAB, 'new/crd.yaml': CRONTAB }), []);
  const spoilt = [
    CRONTAB.replace('name: crontabs.stable', 'name: crontab.stable'),
    CRONTAB.replace('storage: true', 'storage: false'),
    CRONTAB.replace('scope: Namespaced', 'scope: Somewhere'),
    CRONTAB.replaceAll('openAPIV3Schema', 'schema'),
  ];
  for (const text of spoilt) {
    assert.deepEqual(
      errors({ 'a.yaml': bad, 'crd.yaml': text }).filter((line) => line.startsWith('a.yaml')),
      [],
    );
  }
});

test('any prefix of a definition is survived, and judges nothing wrongly that is right', () => {
  const good = CR(SPEC);
  for (let length = 0; length <= CRONTAB.length; length += 41) {
    const found = errors({ 'a.yaml': good, 'crd.yaml': CRONTAB.slice(0, length) });
    assert.deepEqual(
      found.filter((line) => line.startsWith('a.yaml') && !line.includes('unknown-field')),
      [],
    );
  }
});

test('a change of a definition judges its own custom resources again, and no others', () => {
  const workspace = new Workspace();
  const files: Files = {
    'crd.yaml': CRONTAB,
    'db.yaml': definition('database'),
    'a.yaml': CR(`${SPEC}  replicas: 9\n`),
    'b.yaml': 'apiVersion: db.example.com/v1\nkind: Database\nmetadata: { name: b }\nspec: {}\n',
    'c.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\n',
  };
  workspace.apply(Object.entries(files).map(([uri, text]) => put(uri, text)));
  const checker = new Checker(workspace);
  const codes = (): string[] => checker.findingsOf('a.yaml').map(({ code }) => code);
  assert.ok(!codes().includes('invalid-value'));
  const delta = workspace.apply([put('crd.yaml', CRONTAB.replace('maximum: 10', 'maximum: 5'), workspace)]);
  assert.deepEqual([...checker.apply(delta)].sort(), ['a.yaml', 'crd.yaml']);
  assert.ok(codes().includes('invalid-value'));
  checker.apply(workspace.apply([{ uri: 'crd.yaml', parsed: undefined }]));
  assert.ok(!codes().includes('invalid-value'));
});

test('names in the schema that JavaScript knows are names like others', () => {
  const strange = CRONTAB.replace(
    'suspend: {',
    'constructor: { type: string }\n                __proto__: { type: integer }\n                suspend: {',
  );
  const files = { 'crd.yaml': strange, 'a.yaml': CR(`${SPEC}  constructor: 1\n  toString: x\n  __proto__: y\n`) };
  assert.deepEqual(errors(files), [
    'a.yaml:9:16 error wrong-type [1] spec.constructor',
    'a.yaml:10:3 error unknown-field [toString] spec.toString',
    'a.yaml:11:14 error wrong-type [y] spec.__proto__',
  ]);
});

test('a pattern that would hang a backtracking engine does not', () => {
  const slow = CRONTAB.replace(/pattern: '\^\(.d[^']*'/, () => "pattern: '^(a+)+$'");
  const started = process.cpuUsage();
  const found = errors({ 'crd.yaml': slow, 'a.yaml': CR(`  image: x\n  cronSpec: ${'a'.repeat(5000)}!\n`) });
  assert.deepEqual(
    found.map((line) => line.slice(0, 33)),
    ['a.yaml:8:13 error invalid-value ['],
  );
  assert.ok(process.cpuUsage(started).user < 2_000_000);
});
