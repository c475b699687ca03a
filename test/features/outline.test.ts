// The outline and the search for objects.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outlineOf, type OutlineEntry } from '../../server/src/features/outline.ts';
import { findObjects } from '../../server/src/features/workspaceSymbols.ts';
import { marked, show } from './caret.ts';

const TEXT = `# a comment
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  namespace: shop
data:
  color: blue
---
just: a note
---
apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Service
    metadata:
      name: web
  - apiVersion: v1
    kind: Pod
    metadata: {name: one}
---
kind: Secret
`;

const titles = (entries: readonly OutlineEntry[], depth: number): unknown =>
  entries.map(({ name, children }) =>
    depth > 0 && children.length > 0 ? { [name]: titles(children, depth - 1) } : name,
  );

void test('one root per section, the items of a List below it', () => {
  const { workspace, uri } = marked(TEXT);
  const outline = outlineOf(workspace, uri);
  assert.deepEqual(
    outline.map(({ name }) => name),
    ['ConfigMap settings', 'List', 'Secret'],
  );
  assert.deepEqual(
    outline[1]?.children.map(({ name }) => name),
    ['Service web', 'Pod one'],
  );
  assert.deepEqual(titles(outline.slice(0, 1), 2), [
    { 'ConfigMap settings': ['apiVersion', 'kind', { metadata: ['name', 'namespace'] }, { data: ['color'] }] },
  ]);
});

void test('every entry holds its selection and its children, as editors require', () => {
  const { workspace, uri } = marked(TEXT);
  const check = (entry: OutlineEntry): void => {
    assert.ok(entry.range.start <= entry.selection.start && entry.selection.end <= entry.range.end, entry.name);
    for (const child of entry.children) {
      assert.ok(entry.range.start <= child.range.start && child.range.end <= entry.range.end, child.name);
      check(child);
    }
  };
  outlineOf(workspace, uri).forEach(check);
});

void test('objects are found by the letters of their kind and name', () => {
  const at = marked(TEXT);
  const found = (query: string) => findObjects(at.workspace, query).map(({ title }) => title);
  assert.deepEqual(found('websvc'), []);
  assert.deepEqual(found('serw'), ['Service web']);
  assert.deepEqual(found('shop'), ['ConfigMap settings']);
  const [first] = findObjects(at.workspace, 'configset');
  assert.equal(first && show(at, first.uri, first.range), 'a.yaml:5 settings');
});
