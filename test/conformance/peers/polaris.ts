// Polaris' tests: `test/checks/<check>/{success,failure}*.yaml`. Nothing in a file of success may be found, something in
// a file of failure must be; what stands beside it (`mutated`, `check.yaml`) is not a fixture.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Expectation } from './expectation.ts';

export function* polaris(root: string): Generator<Expectation> {
  const folder = join(root, 'test/checks');
  for (const check of readdirSync(folder).sort()) {
    if (!statSync(join(folder, check)).isDirectory() || check.startsWith('_')) continue;
    for (const file of readdirSync(join(folder, check)).sort()) {
      const kind = /^(success|failure).*\.ya?ml$/.exec(file)?.[1];
      if (kind === undefined) continue;
      const text = readFileSync(join(folder, check, file), 'utf8');
      yield { tool: 'PO', check, file: `${check}/${file}`, files: { 'a.yaml': text }, fails: kind === 'failure' };
    }
  }
}
