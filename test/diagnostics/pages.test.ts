// Every code has a page, and the page is its test: the examples of a rule's page are checked with that rule alone, those
// of a problem's page with no rule at all, so that the API server's problems are what is left. How examples are written
// is said in page.ts.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { LineIndex } from '../../server/src/base/lineIndex.ts';
import { Checker, type CheckOptions } from '../../server/src/diagnostics/check.ts';
import { PROBLEM_CODES } from '../../server/src/diagnostics/codes.ts';
import { rules } from '../../server/src/diagnostics/rules/rules.generated.ts';
import type { GraphNode } from '../../server/src/workspace/workspace.ts';
import { workspaceOf } from '../workspace/build.ts';
import { blocksOf, type Block } from './page.ts';
import { applyFix, findingsIn, obviousFix, type Files } from './support.ts';

/** Compares what was found with the markers; a marker's words must be part of the message. */
function verify(block: Block, code: string, options: CheckOptions): void {
  const findings = findingsIn(block.files, options);
  const actual = findings.map((finding) => {
    const lines = new LineIndex(block.files[finding.uri] ?? '');
    const start = lines.positionAt(finding.range.start);
    const length = Math.min(finding.range.end, lines.lineStart(start.line + 1) - 1) - finding.range.start;
    const place = `${finding.uri}:${start.line + 1}:${start.character + 1}+${length} ${finding.severity}: `;
    const wanted = block.expected.find(
      (line) => line.startsWith(place) && finding.message.includes(line.slice(place.length)),
    );
    return finding.code === code && wanted !== undefined ? wanted : `${place}${finding.code}: ${finding.message}`;
  });
  assert.deepEqual([...actual].sort(), [...block.expected].sort());
}

/** Applies one obvious fix after the other. */
function fixed(files: Files, options: CheckOptions): Files {
  let current = files;
  for (let round = 0; round < 20; round++) {
    const fix = findingsIn(current, options)
      .map(obviousFix)
      .find((candidate) => candidate !== undefined);
    if (fix === undefined) return current;
    current = applyFix(current, fix);
  }
  return current;
}

/** The objects of a block as what exists already. */
function existingIn(files: Files): NonNullable<CheckOptions['existing']> {
  const workspace = workspaceOf(files);
  const checker = new Checker(workspace, { rules: [] });
  return (node: GraphNode) => {
    const { gvk, name = '' } = node.resource;
    const [old] = workspace.named(gvk.group, gvk.kind, node.identities[0]?.namespace ?? '', name);
    return old && checker.judged(old)?.object;
  };
}

function verifyPage(page: string, code: string, options: CheckOptions): void {
  assert.match(page, /^# \S.*\n\n\S/);
  const blocks = blocksOf(page);
  const own = blocks.filter(({ role }) => role === '');
  assert.ok(
    own.some((block) => block.expected.length > 0),
    'one block fires',
  );
  assert.ok(
    blocks.some((block) => block.role !== 'existing' && block.expected.length === 0),
    'one block is silent',
  );
  for (const [index, block] of blocks.entries()) {
    assert.ok(['', 'after', 'existing'].includes(block.role), block.role);
    if (block.role === 'existing') continue;
    const source = block.role === 'after' ? index - 1 : index;
    const before = blocks[source - 1];
    const all = before?.role === 'existing' ? { ...options, existing: existingIn(before.files) } : options;
    if (block.role === 'after') {
      const start = blocks[source];
      assert.ok(start?.role === '');
      assert.deepEqual(fixed(start.files, all), block.files);
    }
    verify(block, code, all);
  }
}

const diagnostics = join(process.cwd(), 'server/src/diagnostics');
const pagesIn = (folder: string): string[] =>
  readdirSync(join(diagnostics, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => name.slice(0, -3))
    .sort();

test('every rule has a page, and every page a rule', () => {
  assert.deepEqual(pagesIn('rules'), rules.map((rule) => rule.code).sort());
  const files = readdirSync(join(diagnostics, 'rules'));
  for (const { code } of rules) assert.ok(files.includes(`${code}.ts`), `${code}.ts`);
});

test('every code of a problem has a page, and every page a code', () => {
  assert.deepEqual(pagesIn('problems'), [...PROBLEM_CODES].sort());
});

for (const rule of rules) {
  test(`the page of ${rule.code}`, () => {
    const page = readFileSync(join(diagnostics, 'rules', `${rule.code}.md`), 'utf8');
    verifyPage(page, rule.code, { rules: [rule] });
  });
}

for (const code of PROBLEM_CODES) {
  test(`the page of ${code}`, () => {
    verifyPage(readFileSync(join(diagnostics, 'problems', `${code}.md`), 'utf8'), code, { rules: [] });
  });
}
