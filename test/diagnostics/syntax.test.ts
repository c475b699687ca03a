// Slips in the text itself: one finding for one slip, at the place where it is, in words that say what to write.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyFix, findingsOf, obviousFix, show, shown } from './support.ts';

interface Slip {
  readonly name: string;
  readonly text: string;
  readonly finding: string;
  readonly says: RegExp;
  /** A line after the fix, where there is one. */
  readonly after?: string;
}

const HEAD = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n';
const OTHER = HEAD.replace('web', 'shop');
const data = (lines: string): string => `${HEAD}data:\n${lines}`;
const pod = (lines: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n${lines}`;

const SLIPS: readonly Slip[] = [
  {
    name: 'a quote that is not closed',
    text: data('  a: "hello\n  b: c\n'),
    finding: '6:6 error yaml-syntax ["hello] ',
    says: /not closed; add a "/,
  },
  {
    name: 'a quote inside of single quotes',
    text: data("  a: 'it's'\n  b: c\n"),
    finding: "6:10 error yaml-syntax [s'] ",
    says: /double a ' inside/,
  },
  {
    name: 'a text with a colon',
    text: data('  a: warning: stop # why\n  b: c\n'),
    finding: '6:6 error yaml-syntax [warning: stop] ',
    says: /must be in quotes/,
    after: '  a: "warning: stop" # why',
  },
  {
    name: 'a text that begins with @',
    text: data('  a: @home\n'),
    finding: '6:6 error yaml-syntax [@home] ',
    says: /begins with @ must be in quotes/,
    after: '  a: "@home"',
  },
  {
    name: 'a star alone',
    text: data('  a: *\n'),
    finding: '6:6 error yaml-syntax [*] ',
    says: /begins with \* must be in quotes/,
    after: '  a: "*"',
  },
  {
    name: 'a regular expression in double quotes',
    text: data('  a: "\\d+"\n'),
    finding: '6:7 error yaml-syntax [\\d] ',
    says: /\\d means nothing: write \\\\d, or use single quotes/,
    after: '  a: "\\\\d+"',
  },
  {
    name: 'a bracket that is not closed',
    text: data('  a: x\n').replace('name: web', 'name: web\n  finalizers: [a/b, c/d\n  labels: {x: z}'),
    finding: '5:15 error yaml-syntax [[a/b, c/d] ',
    says: /not closed; add a \]/,
  },
  {
    name: 'a tab',
    text: data('  a: b\n\tc: d\n'),
    finding: '7:1 error yaml-syntax [\t] ',
    says: /no tabs for indentation; use spaces/,
  },
  {
    name: 'a line that is too deep',
    text: data('  a: b\n   c: d\n'),
    finding: '7:4 error yaml-syntax [c:] ',
    says: /deeper than the field above, which has a value already/,
  },
  {
    name: 'a line that is not deep enough',
    text: data('  a: b\n c: d\n'),
    finding: '7:2 error yaml-syntax [c:] ',
    says: /does not begin in the column of the fields around it/,
  },
  {
    name: 'a field of an item that is too deep',
    text: pod('  - name: a\n      image: b\n'),
    finding: '8:7 error yaml-syntax [image:] ',
    says: /bring both to one column/,
  },
  {
    name: 'a field of an item that is not deep enough',
    text: pod('  - name: a\n    image: b\n   ports:\n  - containerPort: 80\n'),
    finding: '9:4 error yaml-syntax [ports:] ',
    says: /column of the items of the list above/,
  },
  {
    name: 'a key without a colon',
    text: data('  a\n  b: c\n'),
    finding: '6:3 error yaml-syntax [a] ',
    says: /no "key: value"/,
  },
  {
    name: 'a block of text that is not indented',
    text: data('  a: |\n  text\n'),
    finding: '7:3 error yaml-syntax [text] ',
    says: /no "key: value"/,
  },
  {
    name: 'a second object without a separator',
    text: `${HEAD}data: {a: b}\n${OTHER}data: {c: d}\n`,
    finding: '6:1 error yaml-syntax [apiVersion] ',
    says: /A second object begins here/,
    after: '---',
  },
  {
    name: 'a separator of two dashes',
    text: `${data('  a: b\n')}--\n${OTHER}`,
    finding: '7:1 error yaml-syntax [--] ',
    says: /three dashes/,
    after: '---',
  },
  {
    name: 'a list with a comma too many',
    text: HEAD.replace('name: web', 'name: web\n  finalizers: [a/b,, c/d]'),
    finding: '5:20 error yaml-syntax [,] ',
    says: /nothing before this comma; remove it/,
  },
  {
    name: 'JSON without a comma',
    text: '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "web"} "data": {"a": "b"}}',
    finding: '1:71 error yaml-syntax ["data"] ',
    says: /A comma is missing in front of this/,
  },
];

for (const { name, text, finding, says, after } of SLIPS) {
  test(name, () => {
    const [first, ...more] = findingsOf(text);
    assert.deepEqual(shown(text), [finding]);
    assert.equal(more.length, 0);
    assert.match(first?.message ?? '', says);
    const fix = first && obviousFix(first);
    assert.equal(fix !== undefined, after !== undefined, fix?.title);
    if (fix === undefined || after === undefined) return;
    const fixed = applyFix({ 'a.yaml': text }, fix)['a.yaml'] ?? '';
    assert.ok(fixed.split('\n').includes(after), fixed);
    assert.deepEqual(
      findingsOf(fixed).map((left) => show({ 'a.yaml': fixed }, left)),
      [],
    );
  });
}
