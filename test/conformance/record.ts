// Records what a live API server answers to the cases of recorder/: the manifests there, systematic mutations of them,
// and the patches that stand below them. Run by hand where there is a server that may be written to:
//   node test/conformance/run.mjs record --server URL --token TOKEN [--base NAME,NAME] [--count N]
// It creates the prerequisites, asks with dry runs (an update needs an object: that is made and removed), and writes
// data/further-cases.jsonl.gz and data/further-verdicts.jsonl.gz. With --base the answers to other bases are kept.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { parseDocument } from 'yaml';
import type { GroupVersionKind } from '../../server/src/api/gvk.ts';
import { isNamespaced, isQuestion, resourceOf } from '../../server/src/api/resource.ts';
import { applyPatch } from './cases.ts';
import { readPrerequisites, recorderFiles, type Case, type PatchOperation, type Verdict } from './data.ts';
import { isObject, type Json } from './mutations.ts';
import { connect, gvkOfObject, pathOf, type Reply, type Server } from './server.ts';
import { systematicCases, thinned } from './systematic.ts';

const NAMESPACE = 'oracle';
const DRY_RUN = 'dryRun=All&fieldValidation=Strict';

/** What stands below a manifest: patches by name. */
interface Patches {
  readonly creates?: Readonly<Record<string, Json>>;
  readonly updates?: Readonly<Record<string, Json>>;
}

/** `{ =/a: 1, +/b: 2, -/c: ~ }`: replace, add, remove. */
const patchOf = (text: Json): PatchOperation[] =>
  Object.entries(text).map(([key, value]): PatchOperation => {
    const path = key.slice(1);
    if (key.startsWith('-')) return { op: 'remove', path };
    return { op: key.startsWith('+') ? 'add' : 'replace', path, value };
  });

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const metaOf = (object: Json): Json => (isObject(object['metadata']) ? object['metadata'] : {});

/** The object without what differs from run to run. */
function normal(object: Json, generateName: string): Json {
  const uid = textOf(metaOf(object)['uid']);
  const text = JSON.stringify(object);
  const copy = JSON.parse(uid === '' ? text : text.replaceAll(uid, '<uid>')) as Json;
  const metadata = metaOf(copy);
  for (const field of ['uid', 'creationTimestamp', 'managedFields', 'resourceVersion']) delete metadata[field];
  if (generateName !== '' && textOf(metadata['name']).startsWith(generateName)) metadata['name'] = `${generateName}#####`;
  return copy;
}

/** What the recorded causes say is in them; of longer messages the beginning is enough. */
const MESSAGE_LIMIT = { withCauses: 200, alone: 4000 };

/** Questions that the server answers are not stored. */
const isStored = (object: Json): boolean => !isQuestion(gvkOfObject(object));

function verdictOf(id: string, reply: Reply, sent: Json, before?: Json): Verdict {
  const accepted = reply.code >= 200 && reply.code < 300;
  const details = isObject(reply.body['details']) ? reply.body['details'] : {};
  const causes = (Array.isArray(details['causes']) ? details['causes'] : []) as NonNullable<Verdict['causes']>;
  const limit = causes.length > 0 ? MESSAGE_LIMIT.withCauses : MESSAGE_LIMIT.alone;
  const generateName = metaOf(sent)['name'] === undefined ? textOf(metaOf(sent)['generateName']) : '';
  return {
    id,
    code: reply.code,
    reason: accepted ? '' : textOf(reply.body['reason']),
    message: accepted ? '' : textOf(reply.body['message']).slice(0, limit),
    causes: causes.map(({ reason, field, message }) => ({ reason, field, message: message.slice(0, 1000) })),
    warnings: reply.warnings,
    ...(reply.code === 0 ? { failed: true } : {}),
    ...(accepted && isStored(reply.body) ? { stored: normal(reply.body, generateName) } : {}),
    ...(before === undefined ? {} : { before: normal(before, '') }),
  };
}

/** Waits until the server's own controllers have seen a new object: what an update may change depends on that. */
async function settled(server: Server, path: string): Promise<Json> {
  let last = '';
  for (let round = 0; round < 20; round++) {
    const { body } = await server.send('GET', path);
    const text = JSON.stringify(body);
    if (text === last) return body;
    last = text;
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
  throw new Error(`${path} does not come to rest`);
}

/** Updates of what all kinds have; none of them may do more or less than others. */
const META_UPDATES: Readonly<Record<string, Json>> = {
  'meta/label': { '+/metadata/labels': { 'a b': 'c' } },
  'meta/annotation': { '+/metadata/annotations': { 'a b': 'c' } },
  'meta/finalizer': { '+/metadata/finalizers': ['added'] },
  'meta/qualified-finalizer': { '+/metadata/finalizers': ['example.com/added'] },
  'meta/bad-finalizer': { '+/metadata/finalizers': ['a b'] },
  'meta/owner': { '+/metadata/ownerReferences': [{}] },
  'meta/generation': { '+/metadata/generation': 7 },
  'meta/deletion': { '+/metadata/deletionGracePeriodSeconds': 7 },
};

/** Removes an object whatever waits for its end. */
async function remove(server: Server, path: string): Promise<void> {
  await server.send('PATCH', path, { metadata: { finalizers: null } });
  await server.send('DELETE', path);
  await server.send('PATCH', path, { metadata: { finalizers: null } });
}

async function recordUpdates(server: Server, base: string, gvk: GroupVersionKind, object: Json, patches: Json) {
  const collection = pathOf(gvk, NAMESPACE) ?? '';
  const path = `${collection}/${textOf(metaOf(object)['name'])}`;
  const created = await server.send('POST', collection, object);
  if (created.code !== 201) throw new Error(`${base}: ${JSON.stringify(created.body)}`);
  const found: { item: Case; verdict: Verdict }[] = [];
  const before = await settled(server, path);
  for (const [name, text] of Object.entries({ ...META_UPDATES, ...patches })) {
    const patch = patchOf(text as Json);
    const mutation = `update:${name.slice(name.indexOf('/') + 1)}`;
    const item: Case = { id: `u:${name}@${base}`, base, kind: gvk.kind, path: [], mutation, patch, update: true };
    const sent = applyPatch(before, patch) as Json;
    const reply = await server.send('PUT', `${path}?${DRY_RUN}`, sent);
    found.push({ item, verdict: verdictOf(item.id, reply, sent, before) });
  }
  await remove(server, path);
  return found;
}

async function recordBase(server: Server, base: string, text: string, count: number) {
  const [manifest = '', below = ''] = text.split('\n---\n');
  const object = parseDocument(manifest).toJS() as Json;
  const patches = (parseDocument(below).toJS() ?? {}) as Patches;
  const gvk = gvkOfObject(object);
  const unchanged: Case = { id: `${base}!unchanged`, base, kind: gvk.kind, path: [], mutation: 'unchanged', patch: [] };
  const crossed = Object.entries(patches.creates ?? {}).map(([name, patch]): Case => {
    const mutation = `cross:${name.slice(0, name.indexOf('/'))}`;
    return { id: `x:${name}@${base}`, base, kind: gvk.kind, path: [], mutation, patch: patchOf(patch) };
  });
  const found: { item: Case; verdict: Verdict }[] = [];
  const updatable = resourceOf(gvk)?.verbs.includes('update') === true;
  if (updatable) await remove(server, `${pathOf(gvk, NAMESPACE) ?? ''}/${textOf(metaOf(object)['name'])}`);
  for (const item of [unchanged, ...thinned(systematicCases(base, gvk, object), count), ...crossed]) {
    let sent: Json;
    try {
      sent = applyPatch(object, item.patch) as Json;
    } catch (error) {
      throw new Error(`${item.id}: ${String(error)}`);
    }
    const reply = await server.send('POST', `${pathOf(gvk, NAMESPACE) ?? ''}?${DRY_RUN}`, sent);
    if (item === unchanged && reply.code !== 201) console.log(`${base} is refused: ${JSON.stringify(reply.body).slice(0, 1500)}`);
    found.push({ item, verdict: verdictOf(item.id, reply, sent) });
  }
  if (updatable && patches.updates) found.push(...(await recordUpdates(server, base, gvk, object, patches.updates)));
  return found;
}

async function createPrerequisites(server: Server): Promise<void> {
  for (const value of readPrerequisites()) {
    const object = value as Json;
    const gvk = gvkOfObject(object);
    const reply = await server.send('POST', pathOf(gvk, isNamespaced(gvk) === true ? NAMESPACE : '') ?? '', object);
    if (reply.code !== 201 && reply.code !== 409) console.log(`${gvk.kind}: ${textOf(reply.body['message'])}`);
  }
}

const folder = join(process.cwd(), 'test/conformance/data');
const read = <T>(name: string): T[] => {
  try {
    const text = gunzipSync(readFileSync(join(folder, name))).toString('utf8');
    return text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as T);
  } catch {
    return [];
  }
};
function write(name: string, rows: readonly unknown[]): void {
  const packed = gzipSync(`${rows.map((row) => JSON.stringify(row)).join('\n')}\n`, { level: 9 });
  writeFileSync(join(folder, name), packed);
  console.log(`${name}: ${rows.length} lines, ${packed.length} bytes`);
}

const { values: options } = parseArgs({
  options: { server: { type: 'string' }, token: { type: 'string' }, base: { type: 'string' }, count: { type: 'string' } },
});
if (options.server === undefined) throw new Error('--server URL is missing');
const server = connect(options.server, options.token ?? '');
await createPrerequisites(server);
const asked = options.base?.split(',');
const isAsked = (base: string): boolean => asked === undefined || asked.includes(base);
const cases = read<Case>('further-cases.jsonl.gz').filter((item) => !isAsked(item.base ?? ''));
const kept = new Set(cases.map((item) => item.id));
const verdicts = read<Verdict>('further-verdicts.jsonl.gz').filter((verdict) => kept.has(verdict.id));
for (const [base, text] of recorderFiles()) {
  if (!isAsked(base)) continue;
  for (const { item, verdict } of await recordBase(server, base, text, Number(options.count ?? 180))) {
    cases.push(item);
    verdicts.push(verdict);
  }
}
server.close();
const byId = (a: { id: string; base?: string | null }, b: { id: string }): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
write('further-cases.jsonl.gz', cases.sort(byId));
write('further-verdicts.jsonl.gz', verdicts.sort(byId));
