// Runs the in-editor suite in a desktop VS Code: one that is installed (DRYDOCK_VSCODE, or `code` on PATH) or the
// build that @vscode/test-electron downloads.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { testSettings } from './host.mjs';
import { PHASES, copyFixture, phaseFile, resultFile } from './suite.mjs';

/** Why no desktop window can be opened here; undefined when one can. */
export function whyNoDisplay() {
  if (process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return undefined;
  return 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)';
}

/** The `code` command on PATH, or undefined. */
export function codeOnPath() {
  const finder = process.platform === 'win32' ? 'where' : 'which';
  const found = spawnSync(finder, ['code'], { encoding: 'utf8' });
  return found.status === 0 ? found.stdout.split(/\r?\n/)[0] : undefined;
}

/** The desktop executable behind an installed `code`, or undefined. */
function installedExecutable() {
  if (process.env.DRYDOCK_VSCODE) return process.env.DRYDOCK_VSCODE;
  const code = codeOnPath();
  if (code === undefined) return undefined;
  const home = dirname(dirname(realpathSync(code)));
  const places = [join(home, 'code'), join(home, 'Code.exe'), join(dirname(dirname(home)), 'MacOS/Electron')];
  return places.find((place) => existsSync(place));
}

/** The executable to run: installed, else downloaded. Throws when neither can be had. */
export async function desktopExecutable() {
  const installed = installedExecutable();
  if (installed !== undefined) return installed;
  const { downloadAndUnzipVSCode } = await import('@vscode/test-electron');
  return await downloadAndUnzipVSCode(process.env.DRYDOCK_VSCODE_VERSION ?? 'stable');
}

/** Runs all phases; resolves to their results. Throws when the run itself breaks. */
export async function runOnDesktop({ root, suite, pictures, executable }) {
  const { runTests } = await import('@vscode/test-electron');
  const state = mkdtempSync(join(tmpdir(), 'drydock-desktop-'));
  const workspace = copyFixture(root, state);
  mkdirSync(join(state, 'user/User'), { recursive: true });
  mkdirSync(pictures, { recursive: true });
  writeFileSync(join(state, 'user/User/settings.json'), JSON.stringify(testSettings));
  const results = [];
  try {
    for (const phase of PHASES) {
      writeFileSync(phaseFile(state), phase);
      const flags = ['--disable-extensions', '--disable-workspace-trust', '--skip-welcome', '--skip-release-notes'];
      const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
      const exit = await runTests({
        vscodeExecutablePath: executable,
        extensionDevelopmentPath: root,
        extensionTestsPath: suite,
        extensionTestsEnv: { DRYDOCK_TEST_STATE: state },
        launchArgs: [workspace, ...flags, ...asRoot, '--user-data-dir', join(state, 'user')],
      }).catch((error) => String(error));
      const file = resultFile(state, phase);
      if (!existsSync(file)) throw new Error(`phase ${phase} broke: ${exit}`);
      results.push(...JSON.parse(readFileSync(file, 'utf8')).results);
    }
    return results;
  } finally {
    rmSync(state, { recursive: true, force: true, maxRetries: 3 });
  }
}
