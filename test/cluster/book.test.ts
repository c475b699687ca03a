// The pages of test/cluster/book: what stands in them is what happens.
//
// A page is a story in steps. A `yaml` block is applied, a `sh` block holds a kubectl command; the `text` block behind a
// step tells what that step did, second by second. A `yaml holds` block is about the moment after the step before it:
// each of its objects is there and has the fields that it names; of a `yaml gone` block, none is there. A line
// `Conformance: <name>` says which case of the Kubernetes conformance suite the page plays, by its name there
// (test/conformance/testdata/conformance.yaml, 1.36).
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import type { ApiObject } from '../../server/src/api/kindRules.ts';
import { newCluster } from '../../server/src/dryrun/newCluster.ts';
import { finish, runPlan } from '../../server/src/dryrun/plan.ts';
import type { Step, StepOutcome } from '../../server/src/dryrun/step.ts';
import { writtenObjectsOf } from '../../server/src/dryrun/written.ts';
import { parseSource } from '../../server/src/manifest/parse.ts';
import { timelineText } from './timelineText.ts';

const FOLDER = join(process.cwd(), 'test/cluster/book');

interface Block {
  readonly kind: string;
  readonly body: string;
}

const blocksOf = (page: string): Block[] =>
  [...page.matchAll(/^```(\w+(?: \w+)?)\n([\s\S]*?)^```$/gm)].map(([, kind = '', body = '']) => ({ kind, body }));

const isStep = ({ kind }: Block): boolean => kind === 'yaml' || kind === 'sh';

function stepOf({ kind, body }: Block, name: string): Step {
  if (kind === 'sh') return { command: body.trim().replace(/^kubectl /, '') };
  const parsed = parseSource({ uri: `file:///${name}.yaml`, languageId: 'yaml', version: null, text: body });
  return { apply: writtenObjectsOf(parsed, `${name}.yaml`), title: 'apply' };
}

const documents = (text: string): ApiObject[] =>
  parseAllDocuments(text).map((document) => document.toJS() as ApiObject);

/** The first path at which `actual` lacks what is expected; of lists, every expected item has one that fits. */
function lacking(actual: unknown, expected: unknown, path: string): string | undefined {
  if (Array.isArray(expected)) {
    const items = Array.isArray(actual) ? (actual as readonly unknown[]) : [];
    const missing = expected.findIndex((item) => !items.some((each) => lacking(each, item, '') === undefined));
    return missing < 0 ? undefined : `${path}[${missing}]`;
  }
  if (typeof expected === 'object' && expected !== null) {
    const fields = typeof actual === 'object' && actual !== null ? (actual as Record<string, unknown>) : {};
    for (const [name, value] of Object.entries(expected)) {
      const found = lacking(fields[name], value, `${path}.${name}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return (expected === null ? actual === undefined : actual === expected) ? undefined : path;
}

/** The object of that kind and name; one of several where the name ends in a star. */
function find({ after }: StepOutcome, { kind, metadata }: ApiObject): unknown {
  const name = metadata?.name ?? '';
  const fits = name.endsWith('*')
    ? (each: string) => each.startsWith(name.slice(0, -1))
    : (each: string) => each === name;
  return after
    .objects()
    .find(
      (object) =>
        object.kind === kind &&
        fits(object.metadata?.name ?? '') &&
        (metadata?.namespace === undefined || object.metadata?.namespace === metadata.namespace),
    );
}

function check(block: Block, outcome: StepOutcome): void {
  for (const expected of documents(block.body)) {
    const named = `${expected.kind}/${expected.metadata?.name}`;
    const actual = find(outcome, expected);
    if (block.kind === 'yaml gone') assert.equal(actual, undefined, `${named} is there`);
    else {
      assert.ok(actual, `${named} is not there`);
      const { metadata: { name: _, ...metadata } = {}, ...rest } = expected;
      const path = lacking(actual, { ...rest, metadata }, named);
      assert.equal(path, undefined, `${path} is different in ${JSON.stringify(actual, null, 1)}`);
    }
  }
}

const pages = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.md') && name !== 'README.md')
  .sort();

for (const file of pages) {
  const path = join(FOLDER, file);
  const page = readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
  test(/^# (.*)$/m.exec(page)?.[1] ?? file, () => {
    const blocks = blocksOf(page);
    const told = blocks.filter(({ kind }) => kind === 'text').map(({ body }) => body.trimEnd());
    const steps = blocks.filter(isStep).map((block) => stepOf(block, file));
    assert.ok(steps.length > 0, 'a page has steps');
    const outcomes = finish(runPlan(newCluster('0'), steps));
    for (const { faults } of outcomes) assert.deepEqual(faults, []);
    let at = -1;
    for (const block of blocks) {
      if (isStep(block)) at++;
      const outcome = outcomes[at];
      if (block.kind === 'yaml holds' || block.kind === 'yaml gone') check(block, outcome ?? assert.fail('no step'));
    }
    const happened = outcomes.map(timelineText);
    if (process.env['WRITE_PAGES'] !== undefined) {
      let next = 0;
      const body = (): string => `\`\`\`text\n${happened[next++] ?? ''}\n\`\`\``;
      writeFileSync(path, page.replace(/^```text\n[\s\S]*?^```$/gm, body));
      return;
    }
    assert.deepEqual(told, happened);
  });
}

test('the table of conformance cases says where each is played', () => {
  const table = readFileSync(join(FOLDER, 'README.md'), 'utf8');
  const rows = [...table.matchAll(/^\| \S+\.go \| (.+) \| (.+) \|\r?$/gm)].map(([, name = '', where = '']) => ({
    name,
    files: [...where.matchAll(/\]\(([^)]+)\)/g)].map(([, file = '']) => file),
  }));
  const played = rows.filter(({ files }) => files.length > 0);
  assert.ok(table.includes(`: ${played.length} of ${rows.length}.`), 'the table counts itself');
  for (const { name, files } of played) {
    for (const file of files) {
      const text = readFileSync(join(FOLDER, file), 'utf8');
      assert.ok(
        text.includes(file.endsWith('.md') ? `Conformance: ${name}` : `'${name}'`),
        `${file} does not play ${name}`,
      );
    }
  }
});
