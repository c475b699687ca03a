// Checking alone, in one process: all recorded conformance cases per second, and one Deployment beside ajv; beside
// kubeconform too if KUBECONFORM names its binary. Both get a schema that is made of Drydock's own facts.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { gvkOf } from '../../server/src/api/gvk.ts';
import { judge } from '../../server/src/api/judge.ts';
import { check } from '../../server/src/diagnostics/check.ts';
import { decoder } from '../../server/src/schema/decode.ts';
import { readBases, readCases, readVerdicts, readYamlCases } from '../conformance/data.ts';
import { answer } from '../conformance/replay.ts';
import { workspaceOf } from '../workspace/build.ts';
import { manifestSchema } from './jsonSchema.ts';
import { application } from './manifests.ts';
import { median, ms, table, us } from './measure.ts';

/** A Deployment by itself. */
const deployment = (name: string): string => application(name).split('---\n')[0] ?? '';
/** What every validator here has to refuse. */
const misspelt = (text: string): string => text.replace('replicas:', 'replica:');

/** All cases: the first time, as `npm run conformance` does it, and again. */
function conformance(): string {
  const [cases, bases, verdicts, files] = [readCases(), readBases(), readVerdicts(), readYamlCases()];
  const row = (name: string): string[] => {
    const begin = performance.now();
    for (const item of cases) answer(item, bases, verdicts, files);
    const took = performance.now() - begin;
    return [
      name,
      String(cases.length),
      ms(took),
      String(Math.round((1000 * cases.length) / took)),
      us(took / cases.length),
    ];
  };
  return table(
    ['all recorded cases', 'cases', 'time', 'cases per second', 'per case'],
    ['first time', 'again'].map(row),
  );
}

interface Contender {
  readonly name: string;
  /** Says whether it finds an error. */
  readonly run: (text: string, object: unknown) => boolean;
}

function contenders(): readonly Contender[] {
  const accepts = new Ajv({ strict: false, allErrors: true }).compile(manifestSchema());
  const gvk = gvkOf('apps/v1', 'Deployment');
  const hasErrors = (text: string): boolean =>
    [...check(workspaceOf({ 'a.yaml': text })).values()].flat().some(({ severity }) => severity === 'error');
  return [
    { name: 'Drydock, of the text: parse, judge, rules, findings', run: hasErrors },
    { name: 'yaml and ajv, of the text: parse, schema', run: (text) => !accepts(parse(text)) },
    {
      name: 'Drydock, of the object: decode, default, validate, admit',
      run: (_, object) => judge(decoder, gvk, object).problems.length > 0,
    },
    { name: 'ajv alone, of the object: schema', run: (_, object) => !accepts(object) },
  ];
}

const ROUNDS = 15;
const BATCH = 100;

/** Each in turn in every round, so that what else the machine does concerns all of them. */
function one(): readonly (readonly [string, number])[] {
  const text = deployment('web');
  const all = contenders().map((contender) => ({ ...contender, times: [] as number[] }));
  const object: unknown = parse(text);
  for (const { name, run } of all) {
    const wrong = misspelt(text);
    if (run(text, object) || !run(wrong, parse(wrong))) throw new Error(`not a fair comparison: ${name}`);
  }
  for (let round = -3; round < ROUNDS; round++) {
    for (const { run, times } of all) {
      const begin = performance.now();
      for (let n = 0; n < BATCH; n++) run(text, object);
      if (round >= 0) times.push((performance.now() - begin) / BATCH);
    }
  }
  return all.map(({ name, times }) => [name, median(times)]);
}

const MANY = 2000;

/** One Deployment more in a folder: the start of the process is left out. */
function kubeconform(binary: string): number {
  const dir = mkdtempSync(join(tmpdir(), 'drydock-bench-'));
  writeFileSync(join(dir, 'deployment.json'), JSON.stringify(manifestSchema()));
  const run = (count: number, name: string): number => {
    const options = ['-strict', '-n', '1', '-summary', '-output', 'json'];
    const begin = performance.now();
    const { stdout } = spawnSync(
      binary,
      [...options, '-schema-location', join(dir, '{{.ResourceKind}}.json'), join(dir, name)],
      { encoding: 'utf8' },
    );
    const took = performance.now() - begin;
    const { summary } = JSON.parse(stdout) as { summary: Readonly<Record<'valid' | 'invalid', number>> };
    const answered = name === 'wrong' ? summary.invalid : summary.valid;
    if (answered !== count) throw new Error(`kubeconform says ${JSON.stringify(summary)} of ${count} in ${name}`);
    return took;
  };
  const folder = (name: string, count: number, text: (name: string) => string): void => {
    mkdirSync(join(dir, name));
    for (let n = 0; n < count; n++) writeFileSync(join(dir, name, `${n}.yaml`), text(`web-${n}`));
  };
  folder('wrong', 1, (name) => misspelt(deployment(name)));
  folder('single', 1, deployment);
  folder('many', MANY, deployment);
  run(1, 'wrong');
  const times = Array.from({ length: 5 }, () => (run(MANY, 'many') - run(1, 'single')) / (MANY - 1));
  rmSync(dir, { recursive: true, force: true });
  return median(times);
}

/** The tables. */
export function benchValidation(): string {
  const cases = conformance();
  const binary = process.env['KUBECONFORM'];
  const times = [...one()];
  if (binary !== undefined) times.push(['kubeconform, of a file: read, parse, schema', kubeconform(binary)]);
  const full = times[0]?.[1] ?? 0;
  const rows = times.map(([name, took]) => [name, us(took), `${(full / took).toFixed(full < took * 10 ? 1 : 0)} ×`]);
  const absent =
    binary === undefined ? ['kubeconform was not there to compare with: KUBECONFORM names its binary.'] : [];
  const compared = table(['one Deployment', 'time', 'Drydock’s full check takes'], rows);
  return ['## Checking alone, in one process', cases, compared, ...absent].join('\n\n');
}
