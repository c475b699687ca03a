// Bundles and runs the conformance replay: `npm run conformance -- --kind Pod --clusters 30`; with `peers` as the first
// word the comparison with other linters' suites (peers/), with `record` the recorder of further answers (record.ts).
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const generated = spawnSync(process.execPath, [join(root, 'schemas/generate.mjs')], { stdio: 'inherit' }).status;
if (generated !== 0) process.exit(generated ?? 1);
const others = { peers: 'peers/main', record: 'record' };
const other = Object.keys(others).find((word) => process.argv[2] === word);
const outfile = join(root, `out/${other ?? 'conformance'}.mjs`);
await build({
  entryPoints: [join(root, `test/conformance/${others[other] ?? 'main'}.ts`)],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: 'linked',
  logLevel: 'warning',
  absWorkingDir: root,
});
const run = spawnSync(process.execPath, ['--enable-source-maps', outfile, ...process.argv.slice(other === undefined ? 2 : 3)], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(run.status ?? 1);
