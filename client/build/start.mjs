// `npm start`: opens a real VS Code with Drydock on examples/. `-- --web` asks for VS Code in the browser, `-- --port N`
// for a certain port there, and a path opens another folder. Every fallback says why it was taken.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './install.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const args = process.argv.slice(2);
const web = args.includes('--web');
const port = args.includes('--port') ? Number(args[args.indexOf('--port') + 1]) : 0;
const folder = resolve(
  args.find((arg, n) => !arg.startsWith('--') && args[n - 1] !== '--port') ?? join(root, 'examples'),
);

function requireFolder() {
  if (existsSync(folder)) return;
  console.error(`There is no folder ${folder} to open.`);
  process.exit(1);
}

function build() {
  console.log('Building Drydock …');
  const status = spawnSync(process.execPath, [join(root, 'client/build/bundle.mjs')], { stdio: 'inherit' }).status;
  if (status === 0) return;
  console.error('The build failed; see above.');
  process.exit(status ?? 1);
}

/** Runs a VS Code until its window is closed; resolves to the reason why it did not start, if so. */
function open(command, commandArgs, note) {
  console.log(note);
  return new Promise((done) => {
    const child = spawn(command, commandArgs, { stdio: 'ignore', shell: process.platform === 'win32' });
    const pass = (signal) => child.kill(signal);
    process.once('SIGINT', pass);
    process.once('SIGTERM', pass);
    child.once('error', (error) => done(`it could not be started (${error.message})`));
    child.once('exit', (status) => done(status === 0 || status === null ? undefined : `it ended with exit ${status}`));
  });
}

/** VS Code refuses to run as root without both of these. */
const asRoot = (userData) => (process.getuid?.() === 0 ? ['--no-sandbox', '--user-data-dir', userData] : []);

async function startDesktop() {
  const { codeOnPath, desktopExecutable, whyNoDisplay } = await import('../../test/host/desktop.mjs');
  const noDisplay = whyNoDisplay();
  if (noDisplay !== undefined) return noDisplay;
  const extension = `--extensionDevelopmentPath=${root}`;
  const userData = join(root, '.vscode-test/user');
  const reasons = [];
  const code = codeOnPath();
  if (code === undefined) reasons.push('there is no `code` on PATH');
  else {
    const why = await open(code, ['--new-window', extension, folder, ...asRoot(userData)], `Opening VS Code: ${code}`);
    if (why === undefined) return undefined;
    reasons.push(`${code}: ${why}`);
  }
  console.log(`${reasons.join('; ')}. Looking for the desktop build that @vscode/test-electron downloads …`);
  try {
    const executable = await desktopExecutable();
    const own = ['--user-data-dir', userData, '--extensions-dir', join(root, '.vscode-test/extensions')];
    const noSandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const why = await open(executable, [extension, folder, ...own, ...noSandbox], `Opening VS Code: ${executable}`);
    if (why === undefined) return undefined;
    reasons.push(`the downloaded VS Code: ${why}`);
  } catch (error) {
    reasons.push(`the desktop build cannot be downloaded (${error instanceof Error ? error.message : error})`);
  }
  return reasons.join('; ');
}

/** VS Code in the browser: code-server with the packaged extension, until Ctrl+C. */
async function startWeb() {
  const { ensureHost } = await import('../../test/host/setup.mjs');
  const { hostCommand, prepareState, quietSettings, startServer, workbenchUrl } =
    await import('../../test/host/host.mjs');
  const { packageExtension } = await import('./package.mjs');
  ensureHost();
  const state = join(root, '.vscode-test/web');
  mkdirSync(state, { recursive: true });
  rmSync(join(state, 'exts'), { recursive: true, force: true });
  prepareState(state, quietSettings);
  const vsix = packageExtension(join(state, 'drydock.vsix'));
  await hostCommand(state, ['--install-extension', vsix]);
  const server = await startServer(state, { port, remove: false });
  const stop = () => void server.stop().finally(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  process.once('SIGHUP', stop);
  console.log(`\nVS Code with Drydock is ready: open ${workbenchUrl(server.port, { folder })} in a browser.`);
  console.log('Ctrl+C ends it.');
  await server.ended;
  console.error(`code-server ended by itself:\n${server.log().split('\n').slice(-10).join('\n')}`);
  process.exitCode = 1;
}

requireFolder();
ensureInstalled(root);
build();
const why = web ? 'the browser was asked for (--web)' : await startDesktop();
if (why !== undefined) {
  console.log(`Opening VS Code in the browser, because ${why}.`);
  try {
    await startWeb();
  } catch (error) {
    console.error(`VS Code in the browser could not be started: ${error instanceof Error ? error.message : error}`);
    process.exit(1);
  }
}
