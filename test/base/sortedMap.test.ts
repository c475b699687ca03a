// The store's index against a plain Map: any commands, any forks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SortedMap } from '../../server/src/base/sortedMap.ts';

type Command = readonly ['set' | 'delete' | 'fork', number, number];
const command = fc.tuple(
  fc.constantFrom('set', 'set', 'set', 'delete', 'fork'),
  fc.nat(400),
  fc.nat(1000),
) as fc.Arbitrary<Command>;

const keyOf = (n: number): string => `${n % 3}/${String(n)}`;

function check(map: SortedMap<number>, model: ReadonlyMap<string, number>): void {
  const sorted = [...model].sort(([a], [b]) => (a < b ? -1 : 1));
  assert.deepEqual(map.entriesFrom(''), sorted);
  assert.equal(map.size, model.size);
  assert.deepEqual(map.first(), sorted[0]);
  assert.deepEqual(
    map.valuesFrom('1/'),
    sorted.filter(([key]) => key.startsWith('1/')).map(([, value]) => value),
  );
  for (const [key, value] of sorted) assert.equal(map.get(key), value);
}

test('a sorted map and its forks behave like maps that are copied', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 600 }), (commands) => {
      const all: Array<readonly [SortedMap<number>, Map<string, number>]> = [[new SortedMap<number>(), new Map()]];
      for (const [what, n, value] of commands) {
        const [map, model] = all[value % all.length] as (typeof all)[number];
        if (what === 'set') {
          map.set(keyOf(n), value);
          model.set(keyOf(n), value);
        } else if (what === 'delete') {
          assert.equal(map.delete(keyOf(n)), model.delete(keyOf(n)));
          assert.equal(map.has(keyOf(n)), false);
        } else if (all.length < 6) all.push([map.fork(), new Map(model)]);
      }
      for (const [map, model] of all) check(map, model);
    }),
    { numRuns: 60 },
  );
});

test('keys that only grow, and a queue that is emptied from the front', () => {
  const map = new SortedMap<number>();
  for (let n = 0; n < 5000; n++) map.set(String(n).padStart(8, '0'), n);
  const fork = map.fork();
  for (let n = 0; n < 5000; n++) {
    const first = map.first();
    assert.equal(first?.[1], n);
    map.delete(first?.[0] ?? '');
  }
  assert.equal(map.size, 0);
  assert.equal(map.first(), undefined);
  assert.equal(fork.size, 5000);
});
