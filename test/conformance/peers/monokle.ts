// Monokle's tests: those that check a folder of resources and say how often one rule reports, or which rules do. Tests
// that count the reports of several plugins together, or of resources in TypeScript, cannot be told apart by rule.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RequiredMetadata } from '../../../server/src/diagnostics/requiredKeys.ts';
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

/** What a test expects of a check: how many objects it reports, and what it was configured to ask for. */
interface Expected {
  readonly check: string;
  readonly count: number;
  readonly required?: RequiredMetadata;
}

/** The rules about metadata that a test configures: `custom-labels` has names, `role-label` the values of one name. */
function* metadataRules(body: string): Iterable<readonly [string, RequiredMetadata]> {
  for (const [, name = '', kind = '', list = ''] of body.matchAll(/'metadata\/([\w.-]+)-(label|annotation)s?': ([^\n]+)/g)) {
    const texts = [.../\[[^[]*\[([^\]]*)\]/.exec(list)?.[1]?.matchAll(/'([^']+)'/g) ?? []].map(([, text = '']) => text);
    const keys =
      name === 'custom'
        ? new Map(texts.map((text) => [text, []] as const))
        : new Map([[name.replace('__', '/'), texts] as const]);
    yield [name, kind === 'label' ? { labels: keys } : { annotations: keys }];
  }
}

function* expectedOf(body: string, ids: ReadonlyMap<string, string>): Iterable<Expected> {
  const total = Number(/expect\(\w*(?:[eE]rror|esults)\w*(?:\.length)?\)\.toBe\((\d+)\)/.exec(body)?.[1]);
  const named = [...body.matchAll(/(?:expectResult\([^,]+, |ruleId\)\.toBe\()'([A-Z][\w.-]+)'/g)].map(([, id = '']) => id);
  const on = [...body.matchAll(/'([a-z-]+\/[a-z-]+)': true/g)].flatMap(([, name = '']) => ids.get(name) ?? []);
  for (const id of new Set(named)) {
    if (!/^MTD-(?!recommended)/.test(id)) yield { check: id, count: named.filter((other) => other === id).length };
  }
  if (named.length === 0 && on.length === 1 && on[0] !== undefined && !Number.isNaN(total)) {
    yield { check: on[0], count: total };
  }
  for (const [name, required] of metadataRules(body)) {
    if (name === 'recommended') continue;
    const [what, suffix] = required.labels === undefined ? ['annotations', 'annotation'] : ['labels', 'label'];
    const ids = [`MTD-${name}-${suffix}`, `MTD-${name}-${suffix}s`];
    yield { check: `MTD-custom-${what}`, count: named.filter((id) => ids.includes(id)).length, required };
  }
}

const describeRequired = (required: RequiredMetadata | undefined): string =>
  [...(required?.labels ?? []), ...(required?.annotations ?? [])]
    .map(([name, values]) => ` ${[name, ...values].join('=')}`)
    .join('');

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
      for (const { check, count, required } of expectedOf(body, ids)) {
        const file = `${path.replace('src/__tests__/resources/', '')}${describeRequired(required)}`;
        if (seen.has(`${check} ${file}`)) continue;
        seen.add(`${check} ${file}`);
        const asked = required === undefined ? {} : { required };
        yield { tool: 'MO', check, file, files: folderOf(root, path), fails: count > 0, ...asked };
      }
    }
  }
}
