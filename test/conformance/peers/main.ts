// `npm run peers -- DIR`: what the public test suites of other linters expect, held against our findings. DIR has their
// checkouts (README.md). `--write` writes peers.md, `--check` exits 1 where it is not what is found.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { disagreements, knownLines, OPEN, page, PEERS_FILE } from './report.ts';
import { readSuites } from './suites.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { write: { type: 'boolean', default: false }, check: { type: 'boolean', default: false } },
});
const folder = positionals[0] ?? process.env['DRYDOCK_PEERS'];
if (folder === undefined) {
  console.error('peers needs the folder that has the checkouts of the other tools');
  process.exit(2);
}
const { outcomes, missing } = readSuites(folder);
if (missing.length > 0) console.error(`not there: ${missing.join(', ')}`);
if (outcomes.length === 0 || (options.write && missing.length > 0)) process.exit(2);
const known = knownLines();
const lines = disagreements(outcomes, known);
console.log(page(outcomes, lines));
if (options.write) writeFileSync(PEERS_FILE, page(outcomes, lines));
if (options.check) {
  const listed = new Set(known.map(({ id }) => id));
  const wrong = lines.filter(({ id, reason }) => reason === OPEN || !listed.has(id));
  for (const { id } of wrong) console.error(`unexplained: ${id}`);
  if (wrong.length > 0) process.exit(1);
}
