// Every rule's page is its test: fenced YAML blocks are checked with that rule alone. A line `# ^^^ warning: words` says
// what is found in the line above, under the carets, and that the message has these words; `#^^^` begins at the line's
// start. A block without such lines is silent. A block `yaml after` is the text after the obvious fixes of the block
// before it. Files of one block are parted by `# file: name`.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { LineIndex } from '../../server/src/base/lineIndex.ts';
import type { AnyRule } from '../../server/src/diagnostics/rule.ts';
import { rules } from '../../server/src/diagnostics/rules/rules.generated.ts';
import { applyFix, findingsIn, obviousFix, type Files } from './support.ts';

interface Block {
  readonly files: Files;
  readonly expected: readonly string[];
  readonly after: boolean;
}

const MARKER = /^(\s*)#(\s*)(\^+) (error|warning|info|hint)(?:: (.*))?$/;

/** Takes the marker lines out of a block. */
function readBlock(body: string, after: boolean): Block {
  const files: Record<string, string> = {};
  const expected: string[] = [];
  let name = 'a.yaml';
  let lines: string[] = [];
  const flush = (): void => {
    if (lines.length > 0) files[name] = `${lines.join('\n')}\n`;
    lines = [];
  };
  for (const line of body.split('\n')) {
    const file = /^# file: (\S+)$/.exec(line);
    const marker = MARKER.exec(line);
    if (file?.[1] !== undefined) {
      flush();
      name = file[1];
    } else if (marker) {
      const [, indent = '', gap = '', carets = '', severity = '', words = ''] = marker;
      const start = gap === '' ? indent.length : indent.length + 1 + gap.length;
      const length = gap === '' ? carets.length + 1 : carets.length;
      expected.push(`${name}:${lines.length}:${start + 1}+${length} ${severity}: ${words}`);
    } else lines.push(line);
  }
  flush();
  return { files, expected, after };
}

const blocksOf = (page: string): Block[] =>
  [...page.matchAll(/^```yaml( after)?\n([\s\S]*?)\n?```$/gm)].map((match) =>
    readBlock(match[2] ?? '', match[1] !== undefined),
  );

/** Compares what was found with the markers; a marker's words must be part of the message. */
function verify(block: Block, rule: AnyRule): void {
  const findings = findingsIn(block.files, { rules: [rule] });
  const actual = findings.map((finding) => {
    const lines = new LineIndex(block.files[finding.uri] ?? '');
    const start = lines.positionAt(finding.range.start);
    const length = Math.min(finding.range.end, lines.lineStart(start.line + 1) - 1) - finding.range.start;
    const place = `${finding.uri}:${start.line + 1}:${start.character + 1}+${length} ${finding.severity}: `;
    const wanted = block.expected.find(
      (line) => line.startsWith(place) && finding.message.includes(line.slice(place.length)),
    );
    return wanted ?? `${place}${finding.code}: ${finding.message}`;
  });
  assert.deepEqual([...actual].sort(), [...block.expected].sort());
}

/** Applies one obvious fix after the other. */
function fixed(files: Files, rule: AnyRule): Files {
  let current = files;
  for (let round = 0; round < 20; round++) {
    const fix = findingsIn(current, { rules: [rule] })
      .map(obviousFix)
      .find((candidate) => candidate !== undefined);
    if (fix === undefined) return current;
    current = applyFix(current, fix);
  }
  return current;
}

const folder = join(process.cwd(), 'server/src/diagnostics/rules');

test('every rule has a page, and every page a rule', () => {
  const codes = rules.map((rule) => rule.code).sort();
  const pages = readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => name.slice(0, -3));
  assert.deepEqual(pages.sort(), codes);
  for (const code of codes) assert.ok(readdirSync(folder).includes(`${code}.ts`), `${code}.ts`);
});

for (const rule of rules) {
  test(`the page of ${rule.code}`, () => {
    const page = readFileSync(join(folder, `${rule.code}.md`), 'utf8');
    assert.match(page, /^# \S/);
    const blocks = blocksOf(page);
    assert.ok(
      blocks.some((block) => block.expected.length > 0),
      'one block fires',
    );
    assert.ok(
      blocks.some((block) => block.expected.length === 0 && !block.after),
      'one block is silent',
    );
    for (const [index, block] of blocks.entries()) {
      if (block.after) {
        const before = blocks[index - 1];
        assert.ok(before && !before.after);
        assert.deepEqual(fixed(before.files, rule), block.files);
      }
      verify(block, rule);
    }
  });
}
