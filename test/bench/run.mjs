// npm run bench: builds the product, bundles the bench and runs it. `npm run bench -- keystroke check cluster` runs the
// named parts only; without names all of them. The table goes to test/bench/README.md with `--write`.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawnSync } from 'node:child_process';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const run = (command, args, options = {}) => {
  const { status } = spawnSync(command, args, { stdio: 'inherit', cwd: root, ...options });
  if (status !== 0) process.exit(status ?? 1);
};

if (!existsSync(join(here, 'node_modules/yaml-language-server'))) {
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', here], {
    shell: process.platform === 'win32',
  });
}
run(process.execPath, ['client/build/bundle.mjs', '--minify']);
const outfile = join(root, 'out/bench/bench.mjs');
await build({
  entryPoints: [join(here, 'bench.ts')],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'warning',
  absWorkingDir: root,
});
run(process.execPath, ['--expose-gc', '--max-old-space-size=8192', outfile, ...process.argv.slice(2)]);
