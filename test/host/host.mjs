// Starts code-server (VS Code's own workbench, server and Node extension host) on a free loopback port, and a headless
// Chromium on it, both with throw-away state. The in-editor tests and `npm start -- --web` share it.
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { hostEntry, hostNode } from './setup.mjs';

/** Settings under which nothing but Drydock asks for attention. */
export const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'npm.autoDetect': 'off',
  'typescript.disableAutomaticTypeAcquisition': true,
  'json.schemaDownload.enable': false,
};

/** What only a test run wants: no trust question, no hot exit, no file saved behind its back. */
export const testSettings = {
  ...quietSettings,
  'security.workspace.trust.enabled': false,
  'files.hotExit': 'off',
  'files.autoSave': 'off',
  'git.openRepositoryInParentFolders': 'never',
};

/** Makes the folders that code-server keeps its state in. */
export function prepareState(dir, settings) {
  for (const name of ['user/User', 'exts', 'home', 'tmp']) mkdirSync(join(dir, name), { recursive: true });
  writeFileSync(join(dir, 'config.yaml'), '');
  const file = join(dir, 'user/User/settings.json');
  if (!existsSync(file)) writeFileSync(file, JSON.stringify(settings, null, 2));
  return dir;
}

export const freshState = (settings = testSettings) =>
  prepareState(mkdtempSync(join(tmpdir(), 'drydock-host-')), settings);

const stateArguments = (dir) => [
  ...['--config', join(dir, 'config.yaml')],
  ...['--user-data-dir', join(dir, 'user')],
  ...['--extensions-dir', join(dir, 'exts')],
];

function environment(dir, extra) {
  const env = {
    ...process.env,
    HOME: join(dir, 'home'),
    TMPDIR: join(dir, 'tmp'),
    // An empty gallery: extensions are neither looked up over the network nor offered.
    EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: '', itemUrl: '', resourceUrlTemplate: '' }),
    ...extra,
  };
  // The terminal of another VS Code around us must not leak in, nor anything out of the state folder.
  for (const name of Object.keys(env)) if (/^(XDG_|VSCODE_|ELECTRON_|CODE_SERVER_)/.test(name)) delete env[name];
  for (const name of ['PORT', 'PASSWORD', 'NODE_OPTIONS']) delete env[name];
  return env;
}

/** Runs a code-server command that ends by itself (`--install-extension`). */
export function hostCommand(dir, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(hostNode, [hostEntry, ...stateArguments(dir), ...args], {
      env: environment(dir, {}),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    child.stdout.on('data', (data) => (text += data));
    child.stderr.on('data', (data) => (text += data));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(text) : reject(new Error(`code-server ${args.join(' ')}: exit ${code}\n${text}`)),
    );
  });
}

/** On a signal: stop everything, then go, with the usual 128 + n. */
export function onSignal(stopAll) {
  for (const [signal, number] of [
    ['SIGHUP', 1],
    ['SIGINT', 2],
    ['SIGTERM', 15],
  ]) {
    process.once(signal, () => void stopAll().finally(() => process.exit(128 + number)));
  }
}

/**
 * A shell that waits on a pipe from this process. When this process is gone, however it ended (a CI's cancel, kill -9),
 * the pipe closes: the shell ends the code-server group and removes the throw-away folder.
 */
function guard(pid, removed) {
  const script = 'read _; kill -KILL "-$1" && sleep 1; [ -z "$2" ] || rm -rf -- "$2"';
  const shell = spawn('/bin/sh', ['-c', script, 'guard', String(pid), removed ?? ''], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  shell.unref();
  shell.stdin.unref?.();
  return () => shell.kill('SIGKILL');
}

/** Newer code-servers hand VS Code's own options through. */
const takesVscodeOptions = () => readFileSync(join(dirname(hostEntry), 'cli.js'), 'utf8').includes('vscode-option');

/**
 * Starts code-server. `driver`: a built workbench loads an extension under development only with its smoke-test driver
 * on. `remove`: whether the state goes when this process dies.
 */
export async function startServer(dir, { env = {}, driver = false, port = 0, trustless = driver, remove = true } = {}) {
  const args = ['--bind-addr', `127.0.0.1:${port}`, '--auth', 'none', '--disable-telemetry', '--disable-update-check'];
  args.push('--disable-getting-started-override', '--disable-proxy');
  if (trustless) args.push('--disable-workspace-trust');
  if (driver && takesVscodeOptions()) args.push('--vscode-option', 'enable-smoke-test-driver');
  const child = spawn(hostNode, [hostEntry, ...stateArguments(dir), ...args], {
    env: environment(dir, env),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const dismiss = guard(child.pid, remove ? dir : undefined);
  let log = '';
  const logFile = createWriteStream(join(dir, 'server.log'));
  const listening = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`code-server did not listen within 60 s\n${log}`)), 60_000);
    const onData = (data) => {
      log += data;
      logFile.write(data);
      const match = /listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(log);
      if (match) resolve(Number(match[1]));
      if (match) clearTimeout(timer);
    };
    child.stdout.on('data', onData);
    child.stderr.on('data', onData);
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`code-server ended early (${code})\n${log}`)));
  });
  const killGroup = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch {
      // The whole group is gone already.
    }
  };
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      killGroup('SIGTERM');
      const timer = setTimeout(() => killGroup('SIGKILL'), 5_000);
      await ended;
      clearTimeout(timer);
      killGroup('SIGKILL');
    }
    dismiss();
  };
  return { port: listening, stop, ended, log: () => log };
}

export const remoteUri = (port, path) => `vscode-remote://127.0.0.1:${port}${path}`;

export function workbenchUrl(port, { folder, payload }) {
  const query = new URLSearchParams();
  if (folder) query.set('folder', folder);
  if (payload) query.set('payload', JSON.stringify(payload));
  return `http://127.0.0.1:${port}/?${query}`;
}

const CHROMIUM_PLACES = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
];

/** The path of a Chromium on this machine, or undefined. */
export const chromiumPath = () => CHROMIUM_PLACES.find((place) => place && existsSync(place));

/** A headless window on a page of its own. */
export async function startBrowser(dir, { width = 1440, height = 900 } = {}) {
  const { chromium } = await import('playwright-core');
  // Chromium's own files go to the throw-away folder too; playwright makes the profile in this process's TMPDIR.
  process.env.TMPDIR = join(dir, 'tmp');
  const flags = 'no-sandbox disable-gpu disable-quic no-first-run disable-background-networking ';
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    headless: true,
    args: `${flags}disable-component-update disable-sync disable-dev-shm-usage`.split(' ').map((flag) => `--${flag}`),
    env: { ...process.env, HOME: join(dir, 'home') },
    // Playwright's own handlers close the browser on a signal but let this process live on.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  const context = await browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  return { browser, page };
}
