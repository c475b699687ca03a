// The checkouts in one folder, each under the name of its repository.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Expectation } from './expectation.ts';
import { judgeExpectation, type Outcome } from './judge.ts';
import { kubeconform } from './kubeconform.ts';
import { kubeLinter } from './kubeLinter.ts';
import { kubeScore } from './kubeScore.ts';
import { kubevious } from './kubevious.ts';
import { monokle } from './monokle.ts';
import { polaris } from './polaris.ts';

/** The folders that each suite needs, and what reads them. */
const SUITES: ReadonlyArray<readonly [folders: readonly string[], read: (...roots: string[]) => Iterable<Expectation>]> = [
  [['kube-linter'], kubeLinter],
  [['kube-score'], kubeScore],
  [['polaris'], polaris],
  [['kubeconform'], kubeconform],
  [['monokle-core'], monokle],
  [['rules-library', 'kubevious-demos'], kubevious],
] as never;

export interface Read {
  readonly outcomes: readonly Outcome[];
  /** Folders that are not there. */
  readonly missing: readonly string[];
}

/** Checks every fixture of the checkouts that are there. */
export function readSuites(folder: string): Read {
  const outcomes: Outcome[] = [];
  const missing: string[] = [];
  for (const [names, read] of SUITES) {
    const roots = names.map((name) => join(folder, name));
    const absent = names.filter((name) => !existsSync(join(folder, name)));
    missing.push(...absent);
    if (absent.length === 0) for (const expectation of read(...roots)) outcomes.push(judgeExpectation(expectation));
  }
  return { outcomes, missing };
}
