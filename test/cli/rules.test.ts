// `drydock rules` and `drydock explain`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from '../../server/src/cli/io.ts';
import { runExplain, runRules } from '../../server/src/cli/rules.ts';
import { allCodes } from '../../server/src/diagnostics/codes.ts';

function run(command: typeof runRules, args: readonly string[]): string {
  let out = '';
  const io = { out: (text: string) => void (out += text), err: () => undefined, stdin: () => '', cwd: '/' };
  assert.equal(command(args, io), 0);
  return out;
}

test('rules lists every code once, in columns', () => {
  const [head = '', ...lines] = run(runRules, []).trimEnd().split('\n');
  assert.deepEqual(
    lines.map((line) => line.split(' ')[0]),
    allCodes(),
  );
  const group = head.indexOf('GROUP');
  const level = head.indexOf('LEVEL');
  const line = lines.find((text) => text.startsWith('image-tag-missing ')) ?? '';
  assert.ok(line.slice(group).startsWith('practice '), line);
  assert.ok(line.slice(level).startsWith('recommended '), line);
  assert.ok(lines.every((text) => text.charAt(group - 1) === ' ' && text.charAt(group) !== ' '));
});

test('rules as JSON', () => {
  const rules = JSON.parse(run(runRules, ['--format', 'json'])) as { code: string; severity: string; title: string }[];
  assert.deepEqual(
    rules.find(({ code }) => code === 'unknown-field'),
    { code: 'unknown-field', title: 'A field that does not exist', group: 'server', severity: 'error' },
  );
});

test('explain prints the page', () => {
  const page = run(runExplain, ['service-selects-nothing']);
  assert.match(page, /^# A Service that selects nothing\n\n`service-selects-nothing` · references · warning\n\n/);
  assert.match(page, /# drydock-disable-next-line service-selects-nothing/);
});

test('explain says what was meant, and that it needs a code', () => {
  assert.throws(() => run(runExplain, ['unknown-feild']), /did you mean unknown-field\?/);
  for (const args of [[], ['a', 'b'], ['nonsense'], ['toString'], ['--loud']]) {
    assert.throws(() => run(runExplain, args), UsageError);
  }
  assert.throws(() => run(runRules, ['unknown-field']), UsageError);
});
