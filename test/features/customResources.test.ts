// Completion and hover in custom resources, from the definitions of the workspace.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { completionsAt } from '../../server/src/features/completion/completion.ts';
import { definitionsAt } from '../../server/src/features/definition.ts';
import { fieldMarkdown } from '../../server/src/features/fieldDocs.ts';
import { hoverAt } from '../../server/src/features/hover.ts';
import { sortedSection } from '../../server/src/features/refactor/sortFields.ts';
import { prepareRename } from '../../server/src/features/rename.ts';
import { usesAt } from '../../server/src/features/references.ts';
import { createDocs } from '../../server/src/schema/docs.ts';
import { marked, show } from './caret.ts';

const CRONTAB = readFileSync(join(process.cwd(), 'test/conformance/custom/definitions/crontab.yaml'), 'utf8');
const files = (text: string) => ({ 'crd.yaml': CRONTAB, 'a.yaml': text });
const docs = createDocs(() => '{"types":{},"texts":[]}');
const offered = (text: string) => {
  const at = marked(files(text));
  return completionsAt(at.workspace, at.uri, at.offset, { describe: (gvk, path) => docs.at(gvk, path) });
};
const labels = (text: string): string[] => offered(text).map(({ label }) => label);
const HEAD = 'apiVersion: stable.example.com/v1\nkind: CronTab\nmetadata:\n  name: x\n';

test('fields are offered, required ones first, with the description of the definition', () => {
  const items = offered(`${HEAD}spec:\n  ‸`);
  assert.deepEqual(
    items.slice(0, 3).map(({ label }) => label),
    ['cronSpec', 'image', 'replicas'],
  );
  const about = items[0]?.about ?? assert.fail('no documentation to look up');
  assert.match(fieldMarkdown(docs, about.gvk, about.path, undefined) ?? '', /The times\.$/);
  assert.deepEqual(labels(`${HEAD}spec:\n  schedule:\n    ‸`), ['every', 'at', 'days']);
  assert.ok(labels(`apiVersion: stable.example.com/v1\nkind: CronTab\nmetadata:\n  ‸`).includes('labels'));
});

test('values are offered: closed sets, defaults, booleans', () => {
  assert.deepEqual(labels(`${HEAD}spec:\n  concurrencyPolicy: ‸`), ['Allow', 'Forbid', 'Replace']);
  assert.deepEqual(labels(`${HEAD}spec:\n  replicas: ‸`), ['1']);
  assert.deepEqual(labels(`${HEAD}spec:\n  suspend: ‸`), ['true', 'false']);
});

test('kinds and versions of definitions are offered', () => {
  assert.ok(labels('apiVersion: stable.example.com/v1\nkind: ‸').includes('CronTab'));
  assert.deepEqual(labels('apiVersion: ‸\nkind: CronTab\n'), ['stable.example.com/v1', 'stable.example.com/v1beta1']);
});

test('hover shows what the definition says of a field and of the kind', () => {
  const hover = (text: string): string => {
    const at = marked(files(text));
    return hoverAt(at.workspace, at.uri, at.offset, docs)?.markdown ?? '';
  };
  assert.match(hover(`${HEAD}spec:\n  cron‸Spec: x\n`), /\*\*cronSpec\*\*: text, required\n\nThe times\./);
  assert.match(hover(`${HEAD}spec:\n  repl‸icas: 2\n`), /integer \(int32\), defaults to `1`/);
  assert.match(hover(`${HEAD.replace('CronTab', 'Cron‸Tab')}spec: {}\n`), /Runs an image at the times/);
});

test('fields are sorted in the order of the definition', () => {
  const at = marked(files(`${HEAD}spec:\n  replicas: 2\n  image: x\n  cronSpec: y\n‸`));
  const [manifest] = at.workspace.manifests(at.uri);
  assert.ok(manifest);
  const sorted = sortedSection(manifest, { kindOf: (gvk) => at.workspace.kindOf(gvk) });
  assert.equal(sorted?.trim(), `${HEAD}spec:\n  cronSpec: y\n  image: x\n  replicas: 2`);
});

test('from a custom resource the way leads to its definition, and back; the name of a definition is not renamed', () => {
  const at = marked(files(`${HEAD.replace('CronTab', 'Cron‸Tab')}spec: {}\n`));
  const targets = definitionsAt(at.workspace, at.uri, at.offset)?.targets ?? [];
  assert.deepEqual(
    targets.map(({ uri, range }) => show(at, uri, range)),
    ['crd.yaml:5 crontabs.stable.example.com'],
  );
  assert.equal(prepareRename(at.workspace, at.uri, at.offset).ok, false);
  const back = marked({
    'crd.yaml': CRONTAB.replace('name: crontabs', 'name: cron‸tabs'),
    'a.yaml': `${HEAD}spec: {}\n`,
  });
  const uses = usesAt(back.workspace, back.uri, back.offset).filter(({ declaration }) => !declaration);
  assert.deepEqual(
    uses.map(({ uri, range }) => show(back, uri, range)),
    ['a.yaml:2 CronTab'],
  );
});
