// Bundles and runs the conformance replay: `npm run conformance -- --kind Pod --clusters 30`; with `peers` as the first
// word the comparison with other linters' suites (peers/).
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const generated = spawnSync(process.execPath, [join(root, 'schemas/generate.mjs')], { stdio: 'inherit' }).status;
if (generated !== 0) process.exit(generated ?? 1);
const peers = process.argv[2] === 'peers';
const outfile = join(root, peers ? 'out/peers.mjs' : 'out/conformance.mjs');
await build({
  entryPoints: [join(root, peers ? 'test/conformance/peers/main.ts' : 'test/conformance/main.ts')],
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
const run = spawnSync(process.execPath, ['--enable-source-maps', outfile, ...process.argv.slice(peers ? 3 : 2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(run.status ?? 1);
