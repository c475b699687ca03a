// `npm test`: everything. Each step reports how many checks passed and failed; nothing is ever skipped silently. The
// last line is the sum, `N passed, N failed`, and the exit status says whether anything failed.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from '../client/build/install.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const out = join(root, 'out/run');

/** Runs one command; its output goes through. Resolves to the exit status (a signal counts as failure). */
function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: environment() });
    child.on('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.on('close', (status) => resolve(status ?? 1));
  });
}

/** The tools of node_modules/.bin are found by name, as in an npm script. */
const environment = () => ({ ...process.env, FORCE_COLOR: process.env.CI ? '0' : (process.env.FORCE_COLOR ?? '') });

const node = (...args) => run(process.execPath, args);
const bin = (name) => join(root, 'node_modules', name);

/** A step that is one check by itself. */
const single = (name, command) => ({
  name,
  run: async () => ((await command()) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }),
});

/** The unit, language-server and engine tests; node's TAP output is counted. Skipped and unfinished tests are failures. */
async function unit(...wanted) {
  const tap = join(out, 'unit.tap');
  rmSync(tap, { force: true });
  const quiet = process.env.CI || !process.stdout.isTTY ? 'dot' : 'spec';
  const status = await node(
    'test/unit.mjs',
    ...wanted,
    `--test-reporter=${quiet}`,
    '--test-reporter-destination=stdout',
    '--test-reporter=tap',
    `--test-reporter-destination=${tap}`,
  );
  if (!existsSync(tap)) return { passed: 0, failed: 1 };
  const text = readFileSync(tap, 'utf8');
  const count = (word) => Number(new RegExp(`^# ${word} (\\d+)`, 'm').exec(text)?.[1] ?? 0);
  const failed = count('fail') + count('cancelled') + count('skipped') + count('todo');
  if (failed > 0) console.log(failures(text));
  return { passed: count('pass'), failed: Math.max(failed, status === 0 ? 0 : 1) };
}

/** The failed tests of a TAP file, with what was said about them. */
function failures(text) {
  const lines = text.split('\n');
  const shown = [];
  lines.forEach((line, index) => {
    if (/^\s*not ok /.test(line)) shown.push(...lines.slice(index, index + 25), '');
  });
  return shown.slice(0, 400).join('\n');
}

/** Random clusters, workloads, faults and seeds, 10,000 of each property; every prefix of every base. The last step. */
async function search() {
  Object.assign(process.env, { DRYDOCK_RUNS: '10000', DRYDOCK_STRIDE: '1' });
  return unit('cluster/properties.test.ts', 'cluster/controllers/properties.test.ts', 'conformance/property.test.ts');
}

/** The recorded answers of a real API server, replayed; `--check` fails on a disagreement that is not listed. */
const conformance = () => node('test/conformance/run.mjs', '--check');

async function editor() {
  const report = join(root, 'test-results/editor.json');
  rmSync(report, { force: true });
  const status = await node('test/host/run.mjs');
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const { passed, failed } = JSON.parse(readFileSync(report, 'utf8'));
  return { passed, failed: Math.max(failed, status === 0 ? 0 : 1) };
}

const steps = [
  single('Type check', () => node('client/build/typecheck.mjs')),
  single('Lint', () => node(bin('eslint/bin/eslint.js'), '--cache', '--cache-location', 'out/.eslintcache', '.')),
  single('Format', () =>
    node(bin('prettier/bin/prettier.cjs'), '--check', '--cache', '--cache-location', 'out/.prettiercache', '.'),
  ),
  { name: 'Unit, language server and engine', run: () => unit() },
  // Before the build, which leaves readable bundles behind for the suite in the editor.
  single('Package', () => node('client/build/package.mjs')),
  single('Build', () => node('client/build/bundle.mjs')),
  ...(existsSync(join(root, 'test/conformance/run.mjs')) ? [single('Conformance', conformance)] : []),
  { name: 'In the editor', run: editor },
  ...(process.env.CI ? [{ name: 'Ten thousand random clusters', run: search }] : []),
];

// What CI says does not depend on chance: its random cases are the same each time.
if (process.env.CI) process.env['DRYDOCK_SEED'] ??= '1';

ensureInstalled(root);
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const rows = [];
for (const { name, run: runStep } of steps) {
  console.log(`\n── ${name}`);
  const began = Date.now();
  const { passed, failed } = await runStep();
  rows.push({ name, passed, failed, seconds: (Date.now() - began) / 1000 });
}

console.log('\n── Summary');
for (const { name, passed, failed, seconds } of rows) {
  const mark = failed === 0 ? '✔' : '✘';
  console.log(
    `${mark} ${name.padEnd(34)} ${String(passed).padStart(6)} passed ${String(failed).padStart(4)} failed ${seconds.toFixed(1).padStart(7)} s`,
  );
}
const sum = (field) => rows.reduce((total, row) => total + row[field], 0);
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') === 0 ? 0 : 1;
