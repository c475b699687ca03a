// Computes schemas/versions.json: since when fields and kinds exist, and what became of removed ones. Run by hand when a
// Kubernetes version is added; needs the Go modules k8s.io/api of all versions (`go mod download k8s.io/api@v0.28.0` …):
//   node schemas/versions.mjs FOLDER-OF-MODULES       e.g. ~/go/pkg/mod/k8s.io
// Only names and versions are taken: struct tags, and the lifecycle markers of API types.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MINORS = [28, 29, 30, 31, 32, 33, 34, 35, 36];
const modules = process.argv[2];
const folderOf = (minor) =>
  readdirSync(modules)
    .filter((name) => name.startsWith(`api@v0.${minor}.`))
    .map((name) => join(modules, name))[0];

/** The structs of a Go package: JSON names of fields, embedded structs, lifecycle markers. */
function readStructs(folder) {
  const structs = new Map();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.go') && !/_test|zz_|generated/.test(name))) {
    const text = readFileSync(join(folder, file), 'utf8');
    for (const match of text.matchAll(/((?:^\/\/.*\n|^\n(?=\/\/))*)^type (\w+) struct \{\n([\s\S]*?)^\}/gm)) {
      const [, comment, name, body] = match;
      const markers = {};
      for (const marker of comment.matchAll(/prerelease-lifecycle-gen:(\w+)=(\S+)/g)) markers[marker[1]] = marker[2];
      const fields = [];
      const embedded = [];
      for (const line of body.split('\n')) {
        const tag = /json:"([^",]*)(,[^"]*)?"/.exec(line);
        if (!tag || /^\s*\/\//.test(line)) continue;
        if (tag[1] !== '' && tag[1] !== '-') fields.push(tag[1]);
        else if (tag[2]?.includes('inline'))
          embedded.push(
            line
              .trim()
              .split(/\s/)[0]
              .replace(/^\*?(?:\w+\.)?/, ''),
          );
      }
      structs.set(name, { fields, embedded, markers });
    }
  }
  return structs;
}

const flat = (structs, name, depth = 0) => {
  const struct = structs.get(name);
  if (!struct || depth > 5) return [];
  return [...struct.fields, ...struct.embedded.flatMap((inner) => flat(structs, inner, depth + 1))];
};

const packagesOf = (module) =>
  readdirSync(module, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((group) =>
      readdirSync(join(module, group.name))
        .filter((version) => /^v\d/.test(version) && existsSync(join(module, group.name, version, 'register.go')))
        .map((version) => [group.name, version]),
    );

const seen = new Map(); // type id -> Map(field -> first minor), '' is the type itself
const kinds = {};
for (const minor of MINORS) {
  const module = folderOf(minor);
  if (!module) throw new Error(`no module of 1.${minor} in ${modules}`);
  for (const [group, version] of packagesOf(module)) {
    const folder = join(module, group, version);
    const structs = readStructs(folder);
    const groupName = /GroupName\s*=\s*"([^"]*)"/.exec(readFileSync(join(folder, 'register.go'), 'utf8'))?.[1] ?? group;
    for (const [name, struct] of structs) {
      const id = `io.k8s.api.${group}.${version}.${name}`;
      const known = seen.get(id) ?? new Map();
      if (!known.has('')) known.set('', minor);
      for (const field of flat(structs, name)) if (!known.has(field)) known.set(field, minor);
      seen.set(id, known);
      if (!struct.embedded.includes('ObjectMeta') && !struct.fields.includes('metadata')) continue;
      if (name.endsWith('List')) continue;
      const key = `${groupName === '' ? '' : `${groupName}/`}${version}/${name}`;
      const facts = (kinds[key] ??= { since: minor === MINORS[0] ? undefined : `1.${minor}` });
      const { introduced, deprecated, removed, replacement } = struct.markers;
      if (introduced) facts.since = introduced;
      if (deprecated) facts.deprecated = deprecated;
      if (removed) facts.removed = removed;
      if (replacement)
        facts.replacement = replacement
          .replace(/^,/, '')
          .replace(/^([^,]*),([^,]*),(.*)$/, '$1/$2/$3')
          .replaceAll(',', '/');
    }
  }
}

const fields = {};
for (const [id, known] of [...seen].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const since = known.get('');
  const later = [...known]
    .filter(([name, minor]) => name !== '' && minor > since)
    .map(([name, minor]) => [name, `1.${minor}`]);
  if (later.length > 0) fields[id] = Object.fromEntries(later);
}
const interesting = Object.fromEntries(
  Object.entries(kinds)
    .filter(
      ([, facts]) =>
        facts.removed || facts.deprecated || (facts.since && Number(facts.since.split('.')[1]) > MINORS[0]),
    )
    .sort(([a], [b]) => (a < b ? -1 : 1)),
);
const out = join(dirname(fileURLToPath(import.meta.url)), 'versions.json');
const row = (object) => Object.entries(object).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
writeFileSync(out, `{"fields":{\n${row(fields).join(',\n')}\n},\n"kinds":{\n${row(interesting).join(',\n')}\n}}\n`);
