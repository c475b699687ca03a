// Compresses recorded answers of a real API server into test/conformance/data. Run by hand when there are new ones:
//   node test/conformance/import.mjs FOLDER
// FOLDER holds cases.jsonl, verdicts.jsonl, corpus-verdicts.jsonl, bases/*.yaml, yaml-cases/* and prerequisites/*.yaml.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const from = process.argv[2];
const to = join(dirname(fileURLToPath(import.meta.url)), 'data');
mkdirSync(to, { recursive: true });

const pack = (name, text) => {
  const packed = gzipSync(text, { level: 9 });
  writeFileSync(join(to, `${name}.gz`), packed);
  console.log(`${name}: ${packed.length} bytes`);
};
const folder = (name, encoding) =>
  JSON.stringify(
    Object.fromEntries(
      readdirSync(join(from, name))
        .sort()
        .map((file) => [file, readFileSync(join(from, name, file)).toString(encoding)]),
    ),
  );

for (const name of ['cases.jsonl', 'verdicts.jsonl', 'corpus-verdicts.jsonl']) pack(name, readFileSync(join(from, name)));
pack('bases.json', folder('bases', 'utf8'));
pack('yaml-cases.json', folder('yaml-cases', 'base64'));
pack('prerequisites.json', folder('prerequisites', 'utf8'));
