// Every check of the other tools is covered by a rule of ours, by a problem of the API server, or listed with a reason.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allCodes } from '../../server/src/diagnostics/codes.ts';
import { rules } from '../../server/src/diagnostics/rules/rules.generated.ts';
import { BEYOND, CATALOGUE, OTHERWISE, OTHERWISE_PREFIXES } from './catalogue.ts';

const covered = new Set(rules.flatMap((rule) => rule.covers ?? []));
const ids = Object.entries(CATALOGUE).flatMap(([tool, names]) => names.map((name) => `${tool} ${name}`));
const codes = new Set(allCodes());

const otherwise = (id: string) =>
  Object.hasOwn(OTHERWISE, id)
    ? OTHERWISE[id]
    : Object.entries(OTHERWISE_PREFIXES).find(([prefix]) => id.startsWith(prefix))?.[1];

test('every row of the catalogue has a rule, a problem or a reason', () => {
  assert.deepEqual(
    ids.filter((id) => !covered.has(id) && otherwise(id) === undefined),
    [],
  );
});

test('nothing is explained away that a rule covers, and every code exists', () => {
  assert.deepEqual(
    ids.filter((id) => covered.has(id) && otherwise(id) !== undefined),
    [],
  );
  for (const answer of [...Object.values(OTHERWISE), ...Object.values(OTHERWISE_PREFIXES)]) {
    if ('code' in answer) assert.ok(codes.has(answer.code), answer.code);
  }
  for (const code of Object.values(BEYOND)) assert.ok(codes.has(code), code);
});

test('rules name only checks that exist', () => {
  const known = new Set([...ids, ...Object.keys(BEYOND)]);
  assert.deepEqual(
    [...covered].filter((id) => !known.has(id)),
    [],
  );
});
