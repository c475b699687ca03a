// What kubectl 1.36.3 printed of the objects of a real cluster: `get`, `describe`, and the errors of `logs` and `exec`.
// printed.json.gz holds the objects, and per command the time, the output and the exit code. Pods were kwok's.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { Cluster, type SavedCluster } from '../../server/src/cluster/cluster.ts';
import { clusterOptions } from '../../server/src/dryrun/newCluster.ts';
import { look } from '../../server/src/dryrun/plan.ts';

interface Printed {
  readonly objects: SavedCluster['store']['objects'];
  readonly answers: ReadonlyArray<{
    readonly command: string;
    readonly now: number;
    readonly stdout: string;
    readonly stderr: string;
    readonly exit: number;
  }>;
}

const printed = JSON.parse(gunzipSync(readFileSync('test/dryrun/printed.json.gz')).toString()) as Printed;

/** The recorded cluster at a point in time. */
function clusterAt(now: number): Cluster {
  const store = { revision: 1_000_000, commits: 0, digest: [0, 0] as const, objects: printed.objects };
  const queue = { seq: 0, tasks: [], failures: [] };
  return Cluster.restore(clusterOptions('0'), {
    version: 1,
    now,
    lastChangeAt: now,
    store,
    queue,
    memory: [],
    prngs: [],
  });
}

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

for (const { command, now, stdout, stderr, exit } of printed.answers) {
  test(`kubectl ${command}`, () => {
    const answer = look(clusterAt(now), command);
    assert.deepEqual(answer.stdout, linesOf(stdout));
    assert.deepEqual(answer.stderr, linesOf(stderr));
    assert.equal(answer.exitCode, exit);
  });
}
