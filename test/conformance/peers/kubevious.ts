// Kubevious' rules library has rules and no fixtures; its validate.sh runs all rules over manifests of the repository of
// demonstrations and expects that none of them complains. Kubevious' own repository has no tests.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rules } from '../../../server/src/diagnostics/rules/rules.generated.ts';
import type { Expectation } from './expectation.ts';

const DEMOS = 'https://raw.githubusercontent.com/kubevious/demos/main/';

/** The commands of validate.sh that need no network: all files stand in `demos`. */
export function* kubevious(root: string, demos: string): Generator<Expectation> {
  const script = readFileSync(join(root, 'validate.sh'), 'utf8').replaceAll('\\\n', ' ');
  const checks = new Set(rules.flatMap(({ covers = [] }) => covers.filter((id) => id.startsWith('KR '))));
  for (const [, list = ''] of script.matchAll(/kubevious guard --skip-community-rules \.\/index\.yaml((?: +https?:\S+)+)/g)) {
    const urls = list.trim().split(/ +/);
    const paths = urls.map((url) => url.replace(DEMOS, ''));
    if (urls.some((url) => !url.startsWith(DEMOS)) || paths.some((path) => !existsSync(join(demos, path)))) continue;
    const files = Object.fromEntries(paths.map((path) => [path, readFileSync(join(demos, path), 'utf8')]));
    for (const id of [...checks].sort()) {
      yield { tool: 'KR', check: id.slice(3), file: paths.join(' '), files, fails: false };
    }
  }
}
