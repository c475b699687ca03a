// The sentences of decoding errors, against those of a real API server.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBases, readCases, readVerdicts } from '../conformance/data.ts';
import { answer } from '../conformance/replay.ts';

const [bases, verdicts] = [readBases(), readVerdicts()];

/** What the server says after `Pod in version "v1" cannot be handled as a Pod: `. */
function sentenceOf(message: string): string | undefined {
  const match = /^\S+ in version "[^"]*" cannot be handled as an? \S+: (?:strict decoding error: )?(.*)$/s.exec(
    message,
  );
  return match?.[1];
}

test('decoding errors say what the server says', () => {
  const different: string[] = [];
  let compared = 0;
  for (const item of readCases()) {
    const verdict = verdicts.get(item.id);
    if (item.file !== undefined || verdict?.code !== 400 || item.update === true) continue;
    const sentence = sentenceOf(verdict.message);
    if (sentence === undefined || sentence.startsWith('no kind ')) continue;
    const { findings } = answer(item, bases, verdicts, new Map());
    const decode = findings.filter((finding) => finding.stage === 'decode');
    const unknown = decode.filter((finding) => finding.code === 'UnknownField').map((finding) => finding.message);
    const first = decode.find((finding) => finding.code !== 'UnknownField')?.message;
    compared++;
    if ((first ?? unknown.join(', ')) !== sentence)
      different.push(`${item.id}\n   ${sentence}\n   ${first ?? unknown.join(', ')}`);
  }
  if (process.env['SHOW']) console.log(different.join('\n'));
  assert.ok(compared > 2000, `${compared} compared`);
  assert.ok(different.length <= 0, `${different.length} of ${compared} differ:\n${different.slice(0, 25).join('\n')}`);
});
