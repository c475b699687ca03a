// What the public test suites of other linters expect, held against our findings. Their files are read from checkouts
// given by path and never copied: `npm run peers -- --kube-linter DIR --kube-score DIR --polaris DIR [--write]`.
// A rule says in `covers` which of their checks it stands for; errors of the API server's own stand in SERVER below.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { check } from '../../server/src/diagnostics/check.ts';
import type { Settings } from '../../server/src/diagnostics/configuration.ts';
import { rules } from '../../server/src/diagnostics/rules/rules.generated.ts';
import { workspaceOf } from '../workspace/build.ts';

interface Expectation {
  readonly tool: 'KL' | 'KS' | 'PO';
  /** The other tool's check. */
  readonly check: string;
  readonly file: string;
  readonly text: string;
  readonly fails: boolean;
}

/** Checks of others that the server's own refusals, or several of our findings, stand for. */
const SERVER: Readonly<Record<string, readonly string[]>> = {
  'KL mismatching-selector': ['selector-mismatch'],
  'KL duplicate-env-var': ['duplicate-env', 'duplicate-value'],
  'KL no-extensions-v1beta': ['unknown-version', 'removed-version'],
  'KS stable-version': ['unknown-version', 'removed-version', 'deprecated-version'],
  'KS deployment-pod-selector-labels-match-template-metadata-labels': ['selector-mismatch'],
  'KS statefulset-pod-selector-labels-match-template-metadata-labels': ['selector-mismatch'],
  'KS container-ports-check': ['required-field', 'duplicate-value', 'invalid-value', 'duplicate-container-port'],
  'KS cronjob-restartpolicy': ['unsupported-value', 'required-field'],
  'KS pod-topology-spread-constraints': ['required-field', 'unsupported-value', 'invalid-value'],
  'KS label-values': ['invalid-value'],
};

function codesFor(id: string): readonly string[] {
  const own = rules.filter(({ covers = [] }) => covers.includes(id)).map(({ code }) => code);
  return [...own, ...(SERVER[id] ?? [])];
}

/** `tests/checks/*.yml` with the number of reports that the end-to-end tests expect. */
function* kubeLinter(root: string): Generator<Expectation> {
  const bats = readFileSync(join(root, 'e2etests/bats-tests.sh'), 'utf8');
  for (const [, body = ''] of bats.matchAll(/@test "[^"]+" \{\n([\s\S]*?)\n\}/g)) {
    const name = /--include ([\w-]+)/.exec(body)?.[1];
    const file = /tmp="([^"]+)"/.exec(body)?.[1];
    const count = /"\$\{count\}" == "(\d+)"/.exec(body)?.[1];
    if (name === undefined || file === undefined || count === undefined || !existsSync(join(root, file))) continue;
    yield { tool: 'KL', check: name, file, text: readFileSync(join(root, file), 'utf8'), fails: count !== '0' };
  }
}

/** `testExpectedScore(t, "file", "Check Name", scorecard.GradeX)` without a configuration of its own. */
function* kubeScore(root: string): Generator<Expectation> {
  const folder = join(root, 'score');
  const sources = readdirSync(folder).filter((name) => name.endsWith('_test.go'));
  const call = /testExpectedScore\(t, "([^"]+)", "([^"]+)", scorecard\.Grade(\w+)\)/g;
  for (const source of sources) {
    for (const [, file = '', title = '', grade] of readFileSync(join(folder, source), 'utf8').matchAll(call)) {
      const path = join(folder, 'testdata', file);
      if (!existsSync(path)) continue;
      const name = title.toLowerCase().replaceAll(' ', '-');
      yield { tool: 'KS', check: name, file, text: readFileSync(path, 'utf8'), fails: !/^AllOK/.test(grade ?? '') };
    }
  }
}

/** `test/checks/<check>/{success,failure}*.yaml`. */
function* polaris(root: string): Generator<Expectation> {
  const folder = join(root, 'test/checks');
  for (const name of readdirSync(folder).sort()) {
    if (!existsSync(join(folder, name)) || name.includes('.')) continue;
    for (const file of readdirSync(join(folder, name)).sort()) {
      const kind = /^(success|failure)[\w.-]*\.ya?ml$/.exec(file)?.[1];
      if (kind === undefined || file.includes('mutated')) continue;
      const text = readFileSync(join(folder, name, file), 'utf8');
      yield { tool: 'PO', check: name, file: `${name}/${file}`, text, fails: kind === 'failure' };
    }
  }
}

interface Outcome {
  readonly expectation: Expectation;
  readonly codes: readonly string[];
  readonly found: readonly string[];
}

/** All groups on. */
const STRICT: Settings = { groups: { practice: 'strict' }, rules: new Map() };

function judgeOne(expectation: Expectation): Outcome {
  const codes = codesFor(`${expectation.tool} ${expectation.check}`);
  const workspace = workspaceOf({ 'a.yaml': expectation.text });
  const findings = [...check(workspace, { settings: () => STRICT }).values()].flat();
  return { expectation, codes, found: findings.map(({ code }) => code).filter((code) => codes.includes(code)) };
}

const NAMES = { KL: 'kube-linter', KS: 'kube-score', PO: 'Polaris' } as const;
const FILE = join(process.cwd(), 'test/conformance/peers.md');

function reasons(): ReadonlyMap<string, string> {
  const text = existsSync(FILE) ? readFileSync(FILE, 'utf8') : '';
  return new Map([...text.matchAll(/^- `([^`]+)`[^:]*: (.*)$/gm)].map((match) => [match[1] ?? '', match[2] ?? '']));
}

const { values: options } = parseArgs({
  options: {
    'kube-linter': { type: 'string' },
    'kube-score': { type: 'string' },
    polaris: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const expectations = [
  ...(options['kube-linter'] === undefined ? [] : kubeLinter(options['kube-linter'])),
  ...(options['kube-score'] === undefined ? [] : kubeScore(options['kube-score'])),
  ...(options.polaris === undefined ? [] : polaris(options.polaris)),
];
if (expectations.length === 0) {
  console.error('peers needs a checkout: --kube-linter DIR, --kube-score DIR, --polaris DIR');
  process.exit(2);
}
const outcomes = expectations.map(judgeOne);
const agrees = ({ expectation, found }: Outcome): boolean => expectation.fails === found.length > 0;
const known = reasons();
const table = (Object.keys(NAMES) as Array<keyof typeof NAMES>).flatMap((tool) => {
  const rows = outcomes.filter(({ expectation }) => expectation.tool === tool);
  if (rows.length === 0) return [];
  const part = (fails: boolean): string => {
    const some = rows.filter(({ expectation }) => expectation.fails === fails);
    return `${some.filter(agrees).length} of ${some.length}`;
  };
  return [`| ${NAMES[tool]} | ${part(true)} | ${part(false)} |`];
});
const lines = outcomes
  .filter((outcome) => !agrees(outcome))
  .map(({ expectation, codes, found }) => {
    const id = `${expectation.tool} ${expectation.check}: ${expectation.file}`;
    const what = codes.length === 0 ? 'no rule' : expectation.fails ? `nothing from ${codes.join(', ')}` : [...new Set(found)].join(', ');
    return `- \`${id}\` (${what}): ${known.get(id) ?? 'not yet followed up'}`;
  });
const text = [
  '# Where we disagree with the test suites of other linters',
  '',
  'Generated by `npm run peers -- --write …`; reasons are written by hand and kept. Practice rules are on (`strict`).',
  '',
  '| Suite | files that must fail and do | files that must pass and do |',
  '| --- | --- | --- |',
  ...table,
  '',
  ...[...new Set(lines)].sort(),
  '',
].join('\n');
console.log(text);
if (options.write) writeFileSync(FILE, text);
