import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compareNumber, deepEqual } from '../../server/src/base/compare.ts';
import { LineIndex } from '../../server/src/base/lineIndex.ts';
import { PriorityQueue } from '../../server/src/base/priorityQueue.ts';
import { Prng } from '../../server/src/base/prng.ts';
import { applyEdits, textRange } from '../../server/src/base/textRange.ts';

test('LineIndex: offset → position → offset is the identity, for any line ends', () => {
  const text = fc
    .array(fc.constantFrom('a', 'é', '😀', '\n', '\r\n', '\r'), { maxLength: 40 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, fc.nat(80), (content, at) => {
      const offset = Math.min(at, content.length);
      const index = new LineIndex(content);
      assert.equal(index.offsetAt(index.positionAt(offset)), offset);
    }),
  );
});

test('LineIndex: columns count UTF-16 units and \\r\\n is one line end', () => {
  const index = new LineIndex('a😀b\r\nc\rd\n');
  assert.deepEqual(index.positionAt(3), { line: 0, character: 3 });
  assert.deepEqual(index.positionAt(6), { line: 1, character: 0 });
  assert.deepEqual(index.positionAt(8), { line: 2, character: 0 });
  assert.equal(index.lineCount, 4);
});

test('PriorityQueue: pops in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (items) => {
      const queue = new PriorityQueue<number>(compareNumber, items);
      const out: number[] = [];
      for (let item = queue.pop(); item !== undefined; item = queue.pop()) out.push(item);
      assert.deepEqual(out, [...items].sort(compareNumber));
    }),
  );
});

test('Prng: same seed, same numbers; forks do not disturb each other; a saved state goes on', () => {
  const one = new Prng('seed');
  const two = new Prng('seed');
  two.fork('kubelet').uint32();
  assert.deepEqual([one.uint32(), one.uint32()], [two.uint32(), two.uint32()]);
  assert.notEqual(new Prng('seed').fork('a').uint32(), new Prng('seed').fork('b').uint32());
  const again = Prng.restore(one.save());
  assert.equal(again.uint32(), one.uint32());
});

test('applyEdits: edits are taken by position, whatever their order', () => {
  const edits = [
    { range: textRange(4, 5), newText: 'E' },
    { range: textRange(0, 1), newText: 'AA' },
    { range: textRange(2, 2), newText: '+' },
  ];
  assert.equal(applyEdits('abcde', edits), 'AAb+cdE');
});

test('deepEqual: key order and undefined fields do not matter', () => {
  assert.ok(deepEqual({ a: 1, b: [{ c: undefined }] }, { b: [{}], a: 1 }));
  assert.ok(!deepEqual({ a: null }, {}));
  assert.ok(!deepEqual([1], { 0: 1 }));
});
