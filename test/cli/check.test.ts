// `drydock check`: arguments, formats, exit codes, files written by --fix.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { runCheck } from '../../server/src/cli/check.ts';
import { UsageError } from '../../server/src/cli/io.ts';

const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  colour: blue\n';
const MISSPELT = CONFIG.replace('metadata:', 'metadata:\n  label: {app: web}');
const SERVICE =
  'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector: {app: web}\n  ports: [{port: 80}]\n';

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command in a folder of these files. */
function run(t: TestContext, files: Readonly<Record<string, string>>, args: readonly string[], stdin = '') {
  const cwd = mkdtempSync(join(tmpdir(), 'drydock-check-'));
  t.after(() => rmSync(cwd, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  let out = '';
  let err = '';
  const io = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    stdin: () => stdin,
    cwd,
  };
  const result: Run = { code: runCheck(args, io), out, err };
  return { ...result, out, err, read: (name: string) => readFileSync(join(cwd, name), 'utf8') };
}

test('a correct folder gives exit code 0 and says so', (t) => {
  const { code, out } = run(t, { 'a.yaml': CONFIG, 'node_modules/x.yaml': MISSPELT, 'readme.md': 'kind: x' }, []);
  assert.equal(code, 0);
  assert.equal(out, 'No findings in 1 file, 1 object.\n');
});

test('a link that leads nowhere, or to a folder, is passed over', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-links-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'a.yaml'), CONFIG);
  symlinkSync('a.yaml', join(folder, 'b.yaml'));
  symlinkSync('nowhere.yaml', join(folder, 'c.yaml'));
  symlinkSync('.', join(folder, 'd.yaml'));
  symlinkSync('e.yaml', join(folder, 'e.yaml'));
  const { code, out } = run(t, {}, [folder]);
  assert.equal(code, 0);
  assert.match(out, / in 2 files, 2 objects\.\n$/);
});

test('an error gives exit code 1, with file, line, column and code', (t) => {
  const { code, out } = run(t, { 'sub/a.yaml': MISSPELT }, ['sub']);
  assert.equal(code, 1);
  assert.match(out, /^sub\/a\.yaml:4:3: error unknown-field: .*unknown field "metadata\.label"/);
  assert.match(out, /1 error in 1 file, 1 object\. 1 can be repaired with --fix\.\n$/);
});

test('a warning leaves the exit code at 0', (t) => {
  const { code, out } = run(t, { 'a.yaml': SERVICE }, ['a.yaml']);
  assert.equal(code, 0);
  assert.match(out, /a\.yaml:6:3: warning service-selects-nothing/);
});

test('the JSON form', (t) => {
  const { out } = run(t, { 'a.yaml': MISSPELT }, ['--format', 'json', 'a.yaml']);
  const { findings, ...totals } = JSON.parse(out) as { findings: Record<string, unknown>[] };
  assert.deepEqual(totals, { files: 1, resources: 1 });
  const [{ message, ...rest } = {}] = findings;
  assert.equal(typeof message, 'string');
  assert.deepEqual(rest, {
    file: 'a.yaml',
    line: 4,
    column: 3,
    endLine: 4,
    endColumn: 8,
    severity: 'error',
    code: 'unknown-field',
    path: 'metadata.label',
    resource: { apiVersion: 'v1', kind: 'ConfigMap', namespace: '', name: 'settings' },
    fixable: true,
    stage: 'decode',
  });
  assert.equal(findings.length, 1);
});

test('what only follows is in the JSON, marked, and not in the text', (t) => {
  const service = SERVICE.replace('port: 80', 'prt: 80, targetPort: 80').replace('  selector: {app: web}\n', '');
  const json = run(t, { 'a.yaml': service }, ['--format', 'json']);
  const { findings } = JSON.parse(json.out) as { findings: { code: string; followUp?: boolean }[] };
  assert.deepEqual(findings.map(({ code, followUp }) => [code, followUp === true]).sort(), [
    ['invalid-value', true],
    ['unknown-field', false],
  ]);
  const text = run(t, { 'a.yaml': service }, []);
  assert.equal(text.out.split('\n').filter((line) => line.startsWith('a.yaml')).length, 1);
});

test('--fix repairs the files', (t) => {
  const { code, read } = run(t, { 'a.yaml': MISSPELT }, ['--fix']);
  assert.equal(code, 0);
  assert.equal(read('a.yaml'), MISSPELT.replace('label:', 'labels:'));
});

test('standard input, also with --fix', (t) => {
  assert.match(run(t, {}, ['-'], MISSPELT).out, /^-:4:3: error/);
  const fixed = run(t, {}, ['--fix', '-'], MISSPELT);
  assert.equal(fixed.out, MISSPELT.replace('label:', 'labels:'));
  assert.match(fixed.err, /No findings/);
});

test('--each-file knows nothing of the other files', (t) => {
  const pod =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {app: web}}\nspec: {containers: [{name: a, image: nginx:1}]}\n';
  const files = { 'pod.yaml': pod, 'service.yaml': SERVICE };
  assert.match(run(t, files, []).out, /^No findings/);
  assert.match(run(t, files, ['--each-file']).out, /service-selects-nothing/);
});

test('--existing judges an update', (t) => {
  const before = SERVICE.replace('spec:', 'spec:\n  clusterIP: 10.0.0.10');
  const after = SERVICE.replace('spec:', 'spec:\n  clusterIP: 10.0.0.11');
  const files = { 'before.yaml': before, 'after.yaml': after };
  const { code, out } = run(t, files, ['--existing', 'before.yaml', 'after.yaml']);
  assert.equal(code, 1);
  assert.match(out, /after\.yaml:6:14: error immutable-field: .*spec\.clusterIPs?\[0\]: .*may not change once set/);
});

test('unusable arguments and unreadable input', (t) => {
  for (const args of [['--format', 'xml'], ['--nonsense'], ['absent.yaml']]) {
    assert.throws(() => run(t, {}, args), UsageError);
  }
});
