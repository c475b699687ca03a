// Where the caret is in half-written text. Expected paths come from the parser, which reads the finished text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepOf, type FieldPath } from '../../server/src/api/fieldPath.ts';
import { caretContext } from '../../server/src/features/caretContext.ts';
import { workspaceOf } from '../workspace/build.ts';

const BLOCK = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web   # a comment: with colons
  annotations:
    note: |
      key: not a key
      - nor: this
    other: "a: b # c"
  labels: {app: web, "tier": 'front', list: [1, two]}
spec:
  selector:
    matchLabels:
      app: web
  template:
    spec:
      containers:
      - name: one
        image: nginx
        env:
        - name: A
          value: x
        - name: B
          valueFrom:
            configMapKeyRef:
              name: settings
              key: b
        args: [--a, b]
      -   image: redis
          name: two
          command:
            - sh
            - -c
            - >
              name: text
            - last
      volumes:
        - name: v
          configMap:
            name: settings
            items:
              -
                key: k
                path: p
`;

/** All key and scalar places of the text, by the parser. */
function* places(text: string, uri: string) {
  const [node] = workspaceOf({ [uri]: text }).nodesOf(uri);
  assert.ok(node);
  const walk = function* (value: unknown, path: FieldPath): Iterable<FieldPath> {
    if (path.length > 0) yield path;
    if (typeof value !== 'object' || value === null) return;
    for (const [key, child] of Object.entries(value))
      yield* walk(child, [...path, Array.isArray(value) ? Number(key) : key]);
  };
  for (const path of walk(node.resource.value, [])) {
    const key = node.resource.rangeOf(path, 'key');
    const value = node.resource.rangeOf(path, 'value');
    yield { path: path.map(stepOf), key, value, scalar: node.resource.scalarAt(path) };
  }
}

const shown = (path: readonly (string | number)[]) => path.join('/');

function compare(text: string, uri: string) {
  const json = uri.endsWith('.json');
  let keys = 0;
  let values = 0;
  for (const { path, key, value, scalar } of places(text, uri)) {
    if (typeof path.at(-1) === 'string' && key) {
      const quoted = /["']/.test(text.charAt(key.start));
      const at = caretContext(text, 0, text.length, key.start + (quoted ? 2 : 1), json);
      assert.equal(at?.mode, 'key', `key of ${shown(path)}`);
      assert.equal(shown(at?.path ?? []), shown(path.slice(0, -1)), `key of ${shown(path)}`);
      keys++;
    }
    if (scalar && value && !text.slice(value.start, value.end).includes('\n')) {
      // A plain item of a block list may still become a key.
      const at = caretContext(text, 0, text.length, value.end, json);
      const isItem = typeof path.at(-1) === 'number' && at?.mode === 'key';
      assert.equal(shown(at?.path ?? []), shown(path), `value of ${shown(path)} ${isItem ? '(item)' : ''}`);
      values++;
    }
  }
  return { keys, values };
}

void test('every key and value of a finished text is found where the parser finds it', () => {
  const { keys, values } = compare(BLOCK, 'file:///a.yaml');
  assert.equal(keys, countKeys());
  assert.ok(values > 20);
  assert.deepEqual(compare(BLOCK.replaceAll('\n', '\r\n'), 'file:///a.yaml'), { keys, values });
});

const asJson = () => {
  const [node] = workspaceOf({ 'file:///a.yaml': BLOCK }).nodesOf('file:///a.yaml');
  return JSON.stringify(node?.resource.value, null, 2);
};

const countKeys = () => [...asJson().matchAll(/^\s*"[^"]*": /gm)].length;

void test('the same in JSON', () => {
  assert.equal(compare(asJson(), 'file:///a.json').keys, countKeys());
});

/** The context at the caret of a text, in short. */
function at(text: string) {
  const offset = text.indexOf('‸');
  const found = caretContext(text.replace('‸', ''), 0, text.length - 1, offset, false);
  return found && `${found.mode} ${shown(found.path)} "${found.word}" [${[...found.siblings].sort().join(' ')}]`;
}

void test('half-written lines', () => {
  assert.equal(at('kind: Pod\nspec:\n  ‸\n'), 'key spec "" []');
  assert.equal(at('kind: Pod\nspec:\n  a: 1\n  ‸\n  b: 2\nmetadata:\n'), 'key spec "" [a b]');
  assert.equal(at('kind: Pod\nspec:\n  containers:\n    - na‸\n'), 'key spec/containers/0 "na" []');
  assert.equal(
    at('kind: Pod\nspec:\n  containers:\n    - name: x\n    - name: y\n      ‸\n'),
    'key spec/containers/1 "" [name]',
  );
  assert.equal(
    at('kind: Pod\nspec:\n  containers:\n  - name: x\n    ‸\n    image: y\n  - name: z\n'),
    'key spec/containers/0 "" [image name]',
  );
  assert.equal(at('kind: Pod\nspec:\n  containers:\n    ‸\n'), 'key spec/containers "" []');
  assert.equal(at('kind: Pod\nspec:\n  restartPolicy: ‸\n'), 'value spec/restartPolicy "" []');
  assert.equal(at('kind: Pod\nspec:\n  restartPolicy:‸\n'), 'value spec/restartPolicy "" []');
  assert.equal(at('kind: Pod\nmetadata:\n  labels: {app: web, ‸}\n'), 'key metadata/labels "" [app]');
  assert.equal(at('kind: Pod\nmetadata:\n  labels: {app: ‸'), 'value metadata/labels/app "" []');
  assert.equal(at('kind: Pod\n‸'), 'key  "" [kind]');
  assert.equal(at('‸'), 'key  "" []');
});

void test('nothing is written in comments and block scalars', () => {
  assert.equal(at('a: 1 # b‸\n'), undefined);
  assert.equal(at('# ‸\n'), undefined);
  assert.equal(at('a: |\n  text‸\nb: 1\n'), undefined);
  assert.equal(at('a: |\n  text\n\n  ‸\nb: 1\n'), undefined);
});
