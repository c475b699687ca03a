// `npm run test:editor`: builds the in-editor suite and runs it in a real VS Code. `--web` or `--desktop` forces one
// way; otherwise a desktop build is used where one can be opened, else code-server with Chromium. Exit 0: all passed,
// 1: a test failed, 2: the run broke or could not be. `DRYDOCK_TEST_GREP` picks tests, `DRYDOCK_TEST_KEEP` keeps the
// state folder, `DRYDOCK_TEST_VERBOSE` prints what the window says.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { desktopExecutable, runOnDesktop, whyNoDisplay } from './desktop.mjs';
import { runInWeb, whyNotWeb } from './web.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const pictures = join(root, 'test-results');
const limitMs = Number(process.env.DRYDOCK_TEST_TIMEOUT_MS ?? 480_000);

async function buildSuite() {
  const outdir = join(root, 'out/integration');
  rmSync(outdir, { recursive: true, force: true });
  const folder = join(root, 'test/integration');
  const files = readdirSync(folder, { recursive: true }).map((name) => name.replaceAll('\\', '/'));
  await build({
    entryPoints: ['index.ts', ...files.filter((name) => name.endsWith('.test.ts'))].map((name) => join(folder, name)),
    outdir,
    outbase: folder,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return join(outdir, 'index.js');
}

async function run() {
  const suite = await buildSuite();
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures, { recursive: true });
  const options = { root, suite, pictures, limitMs };
  const forced = process.argv.includes('--web') ? 'web' : process.argv.includes('--desktop') ? 'desktop' : undefined;
  const reasons = [];
  if (forced !== 'web') {
    const why = whyNoDisplay();
    const executable = why === undefined ? await desktopExecutable().catch((error) => error) : new Error(why);
    if (typeof executable === 'string') {
      console.log(`In-editor suite: desktop VS Code (${executable})`);
      return await runOnDesktop({ ...options, executable });
    }
    reasons.push(`desktop VS Code: ${executable.message}`);
  }
  if (forced !== 'desktop') {
    const why = whyNotWeb();
    if (why === undefined) {
      console.log(
        `In-editor suite: VS Code in the browser (code-server)${reasons.map((line) => `; no ${line}`).join('')}`,
      );
      return await runInWeb(options);
    }
    reasons.push(`VS Code in the browser: ${why}`);
  }
  throw new Error(`No VS Code can be run here, and the in-editor suite is never skipped.\n  ${reasons.join('\n  ')}`);
}

try {
  const results = await run();
  for (const { state, title, ms, error } of results) {
    console.log(`  ${state === 'passed' ? '✔' : '✘'} ${title}${ms === undefined ? '' : ` (${ms} ms)`}`);
    if (error) console.log(error.replace(/^/gm, '      '));
  }
  const passed = results.filter((result) => result.state === 'passed').length;
  const failed = results.length - passed;
  writeFileSync(join(pictures, 'editor.json'), JSON.stringify({ passed, failed, results }, null, 2));
  console.log(`In-editor suite: ${passed} passed, ${failed} failed`);
  process.exit(failed === 0 && passed > 0 ? 0 : 1);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
}
