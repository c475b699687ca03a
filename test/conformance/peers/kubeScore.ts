// kube-score's tests: calls of `testExpectedScore` and `testExpectedScoreWithConfig` with one file and one grade. Those
// with a configuration of minimal numbers of replicas, or of what a person ignores, are left out: they test that.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Expectation } from './expectation.ts';

const CALLS = [
  /testExpectedScore\(t, "([^"]+)", "([^"]+)", scorecard\.Grade(\w+)\)/g,
  /testExpectedScoreWithConfig\(t,\s*\[\]ks\.NamedReader\{testFile\("([^"]+)"\)\}, nil,\s*&config\.RunConfiguration\{\s*(?:EnabledOptionalTests: \w+,|UseOptionalChecksAnnotation: +true,)\s*\}, "([^"]+)", scorecard\.Grade(\w+)\)/g,
];

export function* kubeScore(root: string): Generator<Expectation> {
  const folder = join(root, 'score');
  const seen = new Set<string>();
  for (const source of readdirSync(folder).sort()) {
    if (!source.endsWith('_test.go')) continue;
    const text = readFileSync(join(folder, source), 'utf8');
    for (const [, file = '', title = '', grade = ''] of CALLS.flatMap((call) => [...text.matchAll(call)])) {
      const path = join(folder, 'testdata', file);
      const check = title.toLowerCase().replaceAll(' ', '-');
      if (!existsSync(path) || seen.has(`${check} ${file}`)) continue;
      seen.add(`${check} ${file}`);
      yield { tool: 'KS', check, file, files: { 'a.yaml': readFileSync(path, 'utf8') }, fails: grade !== 'AllOK' };
    }
  }
}
