// The pages of test/cluster/book: what stands in them is what happens.
//
// A page is a story in steps. A `yaml` block is applied, a `sh` block holds kubectl commands; the `text` block behind a
// step tells what that step did, second by second. A line `Conformance: <name>` says which case of the Kubernetes
// conformance suite the page plays, by its name there (test/conformance/testdata/conformance.yaml, 1.36).
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { newCluster } from '../../server/src/dryrun/newCluster.ts';
import { finish, runPlan } from '../../server/src/dryrun/plan.ts';
import type { Step } from '../../server/src/dryrun/step.ts';
import { writtenObjectsOf } from '../../server/src/dryrun/written.ts';
import { parseSource } from '../../server/src/manifest/parse.ts';
import { timelineText } from './timelineText.ts';

const FOLDER = join(process.cwd(), 'test/cluster/book');

interface Block {
  readonly language: string;
  readonly body: string;
}

const blocksOf = (page: string): Block[] =>
  [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = '', body = '']) => ({ language, body }));

function stepOf({ language, body }: Block, name: string): Step {
  if (language === 'sh') return { command: body.trim().replace(/^kubectl /, '') };
  const parsed = parseSource({ uri: `file:///${name}.yaml`, languageId: 'yaml', version: null, text: body });
  return { apply: writtenObjectsOf(parsed, `${name}.yaml`), title: 'apply' };
}

const pages = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.md') && name !== 'README.md')
  .sort();

for (const file of pages) {
  const path = join(FOLDER, file);
  const page = readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
  test(/^# (.*)$/m.exec(page)?.[1] ?? file, () => {
    const blocks = blocksOf(page);
    const told = blocks.filter(({ language }) => language === 'text').map(({ body }) => body.trimEnd());
    const steps = blocks.filter(({ language }) => language !== 'text').map((block) => stepOf(block, file));
    assert.ok(steps.length > 0, 'a page has steps');
    const outcomes = finish(runPlan(newCluster('0'), steps));
    for (const { faults } of outcomes) assert.deepEqual(faults, []);
    const happened = outcomes.map(timelineText);
    if (process.env['WRITE_PAGES'] !== undefined) {
      let at = 0;
      writeFileSync(
        path,
        page.replace(/^```text\n[\s\S]*?^```$/gm, () => `\`\`\`text\n${happened[at++] ?? ''}\n\`\`\``),
      );
      return;
    }
    assert.deepEqual(told, happened);
  });
}
