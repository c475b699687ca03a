// kubectl's old rolling-update. The rules and sentences are those of kubectl 1.17 (pkg/kubectl/rolling_updater.go,
// pkg/kubectl/cmd/rollingupdate.go); the bounds are what surge 1 and unavailable 0 promise.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newCluster } from '../../server/src/dryrun/newCluster.ts';
import { finish, runPlan } from '../../server/src/dryrun/plan.ts';
import type { StepOutcome, WrittenObject } from '../../server/src/dryrun/step.ts';
import type { ReplicationController } from '../../server/src/api/types.generated.ts';

const RC = { group: '', version: 'v1', kind: 'ReplicationController' } as const;

function controller(name: string, version: string, image: string, replicas?: number): ReplicationController {
  const labels = { app: 'web', version };
  return {
    apiVersion: 'v1',
    kind: 'ReplicationController',
    metadata: { name },
    spec: {
      ...(replicas === undefined ? {} : { replicas }),
      selector: labels,
      template: { metadata: { labels }, spec: { containers: [{ name: 'web', image }] } },
    },
  };
}

const written = (value: unknown, origin = 'rc.yaml'): WrittenObject => ({ value, origin, ordinal: 0 });

function run(files: Readonly<Record<string, unknown>>, ...commands: readonly string[]): readonly StepOutcome[] {
  const old = written(controller('web-v1', 'v1', 'nginx:1.26', 3));
  const steps = [{ apply: [old] }, ...commands.map((command) => ({ command }))];
  const readObjects = (path: string) => (Object.hasOwn(files, path) ? [written(files[path], path)] : undefined);
  return finish(runPlan(newCluster(), steps, { readObjects }));
}

const controllersOf = (outcome: StepOutcome | undefined): Record<string, [number, number]> =>
  Object.fromEntries(
    (outcome?.after.read.list<ReplicationController>(RC, 'default') ?? []).map((item) => [
      item.metadata?.name ?? '',
      [item.spec?.replicas ?? 0, item.status?.readyReplicas ?? 0],
    ]),
  );

test('-f: the new controller takes over Pod by Pod, the old one is deleted', () => {
  const [, update] = run(
    { 'v2.yaml': controller('web-v2', 'v2', 'nginx:1.27') },
    'rolling-update web-v1 -f v2.yaml --update-period=10s',
  );
  assert.equal(update?.exitCode, 0, update?.stderr.join('\n'));
  assert.deepEqual(update.stdout, [
    'Created web-v2',
    "Scaling up web-v2 from 0 to 3, scaling down web-v1 from 3 to 0 (keep 3 pods available, don't exceed 4 pods)",
    'Scaling web-v2 up to 1',
    'Scaling web-v1 down to 2',
    'Scaling web-v2 up to 2',
    'Scaling web-v1 down to 1',
    'Scaling web-v2 up to 3',
    'Scaling web-v1 down to 0',
    'Update succeeded. Deleting web-v1',
    'replicationcontroller/web-v2 rolling updated to "web-v2"',
  ]);
  assert.deepEqual(controllersOf(update), { 'web-v2': [3, 3] });
});

test('--image with one name keeps the old name, and the Pods move over to it', () => {
  const [, update] = run({}, 'rolling-update web-v1 --image=nginx:1.27 --update-period=5s');
  assert.equal(update?.exitCode, 0, update?.stderr.join('\n'));
  assert.deepEqual(controllersOf(update), { 'web-v1': [3, 3] });
  const stored = update.after.read.get<ReplicationController>(RC, 'default', 'web-v1');
  assert.equal(stored?.spec?.template?.spec?.containers?.[0]?.image, 'nginx:1.27');
  assert.match(update.stdout.at(-1) ?? '', /^replicationcontroller\/web-v1 rolling updated$/);
});

test('interrupted, nothing in the cluster goes on; --rollback turns it around', () => {
  const [, interrupted, waited, rolledBack] = run(
    {},
    'rolling-update web-v1 web-v2 --image=nginx:1.27 --update-period=10s --interrupt-after=20s',
    'wait 600',
    'rolling-update web-v1 web-v2 --rollback --update-period=5s',
  );
  assert.equal(interrupted?.exitCode, 130);
  assert.deepEqual(controllersOf(interrupted), { 'web-v1': [2, 2], 'web-v2': [2, 2] });
  assert.deepEqual(controllersOf(waited), controllersOf(interrupted));
  assert.equal(rolledBack?.exitCode, 0, rolledBack?.stderr.join('\n'));
  assert.deepEqual(controllersOf(rolledBack), { 'web-v1': [3, 3] });
});

test('interrupted, the same command continues; another image is refused', () => {
  const [, , other, again] = run(
    {},
    'rolling-update web-v1 web-v2 --image=nginx:1.27 --update-period=10s --interrupt-after=20s',
    'rolling-update web-v1 web-v2 --image=nginx:1.28',
    'rolling-update web-v1 web-v2 --image=nginx:1.27 --update-period=10s',
  );
  assert.equal(other?.exitCode, 1);
  assert.match(other.stderr.join('\n'), /Found existing in-progress update to image \(nginx:1\.27\)/);
  assert.match(again?.stdout[0] ?? '', /Continuing update with existing controller web-v2/);
  assert.deepEqual(controllersOf(again), { 'web-v2': [3, 3] });
});

test('the rules on names, selectors and arguments', () => {
  const sameSelector = controller('web-v2', 'v1', 'nginx:1.27');
  const onlyAdds = controller('web-v2', 'v1', 'nginx:1.27');
  (onlyAdds.spec ??= {}).selector = { app: 'web', version: 'v1', track: 'canary' };
  const files = {
    'same.yaml': sameSelector,
    'adds.yaml': onlyAdds,
    'name.yaml': controller('web-v1', 'v2', 'nginx:1.27'),
  };
  const refusals: ReadonlyArray<readonly [string, RegExp]> = [
    [
      'rolling-update web-v1 -f same.yaml',
      /same\.yaml must specify a matching key with non-equal value in Selector for web-v1/,
    ],
    ['rolling-update web-v1 -f adds.yaml', /must specify a matching key with non-equal value/],
    ['rolling-update web-v1 -f name.yaml', /cannot have the same name as the existing ReplicationController web-v1/],
    ['rolling-update web-v1 -f name.yaml --image=x', /--filename and --image can not both be specified/],
    ['rolling-update web-v1', /Must specify --filename or --image for new controller/],
    ['rolling-update nobody --image=x', /replicationcontrollers "nobody" not found/],
    ['rolling-update web-v1 --image=nginx:1.26', /--image-pull-policy .* must be provided when --image is the same/],
    ['rolling-update web-v1 --rollback', /Could not find {2}to rollback/],
  ];
  for (const [command, sentence] of refusals) {
    const [, outcome] = run(files, command);
    assert.equal(outcome?.exitCode, 1, command);
    assert.match(outcome.stderr.join('\n'), sentence, command);
    assert.deepEqual(controllersOf(outcome), { 'web-v1': [3, 3] }, command);
  }
});

test('available Pods never fall below the size while the client works', () => {
  const [, update] = run({ 'v2.yaml': controller('web-v2', 'v2', 'nginx:1.27') }, 'rolling-update web-v1 -f v2.yaml');
  const lanes = update?.timeline.lanes ?? [];
  const instants = [...new Set(lanes.flatMap((lane) => lane.samples.map(({ at }) => at)))];
  const readyAt = (at: number): number =>
    lanes.reduce((sum, { samples }) => sum + (samples.findLast((sample) => sample.at <= at)?.counts.ready ?? 0), 0);
  assert.ok(instants.length > 4);
  for (const at of instants) assert.ok(readyAt(at) >= 3, `only ${readyAt(at)} ready`);
});
