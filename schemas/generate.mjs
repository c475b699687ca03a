// Generates every `*.generated.*` file of server/src. Run by the build; `node schemas/generate.mjs` by hand.
// Each step is a file of its own in schemas/generate/ that exports `generate(context): Promise<void> | void`;
// they run in the order of their names. A file is only written when its text changes, so that incremental
// type checks stay incremental.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);

const readJson = (name) => JSON.parse(readFileSync(join(here, name), 'utf8'));

const context = {
  readJson,
  root,
  facts: readJson('schema-facts.json'),
  discovery: readJson('discovery.json'),
  tableColumns: readJson('table-columns.json'),
  /** Writes `text` to a path relative to the project's root, unless it stands there already. */
  write(path, text) {
    const full = join(root, path);
    let old;
    try {
      old = readFileSync(full, 'utf8');
    } catch {
      old = undefined;
    }
    if (old === text) return;
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
  },
};

const steps = readdirSync(join(here, 'generate'))
  .filter((name) => /^\d\d-.*\.mjs$/.test(name))
  .sort();
for (const name of steps) {
  const step = await import(pathToFileURL(join(here, 'generate', name)).href);
  await step.generate(context);
}
