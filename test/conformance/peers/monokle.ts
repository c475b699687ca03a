// Monokle's tests: those that check a folder of resources and say how often one rule reports, or which rules do. Tests
// that count the reports of several plugins together, or of resources in TypeScript, cannot be told apart by rule.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Expectation, Files } from './expectation.ts';

const PACKAGE = 'packages/validation';
const PLUGINS = ['practices', 'pod-security-standards'] as const;

/** `practices/no-pod-create` → `KBP107`, from the plugins' imports. */
function idsByName(root: string): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const plugin of PLUGINS) {
    const path = join(root, PACKAGE, 'src/validators', plugin, 'plugin.ts');
    if (!existsSync(path)) continue;
    for (const [, name = '', id = ''] of readFileSync(path, 'utf8').matchAll(/import \{(\w+)\} from '.*\/([A-Z]+\d+)-/g)) {
      ids.set(`${plugin}/${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, id);
    }
  }
  return ids;
}

function folderOf(root: string, path: string): Files {
  const base = join(root, PACKAGE, path);
  const names = readdirSync(base, { recursive: true, encoding: 'utf8' }).filter((name) => /\.ya?ml$/.test(name));
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(base, name), 'utf8')]));
}

/** The check that a test is about, and how many objects it reports. */
function* expectedOf(body: string, ids: ReadonlyMap<string, string>): Iterable<readonly [string, number]> {
  const total = Number(/expect\((?:has|lnkR)?\w*(?:[eE]rror|esults)\w*(?:\.length)?\)\.toBe\((\d+)\)/.exec(body)?.[1]);
  const named = [...body.matchAll(/(?:expectResult\([^,]+, |ruleId\)\.toBe\()'([A-Z][\w-]+)'/g)].map(([, id = '']) => id);
  const on = [...body.matchAll(/'([a-z-]+\/[a-z-]+)': true/g)].flatMap(([, name = '']) => ids.get(name) ?? []);
  for (const id of new Set(named)) yield [id, named.filter((other) => other === id).length];
  if (named.length === 0 && on.length === 1 && on[0] !== undefined && !Number.isNaN(total)) yield [on[0], total];
}

export function* monokle(root: string): Generator<Expectation> {
  const folder = join(root, PACKAGE, 'src/__tests__');
  const ids = idsByName(root);
  const seen = new Set<string>();
  for (const source of readdirSync(folder).sort()) {
    if (!source.endsWith('.test.ts')) continue;
    const text = readFileSync(join(folder, source), 'utf8');
    for (const [, body = ''] of text.matchAll(/^it\('([\s\S]*?)^\}\);$/gm)) {
      const path = /processResourcesInFolder\(\s*'([^']+)'/.exec(body)?.[1];
      if (path === undefined || !existsSync(join(root, PACKAGE, path))) continue;
      const file = path.replace('src/__tests__/resources/', '');
      for (const [check, count] of expectedOf(body, ids)) {
        if (seen.has(`${check} ${file}`)) continue;
        seen.add(`${check} ${file}`);
        yield { tool: 'MO', check, file, files: folderOf(root, path), fails: count > 0 };
      }
    }
  }
}
