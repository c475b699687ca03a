// Dry runs over the protocol, as any editor can ask for them: the outcome, keeping it, what a crash leaves behind.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { CancellationTokenSource, type WorkspaceEdit } from 'vscode-languageserver/node';
import {
  CLUSTER_HISTORY,
  CLUSTER_OBJECT,
  CLUSTER_OPEN,
  CLUSTER_RESET,
  CLUSTER_TREE,
  CLUSTER_WORKLOADS,
  type ClusterState,
  type ObjectName,
  type Revision,
  type TreeNode,
  type Workload,
} from '../../server/src/protocol/cluster.ts';
import {
  DRY_RUN,
  DRY_RUN_DISCARD,
  DRY_RUN_KEEP,
  DRY_RUN_TEXT,
  DRY_RUN_WRITE_BACK,
  type DryRunReport,
} from '../../server/src/protocol/dryRun.ts';
import { Editor } from './support/client.ts';

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2 # enough for a start
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: nginx:1.26
`;
const NAME: ObjectName = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' };

async function folderFor(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'drydock-cluster-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** An editor with one manifest open and its cluster's state in a folder. */
async function start(context: TestContext, stateDir?: string): Promise<Editor> {
  const editor = await Editor.start();
  context.after(() => editor.stop().catch(() => undefined));
  await editor.open('web.yaml', WEB);
  await editor.request(CLUSTER_OPEN, stateDir === undefined ? {} : { stateDir });
  return editor;
}

const apply = (editor: Editor, ...names: string[]): Promise<DryRunReport> =>
  editor.request(DRY_RUN, { apply: { uris: names.map((name) => editor.uri(name)) } });
const command = (editor: Editor, line: string): Promise<DryRunReport> => editor.request(DRY_RUN, { command: line });
const keep = (editor: Editor, { id }: DryRunReport): Promise<ClusterState> => editor.request(DRY_RUN_KEEP, { id });
const yamlOf = (editor: Editor): Promise<string | null> => editor.request(CLUSTER_OBJECT, { object: NAME });

test('what is kept is there after the server was killed; what was not kept is not', async (context) => {
  const stateDir = await folderFor(context);
  const first = await start(context, stateDir);
  assert.equal((await keep(first, await apply(first, 'web.yaml'))).kept, 1);
  await keep(first, await command(first, 'set image deployment/web web=nginx:1.27'));
  await command(first, 'scale deployment/web --replicas=7');
  first.process.kill('SIGKILL');

  const second = await start(context, stateDir);
  assert.match((await yamlOf(second)) ?? '', /^ {2}replicas: 2$/m);
  const history = await second.request<Revision[]>(CLUSTER_HISTORY, { object: NAME });
  assert.deepEqual(
    history.map(({ revision, change, current }) => [revision, change, current]),
    [
      [2, 'image nginx:1.26 → nginx:1.27', true],
      [1, '', false],
    ],
  );
  const undone = await command(second, 'rollout undo deployment/web');
  assert.ok(undone.settled);
  await keep(second, undone);
  assert.match((await yamlOf(second)) ?? '', /image: nginx:1.26/);
});

test('a dry run leaves the cluster alone until it is kept; discarding and resetting forget', async (context) => {
  const editor = await start(context);
  const report = await apply(editor, 'web.yaml');
  assert.equal(await yamlOf(editor), null);
  assert.equal((await editor.request<ClusterState>(DRY_RUN_DISCARD, { id: report.id })).pending, null);
  await assert.rejects(keep(editor, report), /not the last one any more/);
  await keep(editor, await apply(editor, 'web.yaml'));
  assert.notEqual(await yamlOf(editor), null);
  const state = await editor.request<ClusterState>(CLUSTER_RESET, {});
  assert.deepEqual([state.kept, state.objects, state.pending], [0, 0, null]);
  assert.equal(await yamlOf(editor), null);
});

test('the report: results with their places, the rollout, the diff without what the server fills in', async (context) => {
  const editor = await start(context);
  const report = await apply(editor, 'web.yaml');
  assert.deepEqual(
    report.results.map(({ object, operation, uri, line }) => [object.kind, operation, uri, line]),
    [['Deployment', 'created', editor.uri('web.yaml'), 1]],
  );
  assert.deepEqual(report.outcomes, [{ object: NAME, health: 'good', state: '2/2 ready' }]);
  const [rollout] = report.rollouts;
  assert.ok(rollout);
  const lengths = [rollout.desired, rollout.ready, rollout.available, ...rollout.series.map(({ pods }) => pods)];
  for (const list of lengths) assert.equal(list.length, rollout.times.length);
  assert.deepEqual([rollout.ready[0], rollout.ready.at(-1)], [0, 2]);
  const after = await editor.request<string>(DRY_RUN_TEXT, { id: report.id, object: NAME, side: 'after' });
  assert.equal(
    after,
    WEB.replace(' # enough for a start', '').replace('  name: web\nspec', '  name: web\n  namespace: default\nspec'),
  );
  assert.equal(await editor.request<string>(DRY_RUN_TEXT, { id: report.id, object: NAME, side: 'before' }), '');
});

test('scaling is written back as the one value that changed', async (context) => {
  const editor = await start(context);
  await keep(editor, await apply(editor, 'web.yaml'));
  const report = await command(editor, 'scale deployment/web --replicas=5');
  assert.equal(report.writeBack, 'replicas: 5 into web.yaml');
  const edit = await editor.request<WorkspaceEdit>(DRY_RUN_WRITE_BACK, { id: report.id });
  await editor.applyEdits('web.yaml', edit.changes?.[editor.uri('web.yaml')] ?? []);
  const again = await apply(editor, 'web.yaml');
  assert.equal(again.results[0]?.operation, 'configured');
  await keep(editor, again);
  assert.match((await yamlOf(editor)) ?? '', /^ {2}replicas: 5$/m);
  assert.equal((await apply(editor, 'web.yaml')).results[0]?.operation, 'unchanged');
});

test('tree and workloads: from the namespace down to the Pods', async (context) => {
  const editor = await start(context);
  await keep(editor, await apply(editor, 'web.yaml'));
  const children = (parent?: string): Promise<TreeNode[]> =>
    editor.request(CLUSTER_TREE, parent === undefined ? {} : { parent });
  const find = (nodes: readonly TreeNode[], type: string): string => nodes.find((node) => node.type === type)?.id ?? '';
  const namespace = find(await children(), 'namespace');
  const deployment = find(await children(namespace), 'Deployment');
  const replicaSet = find(await children(deployment), 'ReplicaSet');
  const pods = await children(replicaSet);
  assert.deepEqual(
    pods.map(({ type, health }) => [type, health]),
    [
      ['Pod', 'good'],
      ['Pod', 'good'],
    ],
  );
  assert.deepEqual(await children('["object",{"nonsense":true}]'), []);
  assert.deepEqual(await children('no JSON'), []);
  const [workload] = await editor.request<Workload[]>(CLUSTER_WORKLOADS, {});
  assert.deepEqual([workload?.object, workload?.replicas, workload?.ready], [NAME, 2, 2]);
});

test('what cannot be done is refused with a reason, and a broken section does not stop the others', async (context) => {
  const editor = await start(context);
  const nobody = await command(editor, 'scale deployment/nobody --replicas=2');
  assert.match(`${nobody.message}${nobody.results.map(({ message }) => message).join('')}`, /"nobody" not found/);
  assert.equal((await command(editor, 'frobnicate')).outcome, 'refused');
  assert.equal((await command(editor, '')).outcome, 'refused');
  assert.equal((await apply(editor, 'absent.yaml')).outcome, 'refused');
  await editor.open('mixed.yaml', `kind: ConfigMap\napiVersion: v1\nmetadata: {name: "open\n---\n${WEB}`);
  const mixed = await apply(editor, 'mixed.yaml');
  assert.ok(mixed.results.some(({ object, operation }) => object.kind === 'Deployment' && operation === 'created'));
  assert.match(mixed.message + mixed.results.map(({ message }) => message).join(''), /mixed\.yaml/);
});

test('a long dry run can be cancelled, and requests in between are answered', async (context) => {
  const editor = await start(context);
  await editor.open('huge.yaml', WEB.replace('replicas: 2', 'replicas: 90000').replaceAll('web', 'huge'));
  const source = new CancellationTokenSource();
  const running = editor.connection.sendRequest<DryRunReport>(
    DRY_RUN,
    { apply: { uris: [editor.uri('huge.yaml')] } },
    source.token,
  );
  const began = performance.now();
  await editor.request('textDocument/hover', {
    textDocument: { uri: editor.uri('web.yaml') },
    position: { line: 5, character: 3 },
  });
  assert.ok(performance.now() - began < 2_000, 'a hover is answered while it runs');
  source.cancel();
  const outcome = await running.then(
    (report) => report.outcome,
    () => 'cancelled',
  );
  assert.equal(outcome, 'cancelled');
  assert.equal((await apply(editor, 'web.yaml')).outcome, 'done');
});
