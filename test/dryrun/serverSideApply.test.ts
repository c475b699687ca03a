// kubectl apply --server-side, command by command as a real 1.36.3 API server without controllers answered: lines, the
// object, and who owns which fields of it afterwards (server-side-apply.json.gz).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { parse } from 'yaml';
import { Cluster } from '../../server/src/cluster/cluster.ts';
import { clusterOptions } from '../../server/src/dryrun/newCluster.ts';
import { finish, look, runStep } from '../../server/src/dryrun/plan.ts';

interface Recorded {
  readonly files: Readonly<Record<string, string>>;
  readonly scenarios: ReadonlyArray<{
    readonly name: string;
    readonly target: string;
    readonly steps: ReadonlyArray<{
      readonly command: string;
      readonly stdout: string;
      readonly stderr: string;
      readonly exit: number;
      readonly object: ApiLike;
      readonly managers: readonly Manager[];
    }>;
  }>;
}
interface ApiLike {
  readonly metadata: Record<string, unknown>;
  readonly spec?: Record<string, unknown>;
  readonly data?: unknown;
}
interface Manager {
  readonly manager: string;
  readonly operation: string;
  readonly subresource?: string;
  readonly fieldsV1: unknown;
}

const recorded = JSON.parse(gunzipSync(readFileSync('test/dryrun/server-side-apply.json.gz')).toString()) as Recorded;

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

const readObjects = (path: string) => {
  const text = recorded.files[path];
  return text === undefined ? undefined : [{ value: parse(text) as unknown, origin: path, ordinal: 0 }];
};

const byName = (managers: readonly Manager[]): Manager[] =>
  managers.toSorted((a, b) => `${a.manager} ${a.operation}`.localeCompare(`${b.manager} ${b.operation}`, 'en'));

/** What was recorded of an object: not its status, nor what is drawn or counted. */
function comparable({ metadata, spec, ...rest }: ApiLike & { readonly status?: unknown }): unknown {
  const { labels, annotations, finalizers } = metadata;
  const { status: _status, ...others } = rest;
  const { clusterIP: _ip, clusterIPs: _ips, ...fields } = spec ?? {};
  return { ...others, spec: fields, metadata: { labels, annotations, finalizers } };
}

for (const { name, target, steps } of recorded.scenarios) {
  test(`server-side apply: ${name}`, () => {
    let cluster = Cluster.create({ ...clusterOptions('0'), actors: [] });
    for (const step of steps) {
      const outcome = finish(
        runStep(
          cluster,
          { command: step.command.replace(/ -p (\S+)/, " -p '$1'") },
          { readObjects, namespace: 'default' },
        ),
      );
      assert.deepEqual(outcome.faults, []);
      assert.deepEqual(outcome.stderr, linesOf(step.stderr), step.command);
      assert.deepEqual(outcome.stdout, linesOf(step.stdout), step.command);
      assert.equal(outcome.exitCode, step.exit, step.command);
      cluster = outcome.after;
      const shown = look(cluster, `get ${target} -o json --show-managed-fields`).stdout.join('\n');
      const object = JSON.parse(shown) as ApiLike;
      const managers = (object.metadata['managedFields'] ?? []) as readonly Manager[];
      const of = ({ manager, operation, subresource, fieldsV1 }: Manager) => [
        manager,
        operation,
        subresource,
        fieldsV1,
      ];
      assert.deepEqual(byName(managers).map(of), byName(step.managers).map(of), step.command);
      const expected = JSON.stringify(comparable(step.object)).replaceAll(
        '\\"namespace\\":\\"ssa\\"',
        '\\"namespace\\":\\"default\\"',
      );
      assert.deepEqual(JSON.parse(JSON.stringify(comparable(object))), JSON.parse(expected), step.command);
    }
  });
}
