// The bench: parts by name, one table each.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { benchCheck } from './check.ts';
import { benchCluster } from './cluster.ts';
import { benchKeystroke } from './keystroke.ts';
import { benchValidation } from './validation.ts';
import { benchWorkspace } from './workspace.ts';

const PARTS: Readonly<Record<string, (root: string) => Promise<string> | string>> = {
  keystroke: benchKeystroke,
  workspace: benchWorkspace,
  check: benchCheck,
  validation: benchValidation,
  cluster: benchCluster,
};

async function main(args: readonly string[]): Promise<void> {
  const wanted = args.filter((arg) => !arg.startsWith('-'));
  const names = wanted.length > 0 ? wanted : Object.keys(PARTS);
  const root = process.cwd();
  const sections: string[] = [];
  for (const name of names) {
    const part = PARTS[name];
    if (!part) throw new Error(`no part ${name}; there are ${Object.keys(PARTS).join(', ')}`);
    const section = await part(root);
    console.log(`\n${section}\n`);
    sections.push(section);
  }
  if (args.includes('--write')) write(join(root, 'test/bench/README.md'), sections);
}

/** How busy the machine was before the bench itself made it so. */
const startLoad = loadavg()[0] ?? 0;

/** Puts the tables into the page, below the mark. */
function write(path: string, sections: readonly string[]): void {
  const mark = '<!-- figures: npm run bench -- --write -->';
  const head = readFileSync(path, 'utf8').split(mark)[0] ?? '';
  const load = Math.max(startLoad, loadavg()[0] ?? 0);
  const busy =
    load > cpus().length ? ` It had other work at the same time (load ${load.toFixed(1)}): a quiet one is faster.` : '';
  const machine = `Measured with Node ${process.version} on ${cpus().length} cores with ${Math.round(totalmem() / 1024 ** 3)} GiB of memory.${busy}`;
  writeFileSync(path, `${head}${mark}\n\n${[machine, ...sections].join('\n\n')}\n`);
}

await main(process.argv.slice(2));
