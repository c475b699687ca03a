// Runs the in-editor suite (test/integration) in the real extension host of code-server's VS Code, seen through a
// headless Chromium. The window is reloaded between the phases of the suite, so that the later one finds what the
// earlier one left behind.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startBridge } from './bridge.mjs';
import { chromiumPath, freshState, onSignal, remoteUri, startBrowser, startServer, workbenchUrl } from './host.mjs';
import { ensureHost, unsupported } from './setup.mjs';
import { PHASES, copyFixture, phaseFile, resultFile } from './suite.mjs';

const VERBOSE = process.env.DRYDOCK_TEST_VERBOSE !== undefined;

/** Why this way of running cannot be had here; undefined when it can. */
export function whyNotWeb() {
  const why = unsupported();
  if (why !== undefined) return why;
  if (chromiumPath() !== undefined) return undefined;
  return 'no Chromium was found: install it (Debian: apt-get install chromium fonts-dejavu-core) or set CHROMIUM to its path';
}

/** Runs all phases; resolves to their results. Throws when the run itself breaks. */
export async function runInWeb({ root, suite, pictures, limitMs }) {
  ensureHost();
  const state = freshState();
  const workspace = copyFixture(root, state);
  const running = {};
  const stopAll = async () => {
    running.bridge?.close();
    await running.browser?.close().catch(() => undefined);
    await running.server?.stop();
    if (process.env.DRYDOCK_TEST_KEEP) console.log(`State kept in ${state}`);
    else rmSync(state, { recursive: true, force: true, maxRetries: 3 });
  };
  onSignal(stopAll);
  try {
    const { browser, page } = await startBrowser(state);
    running.browser = browser;
    running.bridge = await startBridge(page, pictures);
    running.server = await startServer(state, {
      driver: true,
      env: { DRYDOCK_TEST_STATE: state, DRYDOCK_TEST_WINDOW: running.bridge.url },
    });
    return await runPhases({ root, suite, page, server: running.server, state, workspace, pictures, limitMs });
  } finally {
    await stopAll();
  }
}

async function runPhases({ root, suite, page, server, state, workspace, pictures, limitMs }) {
  const chatter = [];
  page.on('console', (message) => chatter.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => chatter.push(`pageerror: ${error}`));
  let ended = () => undefined;
  // The workbench looks for these two functions; it is how @vscode/test-web listens in.
  await page.exposeFunction('codeAutomationExit', (code) => ended(code));
  await page.exposeFunction('codeAutomationLog', (type, args) => VERBOSE && console.log(`[${type}]`, ...args));
  const results = [];
  for (const phase of PHASES) {
    writeFileSync(phaseFile(state), phase);
    const exit = new Promise((resolve) => (ended = resolve));
    await page.goto(
      workbenchUrl(server.port, {
        folder: workspace,
        payload: [
          ['extensionDevelopmentPath', remoteUri(server.port, root)],
          ['extensionTestsPath', remoteUri(server.port, suite)],
          ['skipWelcome', 'true'],
          ['skipReleaseNotes', 'true'],
        ],
      }),
    );
    await page.waitForSelector('.monaco-workbench', { timeout: 120_000 });
    const timer = new Promise((resolve) => setTimeout(resolve, limitMs, 'timeout').unref());
    const outcome = await Promise.race([exit, timer]);
    // The exit code alone proves nothing: a suite that ends the host early has 0, too. The suite's own record counts.
    const file = resultFile(state, phase);
    const record = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
    if (record) results.push(...record.results);
    if (record && outcome !== 'timeout' && (record.failures > 0 || outcome === 0)) continue;
    await page.screenshot({ path: join(pictures, `broken-${phase}.png`) }).catch(() => undefined);
    console.log(`Last lines of the window:\n${chatter.slice(-30).join('\n')}`);
    console.log(`Last lines of the server:\n${server.log().split('\n').slice(-20).join('\n')}`);
    throw new Error(
      outcome === 'timeout'
        ? `phase ${phase} did not end within ${limitMs} ms`
        : `phase ${phase} broke (exit ${outcome})`,
    );
  }
  return results;
}
