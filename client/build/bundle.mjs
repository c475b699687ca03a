// Bundles the product into dist/ (esbuild). `--minify` for the package, `--watch` for development.
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawnSync } from 'node:child_process';
import { build, context } from 'esbuild';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const minify = process.argv.includes('--minify');

const generated = spawnSync(process.execPath, [join(root, 'schemas/generate.mjs')], { stdio: 'inherit' }).status;
if (generated !== 0) process.exit(generated ?? 1);

const node = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  sourcemap: minify ? false : 'linked',
  minify,
  legalComments: 'none',
  logLevel: 'warning',
  absWorkingDir: root,
};
const bundles = [
  { ...node, entryPoints: ['client/src/extension.ts'], outfile: 'dist/extension.js', external: ['vscode'] },
  { ...node, entryPoints: ['server/src/main.ts'], outfile: 'dist/server.js', banner: { js: '#!/usr/bin/env node' } },
  { ...node, entryPoints: ['server/src/cli.ts'], outfile: 'dist/cli.js', banner: { js: '#!/usr/bin/env node' } },
  {
    ...node,
    platform: 'browser',
    format: 'iife',
    entryPoints: ['client/view/main.ts'],
    outfile: 'dist/view.js',
    target: 'es2022',
  },
  {
    ...node,
    platform: 'browser',
    format: 'iife',
    entryPoints: ['client/view/graph.ts'],
    outfile: 'dist/graph.js',
    target: 'es2022',
  },
].filter((options) => options.entryPoints.every((entry) => existsSync(join(root, entry))));

// Field documentation stands beside the bundles and is read when it is first asked for.
mkdirSync(join(root, 'dist'), { recursive: true });
copyFileSync(join(root, 'server/src/schema/docs.generated.json'), join(root, 'dist/docs.json'));

if (process.argv.includes('--watch')) {
  for (const options of bundles) await (await context(options)).watch();
} else {
  const results = await Promise.all(bundles.map((options) => build({ ...options, metafile: true })));
  // What went into the bundles, for the notices of the package.
  const inputs = results.flatMap(({ metafile }) => Object.keys(metafile.inputs)).sort();
  mkdirSync(join(root, 'out'), { recursive: true });
  writeFileSync(join(root, 'out/bundle-inputs.json'), JSON.stringify([...new Set(inputs)]));
}
