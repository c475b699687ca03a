// Custom resources: what a real API server 1.36.3 answered to thousands of them (record.mjs), and what we say.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { readDefinition, type CustomDefinition } from '../../../server/src/api/customResources/definition.ts';
import { formatPath } from '../../../server/src/api/fieldPath.ts';
import { parseApiVersion, type KnownKind } from '../../../server/src/api/gvk.ts';
import { firstStage, judge, type Judgement } from '../../../server/src/api/judge.ts';
import type { ApiObject } from '../../../server/src/api/kindRules.ts';
import { parseSource } from '../../../server/src/manifest/parse.ts';
import { decoder } from '../../../server/src/schema/decode.ts';
import { applyPatch } from '../cases.ts';
import type { PatchOperation } from '../data.ts';
import { asRecorded, differences } from '../stored.ts';

interface Recorded {
  readonly base: string;
  readonly patch: readonly PatchOperation[];
  readonly update?: boolean;
  readonly code: number;
  readonly message?: string;
  readonly causes?: readonly { readonly field: string; readonly message: string; readonly reason: string }[];
  readonly warnings?: readonly string[];
  readonly stored?: Readonly<Record<string, unknown>>;
}

const folder = join(process.cwd(), 'test/conformance/custom');
const parse = (path: string): unknown =>
  parseSource({ uri: `file:///${path}`, languageId: 'yaml', version: null, text: readFileSync(join(folder, path), 'utf8') })
    .manifests.find(({ isKubernetes }) => isKubernetes)?.value;
const namesIn = (part: string): string[] => readdirSync(join(folder, part)).sort();

const definitions = namesIn('definitions').map((file) => {
  const definition = readDefinition(parse(`definitions/${file}`));
  assert.ok(definition, file);
  return definition;
});
const bases = new Map(namesIn('bases').map((file) => [file.replace('.yaml', ''), parse(`bases/${file}`) as ApiObject]));
const cases = gunzipSync(readFileSync(join(folder, 'cases.jsonl.gz')))
  .toString('utf8')
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded);

function kindOf(object: ApiObject): KnownKind {
  const { group, version } = parseApiVersion(object.apiVersion ?? '');
  const kind = object.kind ?? '';
  const found = definitions.find((one: CustomDefinition) => one.group === group && one.kind === kind);
  return { group, version, kind, custom: found?.versions.get(version) };
}

/** What the server stored before it added what we have no part in. */
const withIdentity = (object: ApiObject): ApiObject => ({
  ...object,
  metadata: { ...object.metadata, uid: 'u', resourceVersion: '1', creationTimestamp: '2026-11-21T00:00:00Z' },
});

const storedBases = new Map(
  cases.filter(({ patch, update }) => patch.length === 0 && update !== true).map(({ base, stored }) => [base, stored]),
);

function ours(item: Recorded): Judgement {
  const base = bases.get(item.base) ?? {};
  const gvk = kindOf(base);
  if (item.update !== true) return judge(decoder, gvk, applyPatch(base, item.patch));
  const before = withIdentity((storedBases.get(item.base) ?? {}));
  return judge(decoder, gvk, applyPatch(before, item.patch), before);
}

const describe = (item: Recorded, judgement: Judgement): string =>
  `${item.base}${item.update === true ? ' (update)' : ''} ${JSON.stringify(item.patch).slice(0, 200)}\n  server: ${item.code} ${(item.message ?? '').slice(0, 400)}\n  ours: ${firstStage(judgement.problems).map((p) => `${formatPath(p.path)}: ${p.message}`).join('; ')}`;

const judged = cases.filter(({ base }) => base !== 'ruled').map((item) => ({ item, judgement: ours(item) }));

test('what the server refuses is refused, and nothing else', () => {
  const wrong = judged.filter(({ item, judgement }) => judgement.problems.length > 0 !== item.code >= 300);
  assert.equal(wrong.length, 0, `${wrong.length}:\n${wrong.slice(0, 40).map(({ item, judgement }) => describe(item, judgement)).join('\n')}`);
});

test('refusals name the fields that the server names, in its words', () => {
  // The paths of the scale subresource are named as the definition writes them, with a dot in front.
  const causesOf = (list: readonly { field: string; message: string }[]): string[] =>
    [...new Set(list.map(({ field, message }) => `${field.replace(/^\./, '')}: ${message}`))].sort();
  const wrong = judged.filter(({ item, judgement }) => {
    if (item.code !== 422 || judgement.problems.length === 0) return false;
    const said = firstStage(judgement.problems).map((problem) => ({
      field: problem.unnamed === true ? '<nil>' : formatPath(problem.path) || '<nil>',
      message: problem.message,
    }));
    return JSON.stringify(causesOf(said)) !== JSON.stringify(causesOf(item.causes ?? []));
  });
  assert.equal(wrong.length, 0, `${wrong.length}:\n${wrong.slice(0, 40).map(({ item, judgement }) => describe(item, judgement)).join('\n')}`);
});

test('unknown fields are named as the server names them', () => {
  const wrong = judged.filter(({ item, judgement }) => {
    if (!(item.message ?? '').includes('strict decoding error')) return false;
    const said = judgement.problems.filter(({ stage }) => stage === 'decode').map(({ message }) => message);
    return !item.message?.endsWith(`strict decoding error: ${said.join(', ')}`);
  });
  assert.equal(wrong.length, 0, `${wrong.length}:\n${wrong.slice(0, 40).map(({ item, judgement }) => describe(item, judgement)).join('\n')}`);
});

test('what we would store is what the server stored', () => {
  const wrong = judged.flatMap(({ item, judgement }) => {
    if (item.stored === undefined || judgement.problems.length > 0) return [];
    const different = differences(item.stored, asRecorded(judgement.object, item.stored));
    return different.length === 0 ? [] : [`${describe(item, judgement)}: ${different.join('; ')}`];
  });
  assert.equal(wrong.length, 0, `${wrong.length}:\n${wrong.slice(0, 40).join('\n')}`);
});

test('the warnings are those of the server', () => {
  const wrong = judged.filter(
    ({ item, judgement }) =>
      item.stored !== undefined && JSON.stringify(judgement.warnings) !== JSON.stringify(item.warnings ?? []),
  );
  assert.deepEqual(wrong.slice(0, 10).map(({ item, judgement }) => [item.patch, item.warnings, judgement.warnings]), []);
});
