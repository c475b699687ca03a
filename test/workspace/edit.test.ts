// Structural edits: what the text says after the edit is what was asked for, in every style of writing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyEdits, type TextEdit } from '../../server/src/base/textRange.ts';
import type { FieldPath } from '../../server/src/api/fieldPath.ts';
import { parseSource } from '../../server/src/manifest/parse.ts';
import type { Resource } from '../../server/src/manifest/manifest.ts';
import { addField, addItem, moveField, removeField, renameKey, replaceValue } from '../../server/src/workspace/edit.ts';
import { yamlLines } from '../../server/src/workspace/yamlText.ts';

function resourceOf(text: string, uri = 'a.yaml'): Resource {
  const languageId = uri.endsWith('.json') ? 'json' : 'yaml';
  const [resource] = parseSource({ uri, languageId, version: null, text }).manifests.flatMap(
    (manifest) => manifest.resources,
  );
  assert.ok(resource);
  return resource;
}

const after = (resource: Resource, edits: TextEdit | readonly TextEdit[] | undefined): string => {
  assert.ok(edits !== undefined);
  return applyEdits(resource.manifest.source.text, 'range' in edits ? [edits] : edits);
};

const BLOCK = `kind: Pod # the kind
metadata:
  name: web
  # the labels
  labels:
    app: web
spec:
  containers:
    - bogus: 1
      name: c # its name
      ports:
        - containerPort: 80
  nothing:
`;

test('fields are added in the style that surrounds them', () => {
  const resource = resourceOf(BLOCK);
  const add = (path: FieldPath, key: string, value: unknown): string =>
    after(resource, addField(resource, path, key, value));
  assert.ok(add(['metadata', 'labels'], 'tier', 'front').includes('    app: web\n    tier: front\nspec:'));
  assert.ok(
    add(['spec', 'containers', 0], 'image', 'nginx:1').includes(
      '- containerPort: 80\n      image: nginx:1\n  nothing:',
    ),
  );
  assert.ok(add(['spec', 'nothing'], 'a', { b: 'yes' }).endsWith('  nothing:\n    a:\n      b: "yes"\n'));
  assert.ok(add(['metadata', 'annotations'], 'x', '1').includes('    app: web\n  annotations:\n    x: "1"\nspec:'));
  const flow = resourceOf('{kind: Pod, metadata: {name: a}, spec: {}}\n');
  assert.equal(
    after(flow, addField(flow, ['spec'], 'nodeName', 'node-1')),
    '{kind: Pod, metadata: {name: a}, spec: {nodeName: node-1}}\n',
  );
  const json = resourceOf('{\n  "kind": "Pod",\n  "apiVersion": "v1"\n}\n', 'a.json');
  const expected = '{\n  "kind": "Pod",\n  "apiVersion": "v1",\n  "spec": {"a": ["b"]}\n}\n';
  assert.equal(after(json, addField(json, ['spec'], 'a', ['b'])), expected);
});

test('fields are removed with their lines, and nothing else', () => {
  const resource = resourceOf(BLOCK);
  const remove = (path: FieldPath): string => after(resource, removeField(resource, path));
  assert.ok(remove(['spec', 'containers', 0, 'bogus']).includes('    - name: c # its name\n'));
  assert.ok(remove(['metadata', 'labels', { key: 'app' }]).includes('  labels: {}\nspec:'));
  assert.ok(remove(['spec', 'containers', 0, 'ports']).includes('# its name\n  nothing:'));
  assert.ok(remove(['spec', 'containers', 0, 'ports', 0]).includes('ports: []\n'));
});

test('fields are moved and renamed', () => {
  const resource = resourceOf(BLOCK);
  const move = (path: FieldPath, parent: FieldPath, key: string): string =>
    after(resource, moveField(resource, path, parent, key));
  assert.ok(
    move(['spec', 'containers'], ['metadata', 'x'], 'y').includes(
      '    app: web\n  x:\n    y:\n      - bogus: 1\n        name: c # its name\n        ports:\n          - containerPort: 80\nspec:\n  nothing:',
    ),
  );
  assert.ok(
    after(resource, renameKey(resource, ['metadata', 'labels'], 'annotations')).includes('\n  annotations:\n    app'),
  );
  assert.ok(after(resource, replaceValue(resource, ['metadata', 'name'], 'on')).includes('name: "on"\n'));
  assert.ok(
    after(resource, addItem(resource, ['spec', 'containers', 0, 'ports'], { containerPort: 81 })).includes(
      '- containerPort: 80\n        - containerPort: 81\n',
    ),
  );
});

const key = fc.constantFrom('a', 'b', 'on', 'x y', 'c.d/e', '1.20');
const leaf = fc.oneof(
  fc.constantFrom('t', 'yes', '012', '', 'a: b', '- x', '#c', '1.20', "it's"),
  fc.integer(),
  fc.boolean(),
);
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.dictionary(key, tie('tree'), { noNullPrototype: true, maxKeys: 3 }),
    fc.array(tie('tree'), { maxLength: 3 }),
  ),
}));
const object = fc.dictionary(key, tree, { noNullPrototype: true, maxKeys: 4 });

function pathsOf(value: unknown, path: FieldPath = []): FieldPath[] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Array.isArray(value)
    ? value.flatMap((item: unknown, index) => pathsOf(item, [...path, index]))
    : Object.entries(value).flatMap(([name, item]) => pathsOf(item, [...path, { key: name }]));
  return [path, ...below];
}

const clone = (value: unknown): Record<string, unknown> => structuredClone(value) as Record<string, unknown>;
const step = (element: unknown): string | number =>
  typeof element === 'object' ? (element as { key: string }).key : (element as string | number);

/** Takes the field at `path` out of a copy; gives the copy. */
function without(root: unknown, path: FieldPath): unknown {
  const copy = clone(root);
  let at: unknown = copy;
  for (const element of path.slice(0, -1)) at = (at as Record<string | number, unknown>)[step(element)];
  const last = step(path.at(-1));
  if (Array.isArray(at)) at.splice(Number(last), 1);
  else delete (at as Record<string | number, unknown>)[last];
  return copy;
}

test('after an edit the text says what was asked for, whatever it said before', () => {
  const styles: ReadonlyArray<readonly [string, (value: unknown) => string]> = [
    ['a.yaml', (value) => `${yamlLines(value).join('\n')}\n`],
    ['a.yaml', (value) => JSON.stringify(value)],
    ['a.json', (value) => JSON.stringify(value, null, 2)],
  ];
  fc.assert(
    fc.property(object, fc.constantFrom(...styles), fc.nat(), (body, [uri, write], pick) => {
      const value = { apiVersion: 'v1', kind: 'X', body };
      const resource = resourceOf(write(value), uri);
      assert.deepEqual(resource.value, value);
      const paths = pathsOf(body, ['body']);
      const path = paths[pick % paths.length] ?? ['body'];
      const edited = (edit: TextEdit | undefined): unknown => resourceOf(after(resource, edit), uri).value;
      assert.deepEqual(edited(removeField(resource, path)), without(value, path));
      assert.deepEqual((edited(addField(resource, ['body'], 'new', { n: ['yes'] })) as typeof value).body, {
        ...body,
        new: { n: ['yes'] },
      });
    }),
    { numRuns: 300 },
  );
});
