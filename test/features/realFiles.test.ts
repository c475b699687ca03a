// What must hold of every file whatever is in it: the examples, and the documents of real repositories where
// DRYDOCK_CORPUS names the folder that has them.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { applyEdits, type TextRange } from '../../server/src/base/textRange.ts';
import { foldsOf } from '../../server/src/features/folding.ts';
import { formatFile } from '../../server/src/features/format.ts';
import { outlineOf, type OutlineEntry } from '../../server/src/features/outline.ts';
import { selectionsAt } from '../../server/src/features/selection.ts';
import { tokensOf } from '../../server/src/features/semanticTokens.ts';
import type { Workspace } from '../../server/src/workspace/workspace.ts';
import { workspaceOf } from '../workspace/build.ts';

const folders = [join(process.cwd(), 'examples'), process.env['DRYDOCK_CORPUS'] ?? ''].filter((name) => name !== '');

const files = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => /\.(ya?ml|json)$/.test(name))
    .map((name) => ({ uri: `file:///${name.replaceAll('\\', '/')}`, text: readFileSync(join(folder, name), 'utf8') })),
);

const each = (check: (workspace: Workspace, uri: string, text: string) => void) => {
  assert.ok(files.length >= 8);
  for (const { uri, text } of files) check(workspaceOf({ [uri]: text }), uri, text);
};

const holds = (outer: TextRange, inner: TextRange): boolean => outer.start <= inner.start && inner.end <= outer.end;

void test('formatting changes white space only, means the same, keeps every line, and has nothing to do again', () => {
  const values = (workspace: Workspace, uri: string) => workspace.manifests(uri).map(({ value }) => value);
  each((workspace, uri, text) => {
    const after = applyEdits(text, formatFile(workspace, uri));
    const again = workspaceOf({ [uri]: after });
    assert.deepEqual(values(again, uri), values(workspace, uri), uri);
    assert.deepEqual(formatFile(again, uri), [], uri);
    assert.equal(after.replaceAll(/\s+/g, ''), text.replaceAll(/\s+/g, ''), uri);
    assert.equal(after.split('\n').length, text.split('\n').length, uri);
  });
});

void test('formatting a part of a file means the same, and touches nothing but what it is asked for and its block', () => {
  each((workspace, uri, text) => {
    for (const share of [0.2, 0.5, 0.8]) {
      const at = Math.floor(text.length * share);
      const edits = formatFile(workspace, uri, { start: at, end: at + 200 });
      const after = workspaceOf({ [uri]: applyEdits(text, edits) });
      assert.deepEqual(
        after.manifests(uri).map(({ value }) => value),
        workspace.manifests(uri).map(({ value }) => value),
        uri,
      );
      assert.ok(
        edits.every(({ range }) => range.start <= at + 200 && range.end >= at),
        uri,
      );
    }
  });
});

void test('tokens stand in order, each on one line, and none overlaps another', () => {
  each((workspace, uri, text) => {
    let end = 0;
    for (const { start, length } of tokensOf(workspace, uri)) {
      assert.ok(start >= end && length > 0, `${uri}: ${start}`);
      assert.ok(!text.slice(start, start + length).includes('\n'), `${uri}: ${start}`);
      end = start + length;
    }
    assert.ok(end <= text.length, uri);
  });
});

void test('selections grow strictly, folds have several lines, the outline is a tree of ranges', () => {
  const visit = (entry: OutlineEntry, uri: string): void => {
    assert.ok(holds(entry.range, entry.selection), `${uri}: ${entry.name}`);
    for (const child of entry.children) {
      assert.ok(holds(entry.range, child.range), `${uri}: ${child.name}`);
      visit(child, uri);
    }
  };
  each((workspace, uri, text) => {
    for (const { range } of foldsOf(workspace, uri)) assert.match(text.slice(range.start, range.end), /\n/, uri);
    for (const entry of outlineOf(workspace, uri)) visit(entry, uri);
    const step = Math.max(1, text.length >> 4);
    for (let offset = 0; offset <= text.length; offset += step) {
      const ranges = selectionsAt(workspace, uri, offset);
      for (const [index, range] of ranges.entries()) {
        const inner = ranges[index - 1];
        if (!inner) continue;
        const grows = range.start < inner.start || range.end > inner.end;
        assert.ok(holds(range, inner) && grows, `${uri}: ${offset}`);
      }
    }
  });
});
