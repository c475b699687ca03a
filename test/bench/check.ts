// `drydock check` on a folder of 1,000 files, as a process: start-up, reading, parsing, checking, printing.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { application } from './manifests.ts';
import { median, ms, table } from './measure.ts';

const COUNTS = [1, 100, 1000];

/** The table. */
export function benchCheck(root: string): string {
  const rows: string[][] = [];
  for (const count of COUNTS) {
    const dir = mkdtempSync(join(tmpdir(), 'drydock-bench-'));
    for (let n = 0; n < count; n++) writeFileSync(join(dir, `app-${n}.yaml`), application(`app-${n}`));
    const times: number[] = [];
    let output = '';
    for (let round = 0; round < 6; round++) {
      const start = performance.now();
      const run = spawnSync(process.execPath, [join(root, 'dist/cli.js'), 'check', '--format', 'json', dir], {
        encoding: 'utf8',
      });
      if (round > 0) times.push(performance.now() - start);
      output = run.stdout;
    }
    const { files, resources } = JSON.parse(output) as { files: number; resources: number };
    rows.push([String(files), String(resources), ms(median(times)), ms(median(times) / files)]);
    rmSync(dir, { recursive: true, force: true });
  }
  return ['## `drydock check` on a folder', table(['files', 'objects', 'time', 'per file'], rows)].join('\n\n');
}
