// Formatting: what it changes, and that nothing else changes.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyEdits } from '../../server/src/base/textRange.ts';
import { formatFile } from '../../server/src/features/format.ts';
import { workspaceOf } from '../workspace/build.ts';

const format = (text: string): string => {
  const workspace = workspaceOf({ 'file:///a.yaml': text });
  return applyEdits(text, formatFile(workspace, 'file:///a.yaml'));
};
const valueOf = (text: string) =>
  workspaceOf({ 'file:///a.yaml': text })
    .manifests('file:///a.yaml')
    .map(({ value }) => value);

const MESSY = `apiVersion:   v1   
kind: Pod
# about the name
metadata:
     name:  web    # the name
     annotations:
         note: |
            keep   
              this
         list: [a,
           b]
         "quoted":    'x:  y'

spec:
     containers:
           # the first
         -   name:    one
             args:
             - -c
             - |
               echo
         -
             name: two
             command: ["sh",
               "-c"]
     # the end
`;

const NEAT = `apiVersion: v1
kind: Pod
# about the name
metadata:
  name: web    # the name
  annotations:
    note: |
       keep   
         this
    list: [a,
      b]
    "quoted": 'x:  y'

spec:
  containers:
    # the first
    - name: one
      args:
        - -c
        - |
          echo
    -
      name: two
      command: ["sh",
        "-c"]
  # the end
`;

void test('indentation and blanks are put in order, comments and texts stay', () => {
  assert.equal(format(MESSY), NEAT);
  assert.equal(format(NEAT), NEAT);
  assert.deepEqual(valueOf(MESSY), valueOf(NEAT));
});

void test('lists at the column of their key stay there', () => {
  const text =
    'apiVersion: v1\nkind: Pod\nspec:\n    containers:\n    - name: a\n      ports:\n      - containerPort: 1\n';
  assert.equal(
    format(text),
    'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    ports:\n    - containerPort: 1\n',
  );
});

void test('what is no manifest, broken or JSON stays as it is', () => {
  for (const text of [
    'a:    1\n',
    'apiVersion: v1\nkind:   Pod\nspec: [\n',
    '{"apiVersion": "v1",   "kind": "Pod"}\n',
  ]) {
    assert.equal(format(text), text);
  }
});

void test('CRLF stays CRLF', () => {
  assert.equal(format('apiVersion: v1\r\nkind:  Pod\r\n'), 'apiVersion: v1\r\nkind: Pod\r\n');
});

void test('whatever the indentation, the value and the comments are the same afterwards, and formatting again changes nothing', () => {
  const scalar = fc.constantFrom(
    'a',
    '"x: y"',
    "'it''s'",
    '1',
    'true',
    '[1, {b: c}]',
    '{}',
    '|\n§  t\n§   u',
    '# only a comment',
  );
  const { tree } = fc.letrec<{ tree: string[] }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      scalar.map((text) => [text]),
      fc
        .tuple(fc.constantFrom(1, 2, 3, 4), fc.array(tie('tree'), { minLength: 1, maxLength: 3 }), fc.boolean())
        .map(([by, items, list]) => items.flatMap((item, index) => nest(item, list ? '-' : `k${index}:`, by))),
    ),
  }));
  fc.assert(
    fc.property(tree, (lines) => {
      const text =
        `apiVersion: v1\nkind: ConfigMap\n# c\ndata:\n${lines.map((line) => `   ${line}`).join('\n')}\n`.replaceAll(
          '§',
          '',
        );
      const once = format(text);
      assert.deepEqual(valueOf(once), valueOf(text));
      assert.equal((once.match(/#/g) ?? []).length, (text.match(/#/g) ?? []).length);
      assert.equal(format(once), once);
    }),
    { numRuns: 300 },
  );
});

/** Lines below a key or a dash, `by` columns further in. */
function nest(lines: readonly string[], head: string, by: number): string[] {
  const [first = '', ...rest] = lines;
  const flat = rest.length === 0 && !first.includes('\n');
  if (flat) return [`${head} ${first}`];
  if (first.startsWith('|')) return [`${head} ${first.replaceAll('§', `§${' '.repeat(by)}`)}`];
  return [head, ...lines.map((line) => ' '.repeat(by) + line.replaceAll('§', `§${' '.repeat(by)}`))];
}

void test('the examples are formatted already', () => {
  const files = readdirSync('examples', { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.yaml'));
  for (const name of files) {
    const text = readFileSync(`examples/${name}`, 'utf8');
    assert.equal(format(text), text, name);
  }
});

void test('a comment in line with what ends above it stays there', () => {
  const text = `kind: Pod
apiVersion: v1
spec:
    containers:
    -   name: a
        # image: b
    # the next
    -   name: b
    # in the spec
# at the end
metadata:
    name: a
`;
  assert.equal(
    format(text),
    `kind: Pod
apiVersion: v1
spec:
  containers:
  - name: a
    # image: b
  # the next
  - name: b
  # in the spec
# at the end
metadata:
  name: a
`,
  );
});
