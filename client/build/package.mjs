// `npm run package`: a .vsix that contains only what runs. Fails when it grows beyond what is promised.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './install.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const MAX_BYTES = 3_000_000;

const node = (...args) => spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });

/** Builds and packs; returns the path of the .vsix. Throws when a step fails. */
export function packageExtension(file) {
  const steps = [
    ['client/build/bundle.mjs', '--minify'],
    ['client/build/notices.mjs'],
    [
      'node_modules/@vscode/vsce/vsce',
      'package',
      '--no-dependencies',
      '--allow-missing-repository',
      '--no-rewrite-relative-links',
      '--out',
      file,
    ],
  ];
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  for (const [script, ...args] of steps) {
    const { status, stdout } = node(join(root, script), ...args);
    if (status !== 0) throw new Error(`${script} failed (exit ${status})\n${stdout}`);
  }
  return file;
}

if (resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  ensureInstalled(root);
  const file = join(root, 'drydock.vsix');
  packageExtension(file);
  const bytes = existsSync(file) ? statSync(file).size : 0;
  console.log(`${file}: ${(bytes / 1e6).toFixed(2)} MB`);
  if (bytes > MAX_BYTES) {
    console.error(
      `That is more than the ${MAX_BYTES / 1e6} MB that are promised; see what got in: unzip -lv drydock.vsix`,
    );
    process.exitCode = 1;
  }
}
