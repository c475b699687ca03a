// The parts that a dry run's report is made of, one by one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { changedFields, describeChange } from '../../server/src/api/changedFields.ts';
import { formatPath, type FieldPath } from '../../server/src/api/fieldPath.ts';
import { parsePath } from '../../server/src/lsp/dryRun/rejections.ts';

test('parsePath: what formatPath spells is read again', () => {
  const name = fc.stringMatching(/^[a-zA-Z]{1,8}$/);
  const step = fc.oneof(name, fc.nat(50), fc.record({ key: fc.stringMatching(/^[a-z./-]{1,12}$/) }));
  fc.assert(
    fc.property(name, fc.array(step, { maxLength: 6 }), (first, rest) => {
      const path: FieldPath = [first, ...rest];
      assert.equal(formatPath(parsePath(formatPath(path))), formatPath(path));
    }),
  );
});

test('parsePath: never throws', () => {
  fc.assert(fc.property(fc.string(), (text) => void parsePath(text)));
  assert.deepEqual(parsePath('<nil>'), []);
});

test('changedFields: nothing between equals; each field names values that differ', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
      assert.deepEqual(changedFields(before, before), []);
      for (const { before: was, after: is } of changedFields(before, after)) assert.notDeepEqual(was, is);
    }),
  );
});

test('changedFields: containers are compared by their names', () => {
  const pod = (...containers: object[]) => ({ containers });
  const before = pod({ name: 'a', image: 'x:1' }, { name: 'b', image: 'y:1' });
  const changes = changedFields(before, pod({ name: 'a', image: 'x:2' }, { name: 'b', image: 'y:1' }));
  assert.deepEqual(changes.map(describeChange), ['image x:1 → x:2']);
  assert.equal(changedFields(before, pod({ name: 'b', image: 'y:1' }, { name: 'a', image: 'x:1' })).length, 1);
});
