// Every fifth recorded case. All of them: `npm run conformance -- --check`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBases, readCases, readVerdicts, readYamlCases } from './data.ts';
import { readKnown } from './known.ts';
import { answer } from './replay.ts';
import { compare, type Row } from './score.ts';
import { asRecorded, differences } from './stored.ts';

const [bases, verdicts, files, known] = [readBases(), readVerdicts(), readYamlCases(), readKnown()];
const answered = readCases()
  .filter((item, index) => index % 5 === 0 || item.file !== undefined || item.update === true)
  .map((item) => ({ item, given: answer(item, bases, verdicts, files) }));
const rows: Row[] = answered.flatMap(({ item, given }) => compare(item, verdicts.get(item.id), given) ?? []);

const describe = (row: Row): string =>
  `${row.item.id}\n  server: ${row.verdict.code} ${row.verdict.message.slice(0, 300)}\n  ours: ${row.errors.map((error) => `${error.path}: ${error.message}`).join('; ')}`;

test('we refuse what the server refuses and nothing else, but for what known.md lists', () => {
  const wrong = rows.filter((row) => row.outcome !== row.ours && !known.has(row.item.id));
  assert.deepEqual(wrong.map(describe), []);
});

test('known.md lists nothing that has been solved', () => {
  const solved = rows.filter((row) => row.outcome === row.ours && known.has(row.item.id));
  assert.deepEqual(
    solved.map((row) => row.item.id),
    [],
  );
});

test('of the refused cases we name the fields that the server names, in 99.5 %', () => {
  // What is refused at the server alone is known.md's.
  const named = rows.filter((row) => row.hasField && !known.has(row.item.id));
  const missed = named.filter((row) => !row.sameSet);
  assert.ok(missed.length <= named.length * 0.005, missed.map(describe).join('\n'));
});

test('what we would store is what the server stored', () => {
  const wrong = answered.flatMap(({ item, given }) => {
    const stored = verdicts.get(item.id)?.stored;
    if (stored === undefined || given.stored === undefined || given.findings.length > 0) return [];
    const different = differences(stored, asRecorded(given.stored, stored));
    return different.length === 0 ? [] : [`${item.id}: ${different.join('; ')}`];
  });
  assert.deepEqual(wrong, []);
});
