// Bundles every test/**/*.test.ts (but those of test/integration, which run inside VS Code) and runs them with node's
// own test runner. `node test/unit.mjs api cluster` runs the named folders only; further flags go to `node --test`.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { spawnSync } from 'node:child_process';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const flags = process.argv.slice(2).filter((word) => word.startsWith('-'));

const generated = spawnSync(process.execPath, [join(root, 'schemas/generate.mjs')], { stdio: 'inherit' }).status;
if (generated !== 0) process.exit(generated ?? 1);

const entryPoints = readdirSync(join(root, 'test'), { recursive: true })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.test.ts') && !name.startsWith('integration/') && !name.startsWith('bench/'))
  .filter((name) => wanted.length === 0 || wanted.some((word) => name === word || name.startsWith(`${word}/`)))
  .sort();
if (entryPoints.length === 0) {
  console.error(`no tests match ${wanted.join(' ')}`);
  process.exit(1);
}

const outdir = join(root, 'out/test', wanted.length === 0 ? 'all' : wanted.join('+').replaceAll('/', '_'));
rmSync(outdir, { recursive: true, force: true });
mkdirSync(outdir, { recursive: true });
await build({
  entryPoints: entryPoints.map((name) => join(root, 'test', name)),
  outdir,
  outbase: join(root, 'test'),
  bundle: true,
  splitting: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  outExtension: { '.js': '.mjs' },
  sourcemap: 'linked',
  logLevel: 'warning',
  absWorkingDir: root,
});
const files = entryPoints.map((name) => join(outdir, name.replace(/\.ts$/, '.mjs')));
const seed = pathToFileURL(join(root, 'test/seed.mjs')).href;
const run = spawnSync(process.execPath, ['--enable-source-maps', '--import', seed, '--test', ...flags, ...files], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(run.status ?? 1);
