// What both ways of running the in-editor suite agree on: the phases, where results go, the files that are opened.
import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';

/** One start of the window each; `reloaded` finds what `main` left behind. test/integration/<phase>/*.test.ts. */
export const PHASES = ['main', 'reloaded'];

export const phaseFile = (state) => join(state, 'phase');
export const resultFile = (state, phase) => join(state, `result-${phase}.json`);

/** Copies the suite's workspace into the throw-away state, because tests edit it, and commits it. */
export function copyFixture(root, state) {
  const workspace = join(state, 'workspace');
  cpSync(join(root, 'test/integration/fixture'), workspace, { recursive: true });
  // Nobody's own git settings, and nobody's name.
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const who = ['-c', 'user.name=Drydock', '-c', 'user.email=drydock@example.invalid', '-c', 'commit.gpgsign=false'];
  for (const args of [
    ['init', '-q'],
    ['add', '.'],
    [...who, 'commit', '-q', '-m', 'As it is'],
  ]) {
    const git = spawnSync('git', args, { cwd: workspace, env, encoding: 'utf8' });
    if (git.status !== 0) throw new Error(`git is needed for the suite: ${git.error?.message ?? git.stderr}`);
  }
  return workspace;
}
