// VS Code calls run() inside the extension host: @vscode/test-electron (desktop) and test/host/web.mjs (code-server)
// hand over the same file. Each phase of the suite is a start of the window; its tests stand in the folder of its name.
import * as fs from 'node:fs';
import * as path from 'node:path';
import Mocha from 'mocha';

interface TestResult {
  readonly title: string;
  readonly state: 'passed' | 'failed';
  readonly ms?: number | undefined;
  readonly error?: string;
}

export async function run(): Promise<void> {
  const state = process.env['DRYDOCK_TEST_STATE'];
  if (state === undefined) throw new Error('DRYDOCK_TEST_STATE is not set; run the suite through test/host/run.mjs');
  const phase = fs.readFileSync(path.join(state, 'phase'), 'utf8');
  const grep = process.env['DRYDOCK_TEST_GREP'];
  const mocha = new Mocha({ ui: 'tdd', color: false, timeout: 90_000, ...(grep === undefined ? {} : { grep }) });
  const folder = path.join(__dirname, phase);
  for (const name of fs.readdirSync(folder).sort()) {
    if (name.endsWith('.test.js')) mocha.addFile(path.join(folder, name));
  }
  const results: TestResult[] = [];
  await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', (test) => results.push({ title: test.fullTitle(), state: 'passed', ms: test.duration }));
    runner.on('fail', (test, error: unknown) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      results.push({ title: test.fullTitle(), state: 'failed', error: text });
    });
    runner.on('pending', (test) => results.push({ title: test.fullTitle(), state: 'failed', error: 'skipped' }));
  });
  const failures = results.filter((result) => result.state === 'failed').length;
  fs.writeFileSync(path.join(state, `result-${phase}.json`), JSON.stringify({ failures, results }, null, 2));
  if (failures > 0) throw new Error(`${failures} test(s) failed`);
}
