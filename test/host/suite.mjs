// What both ways of running the in-editor suite agree on: the phases, where results go, the files that are opened.
import { cpSync } from 'node:fs';
import { join } from 'node:path';

/** One start of the window each; `reloaded` finds what `main` left behind. test/integration/<phase>/*.test.ts. */
export const PHASES = ['main', 'reloaded'];

export const phaseFile = (state) => join(state, 'phase');
export const resultFile = (state, phase) => join(state, `result-${phase}.json`);

/** Copies the suite's workspace into the throw-away state, because tests edit it. */
export function copyFixture(root, state) {
  const workspace = join(state, 'workspace');
  cpSync(join(root, 'test/integration/fixture'), workspace, { recursive: true });
  return workspace;
}
