// The examples are correct: nothing at all is said about them.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findingsIn, show } from './support.ts';

test('the examples check clean', () => {
  const root = join(process.cwd(), 'examples');
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
  assert.ok(names.length >= 8);
  const files = Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(root, name), 'utf8')]));
  assert.deepEqual(
    findingsIn(files).map((finding) => `${finding.uri}:${show(files, finding)}`),
    [],
  );
});
