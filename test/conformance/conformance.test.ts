// Every fifth recorded case. All of them: `npm run conformance -- --check`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBases, readCases, readVerdicts, readYamlCases } from './data.ts';
import { readKnown } from './known.ts';
import { answer } from './replay.ts';
import { compare, type Row } from './score.ts';

const [bases, verdicts, files, known] = [readBases(), readVerdicts(), readYamlCases(), readKnown()];
const rows: Row[] = readCases()
  .filter((item, index) => index % 5 === 0 || item.file !== undefined)
  .flatMap((item) => compare(item, verdicts.get(item.id), answer(item, bases, verdicts, files)) ?? []);

const describe = (row: Row): string =>
  `${row.item.id}\n  server: ${row.verdict.code} ${row.verdict.message.slice(0, 300)}\n  ours: ${row.errors.map((error) => `${error.path}: ${error.message}`).join('; ')}`;

test('no error on what the server accepts', () => {
  const wrong = rows.filter((row) => row.outcome === 'accept' && row.ours === 'reject' && !known.has(row.item.id));
  assert.deepEqual(wrong.map(describe), []);
});

test('an error on everything that the server cannot decode', () => {
  const wrong = rows.filter((row) => row.verdict.code === 400 && row.ours === 'accept' && !known.has(row.item.id));
  assert.deepEqual(wrong.map(describe), []);
});
