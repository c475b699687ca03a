// The command line of the conformance run: `npm run conformance -- [options]`. See README.md in this folder.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createdObject } from './cases.ts';
import { readBases, readCases, readVerdicts, readYamlCases, type Case } from './data.ts';
import { knownText, readKnown } from './known.ts';
import { runLive } from './live.ts';
import { answer, type Answer } from './replay.ts';
import { compare, figuresOf, type Figures, type Row } from './score.ts';
import { asRecorded, differences } from './stored.ts';

const { values: options } = parseArgs({
  options: {
    kind: { type: 'string' },
    mutation: { type: 'string' },
    show: { type: 'string' },
    clusters: { type: 'string' },
    stored: { type: 'boolean' },
    answers: { type: 'string' },
    check: { type: 'boolean' },
    write: { type: 'boolean' },
    stage: { type: 'string' },
    live: { type: 'string' },
    token: { type: 'string' },
    seed: { type: 'string' },
    count: { type: 'string' },
  },
});

const FIVE = new Set(['Pod', 'ReplicationController', 'ReplicaSet', 'Deployment', 'ConfigMap', 'Service']);
const started = performance.now();
const [bases, verdicts, files] = [readBases(), readVerdicts(), readYamlCases()];
const wanted = (item: Case): boolean =>
  (options.show === undefined || item.id === options.show) &&
  (options.kind === undefined || options.kind.split(',').includes(item.kind)) &&
  (options.mutation === undefined || new RegExp(options.mutation).test(item.mutation));
const cases = options.live === undefined ? readCases().filter(wanted) : [];
const loadedMs = performance.now() - started;

interface StoredRow {
  readonly item: Case;
  readonly differences: readonly string[];
}
const rows: Row[] = [];
const storedRows: StoredRow[] = [];
const answers: Answer[] = [];
const replayStarted = performance.now();
let broken = 0;
for (const item of cases) {
  let given: Answer;
  try {
    given = answer(item, bases, verdicts, files);
  } catch (error) {
    broken++;
    console.log(`BROKEN ${item.id}: ${error instanceof Error ? (error.stack ?? '').split('\n').slice(0, 4).join(' ') : ''}`);
    continue;
  }
  answers.push(given);
  const verdict = verdicts.get(item.id);
  const row = compare(item, verdict, given);
  if (row) rows.push(row);
  if (row?.outcome === 'accept' && verdict?.stored && given.stored) {
    storedRows.push({ item, differences: differences(verdict.stored, asRecorded(given.stored, verdict.stored)) });
  }
}
const replayMs = performance.now() - replayStarted;

const percent = (part: number, whole: number): string =>
  whole === 0 ? '      –' : `${((100 * part) / whole).toFixed(2)}%`.padStart(7);
const HEAD = `${''.padEnd(30)}  cases   agree  false+ missed   field  fields     set  stored`;
function line(name: string, figures: Figures, stored: readonly StoredRow[]): string {
  const same = stored.filter((row) => row.differences.length === 0).length;
  return [
    name.slice(0, 30).padEnd(30),
    String(figures.cases).padStart(6),
    percent(figures.agree, figures.cases),
    String(figures.falseErrors).padStart(7),
    String(figures.missed).padStart(6),
    percent(figures.field, figures.withField),
    percent(figures.fields, figures.withField),
    percent(figures.set, figures.withField),
    percent(same, stored.length),
  ].join(' ');
}

function groups<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const out = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    const list = out.get(name);
    if (list) list.push(item);
    else out.set(name, [item]);
  }
  return out;
}

const placeOf = (item: Case): string =>
  item.path.map((step) => (typeof step === 'number' ? '[]' : step)).join('.').replaceAll('.[]', '[]');

function showClusters(title: string, list: readonly Row[], verb: (row: Row) => string): void {
  const count = Number(options.clusters ?? 25);
  const clusters = [...groups(list, (row) => `${row.item.kind} | ${placeOf(row.item)} | ${row.item.mutation} | ${verb(row)}`)];
  clusters.sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
  console.log(`\n${title}: ${list.length} in ${clusters.length} clusters`);
  for (const [name, members] of clusters.slice(0, count)) {
    const example = members[0];
    if (!example) continue;
    console.log(`${String(members.length).padStart(5)}  ${name}\n       ${example.item.id}`);
    const causes = example.causes.map((cause) => `${cause.field}: ${cause.message}`).join('; ');
    if (example.outcome === 'reject') console.log(`       server: ${example.verdict.code} ${(causes || example.verdict.message).slice(0, 260)}`);
    const ours = example.errors.map((error) => `[${error.stage}] ${error.path}: ${error.message}`).join('; ');
    if (ours !== '') console.log(`       ours:   ${ours.slice(0, 260)}`);
  }
}

function showOne(): void {
  const item = cases[0];
  if (!item) {
    console.log('no such case');
    process.exitCode = 2;
    return;
  }
  const print = (value: unknown): void =>
    console.log(JSON.stringify(value, (_, member: unknown) => (typeof member === 'bigint' ? `${member}n` : member), 1));
  print(item);
  if (item.file === undefined) print(createdObject(item, bases));
  else console.log(Buffer.from(files.get(item.file) ?? []).toString('utf8'));
  console.log('--- server');
  print(verdicts.get(item.id));
  console.log('--- ours');
  print(answers[0]);
  for (const row of storedRows) console.log(row.differences.join('\n'));
}

function report(): void {
  console.log(HEAD);
  const five = (item: Case): boolean => FIVE.has(item.kind);
  console.log(line('ALL', figuresOf(rows), storedRows));
  console.log(line('the five kinds', figuresOf(rows.filter((row) => five(row.item))), storedRows.filter((row) => five(row.item))));
  const updates = rows.filter((row) => row.item.update === true);
  console.log(line('updates', figuresOf(updates), storedRows.filter((row) => row.item.update === true)));
  console.log('');
  const byKind = [...groups(rows, (row) => row.item.kind)].sort((a, b) => b[1].length - a[1].length);
  for (const [kind, list] of byKind) {
    console.log(line(kind, figuresOf(list), storedRows.filter((row) => row.item.kind === kind)));
  }
  const disagreements = rows.filter((row) => row.outcome !== row.ours);
  const inStage = (row: Row): boolean =>
    options.stage === undefined || (options.stage === 'decode') === (row.verdict.code === 400 || row.verdict.code === 404);
  showClusters('accept or reject', disagreements.filter(inStage), (row) => (row.ours === 'reject' ? 'false error' : 'missed'));
  const fields = rows.filter((row) => row.ours === row.outcome && row.hasField && !row.sameSet).filter(inStage);
  showClusters('both refuse, not for the same fields', fields, (row) => (row.anyNamed ? 'some' : 'none'));
  if (options.stored === true) showStored();
  console.log(
    `\n${cases.length} cases in ${Math.round(replayMs)} ms (${Math.round(cases.length / (replayMs / 1000))} cases/s; data read in ${Math.round(loadedMs)} ms), ${broken} broken`,
  );
}

function showStored(): void {
  const wrong = storedRows.filter((row) => row.differences.length > 0);
  const byPlace = groups(
    wrong.flatMap((row) => row.differences.map((text) => ({ id: row.item.id, kind: row.item.kind, text }))),
    ({ kind, text }) => `${kind} ${text.replace(/\[\d+\]/g, '[]').split(':')[0]}`,
  );
  const sorted = [...byPlace].sort((a, b) => b[1].length - a[1].length);
  console.log(`\nstored: ${wrong.length} of ${storedRows.length} differ, at ${sorted.length} places`);
  for (const [place, list] of sorted.slice(0, Number(options.clusters ?? 40))) {
    console.log(`${String(list.length).padStart(5)}  ${place}\n       ${list[0]?.id}  ${list[0]?.text}`);
  }
}

/** Counts that may only grow; written by `--write`, checked by `--check`. */
function floors(): Readonly<Record<string, number>> {
  const all = figuresOf(rows);
  const same = storedRows.filter((row) => row.differences.length === 0).length;
  const five = figuresOf(rows.filter((row) => FIVE.has(row.item.kind)));
  return { cases: all.cases, agree: all.agree, agreeFive: five.agree, field: all.field, set: all.set, stored: same };
}

const FLOORS = join(process.cwd(), 'test/conformance/floors.json');
function check(): void {
  const now = floors();
  const floor = JSON.parse(readFileSync(FLOORS, 'utf8')) as Record<string, number>;
  for (const [name, least] of Object.entries(floor)) {
    const is = now[name] ?? 0;
    if (is < least) {
      console.log(`conformance: ${name} is ${is}, below the floor of ${least}`);
      process.exitCode = 1;
    }
  }
  const known = readKnown();
  for (const row of rows.filter((candidate) => candidate.outcome !== candidate.ours)) {
    if (!known.has(row.item.id)) {
      console.log(`conformance: ${row.item.id} disagrees and is not in known.md`);
      process.exitCode = 1;
    }
  }
}

if (options.live !== undefined) {
  const [seed, count] = [Number(options.seed ?? 1), Number(options.count ?? 1000)];
  await runLive(options.live, options.token ?? '', seed, count, options.kind);
  process.exit();
}
if (options.answers !== undefined) {
  const text = answers.map(({ id, findings }) => JSON.stringify({ id, findings })).join('\n');
  writeFileSync(options.answers, `${text}\n`);
}
if (options.show !== undefined) showOne();
else report();
if (options.write === true) {
  writeFileSync(join(process.cwd(), 'test/conformance/known.md'), knownText(rows.filter((row) => row.outcome !== row.ours)));
  writeFileSync(FLOORS, `${JSON.stringify(floors(), null, 1)}\n`);
}
if (options.check === true) check();
