// `drydock dry-run`: arguments, formats, exit codes, the same bytes for the same seed.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { runDryRun } from '../../server/src/cli/dryRun.ts';
import { UsageError } from '../../server/src/cli/io.ts';

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: nginx:1.27
`;
const NODES = `apiVersion: v1
kind: Node
metadata:
  name: alone
status:
  capacity: {cpu: "1", memory: 1Gi, pods: "10"}
  allocatable: {cpu: "1", memory: 1Gi, pods: "10"}
`;

function run(t: TestContext, args: readonly string[]): { code: number; out: string } {
  const cwd = mkdtempSync(join(tmpdir(), 'drydock-dry-run-'));
  t.after(() => rmSync(cwd, { recursive: true, force: true }));
  const files = { 'web.yaml': WEB, 'new.yaml': WEB.replace('1.27', '1.28'), 'nodes.yaml': NODES };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  writeFileSync(join(cwd, 'bad.yaml'), WEB.replace('{app: web}', '{app: other}'));
  let out = '';
  const io = { out: (text: string) => void (out += text), err: () => undefined, stdin: () => WEB, cwd };
  return { code: runDryRun(args, io), out };
}

interface Answer {
  readonly steps: readonly {
    readonly command: string;
    readonly results: readonly { readonly object: string; readonly operation: string; readonly status: unknown }[];
    readonly settled: boolean;
    readonly virtualSeconds: number;
    readonly events: readonly { readonly time: string; readonly reason: string; readonly message: string }[];
    readonly objects: readonly { readonly kind: string; readonly metadata: { readonly name: string } }[];
  }[];
  readonly journalHash: string;
}

const json = (text: string): Answer => JSON.parse(text) as Answer;
const STEPS = ['web.yaml', '--then', 'apply -f new.yaml', '--then', 'rollout undo deployment/web --to-revision=1'];

test('each step goes on from the one before, and says what became of every object', (t) => {
  const { code, out } = run(t, [...STEPS, '--format', 'json']);
  assert.equal(code, 0);
  const { steps, journalHash } = json(out);
  assert.deepEqual(
    steps.map(({ command, results, settled }) => [
      command,
      results.map(({ object, operation }) => `${object} ${operation}`),
      settled,
    ]),
    [
      ['apply -f web.yaml', ['deployment.apps/web created'], true],
      ['apply -f new.yaml', ['deployment.apps/web configured'], true],
      ['rollout undo deployment/web --to-revision=1', ['deployment.apps/web configured'], true],
    ],
  );
  assert.ok(steps.every(({ virtualSeconds }) => virtualSeconds > 0 && virtualSeconds < 60));
  assert.equal(steps[2]?.objects.filter(({ kind }) => kind === 'ReplicaSet').length, 2);
  assert.ok(steps[0]?.events.some(({ reason }) => reason === 'ScalingReplicaSet'));
  assert.match(journalHash, /^[0-9a-f]{16}$/);
});

test('same input and seed, same bytes; another seed, another history', (t) => {
  const once = run(t, [...STEPS, '--format', 'json']).out;
  assert.equal(run(t, [...STEPS, '--format', 'json']).out, once);
  const other = run(t, [...STEPS, '--seed', '7', '--format', 'json']).out;
  assert.notEqual(json(other).journalHash, json(once).journalHash);
});

test("a refusal gives exit code 1 and the server's status", (t) => {
  const { code, out } = run(t, ['bad.yaml', '--format', 'json']);
  assert.equal(code, 1);
  const [result] = json(out).steps[0]?.results ?? [];
  assert.equal(result?.operation, 'rejected');
  const status = result?.status as { readonly code: number; readonly details: { readonly causes: readonly unknown[] } };
  assert.equal(status.code, 422);
  assert.equal(status.details.causes.length, 1);
});

test('what never settles gives exit code 1 and says why', (t) => {
  const { code, out } = run(t, ['--nodes', 'nodes.yaml', 'web.yaml', '--then', 'scale deployment/web --replicas=20']);
  assert.equal(code, 1);
  assert.match(
    out,
    /Not settled \(.*\):\n {4}pod\/web-\S+ and 9 more: Unschedulable: 0\/1 nodes are available: 1 Too many pods\./,
  );
});

test('text is what a person reads: lines of kubectl, Pods over time, events', (t) => {
  const { code, out } = run(t, ['-', '--then', 'set image deployment/web web=nginx:1.28']);
  assert.equal(code, 0);
  assert.match(out, /^\$ kubectl apply -f -\ndeployment\.apps\/web created\n/);
  assert.match(out, /deployment\/web {2}2\/2 ready {2}2 available/);
  assert.match(out, /Settled after \d+(\.\d)? s\./);
});

test('commands that only look print and nothing else; --show ends with pages about Pods and Services', (t) => {
  const { code, out } = run(t, ['web.yaml', '--then', 'get deployments', '--show', 'scheduling', '--show', 'routes']);
  assert.equal(code, 0);
  const [, looked = ''] = out.split('$ kubectl get deployments\n');
  assert.match(
    looked,
    /^NAME +READY +UP-TO-DATE +AVAILABLE +AGE\nweb +2\/2 +2 +2 +\d+s\n\nScheduling of Pod default\/web-/,
  );
  assert.equal(looked.split('Scheduling of Pod ').length, 3);
  assert.ok(!looked.includes('Routes to'), 'the Service of the API server is nobody’s manifest');
  const json = JSON.parse(run(t, ['web.yaml', '--format', 'json', '--show', 'logs']).out) as {
    readonly views: readonly { readonly view: string; readonly object: string; readonly lines: readonly string[] }[];
  };
  assert.deepEqual(
    json.views.map(({ view, object }) => [view, object.replace(/-.*/, '')]),
    [
      ['logs', 'Pod/web'],
      ['logs', 'Pod/web'],
    ],
  );
});

test('unusable arguments are said, not guessed', (t) => {
  for (const args of [
    [],
    ['missing.yaml'],
    ['web.yaml', '--format', 'xml'],
    ['--nodes', 'web.yaml', 'web.yaml'],
    ['web.yaml', '--show', 'everything'],
    ['--nope'],
  ]) {
    assert.throws(() => run(t, args), UsageError, args.join(' '));
  }
});
