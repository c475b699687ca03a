import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatMicroTime, formatTime, parseTime } from '../../server/src/base/instant.ts';

test('times are written and read as RFC 3339, the same as Date does', () => {
  fc.assert(
    fc.property(fc.integer({ min: -62135596800000, max: 253402300799999 }), (ms) => {
      const iso = new Date(ms).toISOString();
      assert.equal(formatTime(ms), `${iso.slice(0, 19)}Z`);
      assert.equal(parseTime(iso), ms);
    }),
  );
  assert.equal(formatMicroTime(1234), '1970-01-01T00:00:01.234000Z');
  assert.equal(parseTime('2026-01-01T01:00:00+01:00'), Date.UTC(2026, 0, 1));
  assert.equal(parseTime('yesterday'), undefined);
  assert.equal(parseTime(undefined), undefined);
});
