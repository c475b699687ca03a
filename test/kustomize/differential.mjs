// Compares our builds with the real ones, for every kustomization below a folder: object by object as parsed values,
// and their order. A development aid:
//   KUBECTL=path/to/kubectl node test/kustomize/differential.mjs FOLDER… [--verbose] [--record]
// With --record it writes what the real kubectl says of test/kustomize/trees into recorded.json, for the test.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { build as bundle } from 'esbuild';
import { parseAllDocuments } from 'yaml';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const kubectl = process.env.KUBECTL ?? 'kubectl';
const verbose = process.argv.includes('--verbose');
const recording = process.argv.includes('--record');
const trees = join(root, 'test/kustomize/trees');
const named = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const folders = recording ? [trees] : named;
const NAMES = new Set(['kustomization.yaml', 'kustomization.yml', 'Kustomization']);

const outfile = join(root, 'out/test/kustomize-build.mjs');
mkdirSync(dirname(outfile), { recursive: true });
await bundle({
  entryPoints: [join(root, 'server/src/kustomize/build.ts')],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  logLevel: 'warning',
  absWorkingDir: root,
});
const { build, Memo } = await import(pathToFileURL(outfile).href);

/** Every folder with a kustomization. */
function kustomizations(folder) {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  const own = entries.some((entry) => NAMES.has(entry.name)) ? [folder] : [];
  const inner = entries.filter(
    (entry) => entry.isDirectory() && entry.name !== 'node_modules' && entry.name !== '.git',
  );
  return [...own, ...inner.flatMap((entry) => kustomizations(join(folder, entry.name)))];
}

function read(path) {
  try {
    const bytes = readFileSync(path);
    const text = bytes.toString('utf8');
    return Buffer.from(text, 'utf8').equals(bytes) ? text : new Uint8Array(bytes);
  } catch {
    return undefined;
  }
}

/** The real build. Offline: what it would fetch fails. */
function real(folder) {
  const { status, stdout, stderr } = spawnSync(kubectl, ['kustomize', folder], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    timeout: 60_000,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      GIT_TERMINAL_PROMPT: '0',
      https_proxy: 'http://127.0.0.1:9',
    },
  });
  if (status !== 0) return { error: stderr.replace(/^# Warning.*\n/gm, '').trim() };
  const documents = parseAllDocuments(stdout, { merge: true });
  return {
    objects: (Array.isArray(documents) ? documents : []).map((document) => document.toJS({ maxAliasCount: -1 })),
  };
}

const plain = (value) =>
  JSON.parse(JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? Number(item) : item)));

function firstDifference(a, b, path = '') {
  if (isDeepStrictEqual(a, b)) return undefined;
  if (
    typeof a === 'object' &&
    typeof b === 'object' &&
    a !== null &&
    b !== null &&
    Array.isArray(a) === Array.isArray(b)
  ) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const found = firstDifference(a[key], b[key], `${path}.${key}`);
      if (found !== undefined) return found;
    }
  }
  return `${path}: ours ${JSON.stringify(a)?.slice(0, 200)}, real ${JSON.stringify(b)?.slice(0, 200)}`;
}

const nameOf = (object) => `${object?.kind}/${object?.metadata?.name}`;

function compare(ours, theirs) {
  if (theirs.error !== undefined) {
    if (ours.state === 'built') return ['accepted', `real: ${theirs.error.slice(0, 300)}`];
    return [ours.state, `${ours.problem.message}\n      real: ${theirs.error.slice(0, 300)}`];
  }
  if (ours.state === 'incomplete') return ['incomplete-but-built', ours.problem.message];
  if (ours.state === 'refused') return ['wrongly-refused', ours.problem.message];
  const objects = ours.objects.map(({ value }) => plain(value));
  if (isDeepStrictEqual(objects, theirs.objects)) return ['equal', `${objects.length} objects`];
  const names = [objects.map(nameOf), theirs.objects.map(nameOf)];
  if (!isDeepStrictEqual(...names)) {
    return ['different', `objects or order: ${firstDifference(...names)}`];
  }
  const at = objects.findIndex((object, index) => !isDeepStrictEqual(object, theirs.objects[index]));
  return ['different', `${names[0][at]}${firstDifference(objects[at], theirs.objects[at])}`];
}

const counts = {};
const recorded = {};
const memo = new Memo();
let ms = 0;
for (const folder of folders.map((each) => resolve(each)).filter((each) => statSync(each).isDirectory())) {
  for (const each of kustomizations(folder)) {
    const start = performance.now();
    const ours = build(each, read, memo);
    ms += performance.now() - start;
    const theirs = real(each);
    // Addresses in memory differ from run to run.
    const error = theirs.error?.replaceAll(trees, '').replace(/&\{0x\w+ <nil>\}/, '&{}');
    recorded[relative(trees, each).replaceAll('\\', '/')] = error === undefined ? theirs : { error };
    const [outcome, detail] = compare(ours, theirs);
    counts[outcome] = (counts[outcome] ?? 0) + 1;
    const wrong = ['different', 'accepted', 'wrongly-refused'].includes(outcome);
    if (verbose || wrong || outcome === 'incomplete-but-built') console.log(`${outcome}: ${each}\n      ${detail}`);
  }
}
if (recording) writeFileSync(join(root, 'test/kustomize/recorded.json'), `${JSON.stringify(recorded)}\n`);
console.log(counts, `${Math.round(ms)} ms`);
process.exitCode = counts.different || counts.accepted || counts['wrongly-refused'] ? 1 : 0;
