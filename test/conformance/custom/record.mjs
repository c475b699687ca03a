// Asks a live API server about custom resources and writes its answers to cases.jsonl.gz. Run by hand where there is a
// server that has none of these definitions, or the same ones:
//   node test/conformance/custom/record.mjs URL TOKEN
// Every base is changed in every place in every way; creates and updates are sent as dry runs with strict validation.
// It leaves the definitions there, and nothing else.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { parse } from 'yaml';

const [url, token] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const agent = new Agent({ keepAlive: true, rejectUnauthorized: false, maxSockets: 4 });

function send(method, path, body) {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const sent = request(`${url}${path}`, { method, agent, headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const warnings = response.rawHeaders.filter((_, i, all) => i % 2 === 1 && all[i - 1].toLowerCase() === 'warning');
        resolve({ code: response.statusCode, body: JSON.parse(text), warnings });
      });
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const read = (folder) =>
  readdirSync(join(here, folder))
    .sort()
    .map((file) => [file.replace(/\.yaml$/, ''), parse(readFileSync(join(here, folder, file), 'utf8'))]);

const definitions = read('definitions').map(([, value]) => value);
const bases = read('bases');

const OTHERS = [null, '', 'x', 'a-b.c', 0, -1, 7, 1.5, 2147483648, true, [], {}, ['x'], [{}], { a: 'b' }];
/** Texts that are one thing or another, or nearly. */
const TEXTS = [
  '2026-02-29', '2024-02-29', '2026-2-1', '2026-02-28T24:00:00Z', '2026-02-28t23:59:59z', '2026-02-28T23:59:59', '2026-02-28T23:59:59,5Z', '2026-02-28T23:59:60Z', '2026-02-28 23:59:59Z',
  '5', '5s', '1.5h', '-5m', '0', '5 minutes', '3 days', '1w', '5 parsecs', 'PT5M', 'YQ==', 'YQ', 'YQ=', 'YWJj\n', '!!!!', '10.0.0', '10.0.0.256', '010.0.0.1', '10.0.0.0/33', '10.0.0.1/24', '10.0.0.0/024', 'fd00::/64',
  '::ffff:10.0.0.1', 'fe80::1%eth0', '::', ':::', '00-00-5E-00-53-01', '0000.5e00.5301', '00:00:5e:00:53', '/path', 'path', 'mailto:a@b', 'http://', 'http://a b', 'http://[::1]:80/', 'http://a:b/', '%zz', '/%zz', '*',
  'a@b', 'A <a@b.c>', 'a@', '@b', 'a', 'EXAMPLE.com', '-a.com', 'a_b.com', 'a..b', 'a.b.', 'localhost', 'x'.repeat(64), 'x'.repeat(254), '123E4567E89B12D3A456426614174000', '123e4567', '0-321-75104-3', '0321751044', '080442957X', '978 0321751041', '9780321751042',
  '4111111111111112', '5500-0000-0000-0004', '123456789', '123 45 6789', '#FFF', 'fff', '#FFFF', 'rgb(256,0,0)', 'rgb( 1, 2, 3 )', 'rgb(1,2)', '507F1F77BCF86CD799439011', '507f1f77', 'A-b', '-', 'a-', 'a.b', 'a/b', 'naïve', '😀', '😀😀', '* * * * *', '50%', '1Gi', '1gi',
];

function spots(value, path = []) {
  if (Array.isArray(value)) return value.flatMap((item, i) => [[...path, i], ...spots(item, [...path, i])]);
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).flatMap((key) => [[...path, key], ...spots(value[key], [...path, key])]);
}
const at = (value, path) => path.reduce((inner, step) => inner?.[step], value);
const pointer = (path) => path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
const isMap = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

function* patches(name, base) {
  yield [];
  for (const path of [[], ...spots(base)]) {
    const value = at(base, path);
    const where = pointer(path);
    const identity = path.length === 1 && ['apiVersion', 'kind', 'metadata'].includes(path[0]);
    if (isMap(value)) {
      yield [{ op: 'add', path: `${where}/unknownField`, value: 1 }];
      yield [{ op: 'add', path: `${where}/unknownObject`, value: { a: { b: 1 } } }];
    }
    if (path.length === 0 || (identity && path[0] !== 'metadata')) continue;
    if (Array.isArray(value)) {
      yield [{ op: 'add', path: `${where}/-`, value: value[0] ?? 'x' }];
      yield [{ op: 'replace', path: where, value: [...value, ...value, ...value] }];
      yield [{ op: 'add', path: `${where}/-`, value: null }];
    }
    yield [{ op: 'remove', path: where }];
    for (const other of OTHERS) yield [{ op: 'replace', path: where, value: other }];
    if (typeof value === 'string' && path[0] === 'spec') {
      const all = name === 'gadget-formats' || name === 'ruled';
      for (const text of all ? TEXTS : TEXTS.filter((_, i) => i % 9 === path.length % 9)) {
        yield [{ op: 'replace', path: where, value: text }];
      }
    }
    if (typeof value === 'number') {
      for (const number of [value - 1, value + 1, value * 2, value * 3, 100, 0.3, 0.75, 9007199254740991]) {
        yield [{ op: 'replace', path: where, value: number }];
      }
    }
  }
  // Two at once, in places that have nothing to do with each other.
  const all = spots(base).filter(([first]) => first === 'spec');
  for (let i = 0; i + 7 < all.length; i += 2) {
    yield [
      { op: 'replace', path: pointer(all[i + 7]), value: OTHERS[(i * 5) % OTHERS.length] },
      ...(pointer(all[i + 7]).startsWith(`${pointer(all[i])}/`) ? [] : [{ op: 'replace', path: pointer(all[i]), value: OTHERS[(i * 3) % OTHERS.length] }]),
    ];
  }
}

/** RFC 6902 as far as the patches above need it. */
function apply(base, patch) {
  const root = structuredClone(base);
  for (const { op, path, value } of patch) {
    const steps = path.split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = steps.pop();
    const parent = at(root, steps);
    if (parent === undefined || parent === null || typeof parent !== 'object') return undefined;
    if (op !== 'add' && !Object.hasOwn(parent, last)) return undefined;
    if (op === 'remove') Array.isArray(parent) ? parent.splice(Number(last), 1) : delete parent[last];
    else if (last === '-') parent.push(structuredClone(value));
    else parent[last] = structuredClone(value);
  }
  return root;
}

/** An object without what differs from one recording to the next. */
function normal(object) {
  const copy = JSON.parse(JSON.stringify(object));
  for (const field of ['uid', 'creationTimestamp', 'managedFields', 'resourceVersion']) delete copy.metadata?.[field];
  return copy;
}

function pathOf(object) {
  const [group, version] = object.apiVersion.split('/');
  const { names, scope } = definitions.find(({ spec }) => spec.group === group && spec.names.kind === object.kind).spec;
  return `/apis/${group}/${version}${scope === 'Namespaced' ? '/namespaces/default' : ''}/${names.plural}`;
}

for (const definition of definitions) {
  const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
  const reply = await send('POST', path, definition);
  if (reply.code !== 201 && reply.code !== 409) throw new Error(JSON.stringify(reply.body));
}
await new Promise((resolve) => setTimeout(resolve, 5000));

const lines = [];
const record = (fields, { code, body, warnings }) => {
  const causes = body.details?.causes;
  lines.push({
    ...fields,
    code,
    ...(code < 300 ? { stored: normal(body) } : { reason: body.reason, message: body.message, ...(causes ? { causes } : {}) }),
    ...(warnings.length > 0 ? { warnings: warnings.map((text) => text.replace(/^299 - "(.*)"$/s, '$1').replaceAll('\\"', '"')) } : {}),
  });
};
for (const [name, base] of bases) {
  const path = pathOf(base);
  const query = 'dryRun=All&fieldValidation=Strict';
  const seen = new Set();
  for (const patch of patches(name, base)) {
    const object = apply(base, patch);
    const text = JSON.stringify(object);
    if (object === undefined || seen.has(text)) continue;
    seen.add(text);
    record({ base: name, patch }, await send('POST', `${path}?${query}`, object));
  }
  // Updates start from what is stored.
  const created = await send('POST', `${path}?fieldValidation=Strict`, base);
  if (created.code !== 201) throw new Error(JSON.stringify(created.body));
  const one = `${path}/${base.metadata.name}`;
  let count = 0;
  for (const patch of patches(name, normal(created.body))) {
    // Most of what an update refuses, a create refuses too.
    if (name !== 'ruled' && count++ % 4 !== 0) continue;
    const object = apply(created.body, patch);
    if (object !== undefined) record({ base: name, update: true, patch }, await send('PUT', `${one}?${query}`, object));
  }
  await send('PUT', one, { ...created.body, metadata: { ...created.body.metadata, finalizers: [] } });
  await send('DELETE', one);
}
agent.destroy();
const packed = gzipSync(lines.map((line) => JSON.stringify(line)).join('\n'), { level: 9 });
writeFileSync(join(here, 'cases.jsonl.gz'), packed);
console.log(`${lines.length} answers, ${packed.length} bytes`);
