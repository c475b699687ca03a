// Looking at the dry-run cluster over the protocol: pages about objects, and commands that only look.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import {
  CLUSTER_LIST,
  CLUSTER_LOOK,
  CLUSTER_VIEW,
  type Look,
  type ObjectName,
} from '../../server/src/protocol/cluster.ts';
import { DRY_RUN, DRY_RUN_KEEP, type DryRunReport } from '../../server/src/protocol/dryRun.ts';
import { Editor } from './support/client.ts';

const WEB = `apiVersion: v1
kind: Pod
metadata:
  name: web
  labels:
    app: web
spec:
  containers:
    - name: web
      image: nginx:1.26
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
`;
const POD: ObjectName = { apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'web' };
const SERVICE: ObjectName = { ...POD, kind: 'Service' };

async function start(context: TestContext): Promise<Editor> {
  const editor = await Editor.start();
  context.after(() => editor.stop().catch(() => undefined));
  await editor.open('web.yaml', WEB);
  return editor;
}

test('what is not kept yet is looked at, and stays the last dry run', async (context) => {
  const editor = await start(context);
  const ask = <R>(method: string, params: object): Promise<R> => editor.connection.sendRequest<R>(method, params);
  assert.equal(await ask(CLUSTER_VIEW, { object: POD, view: 'logs' }), null);
  const report = await ask<DryRunReport>(DRY_RUN, { apply: { uris: [editor.uri('web.yaml')] } });
  assert.equal(report.outcome, 'done');

  const look = await ask<Look>(CLUSTER_LOOK, { command: 'get pods' });
  assert.match(look.text, /^# After “apply web\.yaml”, which is not kept yet\.\n\nNAME +READY/);
  assert.equal(look.failed, false);
  assert.equal((await ask<Look>(CLUSTER_LOOK, { command: 'get pods nope' })).failed, true);
  assert.equal(await ask(CLUSTER_LOOK, { command: 'delete pod web' }), null);
  assert.deepEqual(await ask(CLUSTER_LIST, { apiVersion: 'v1', kind: 'Pod' }), [POD]);

  await ask(DRY_RUN_KEEP, { id: report.id });
  for (const [object, view, first] of [
    [POD, 'logs', 'Logs of Pod default/web'],
    [POD, 'scheduling', 'Scheduling of Pod default/web'],
    [SERVICE, 'routes', 'Routes to Service default/web (ClusterIP)'],
    [SERVICE, 'describe', /^Name: +web$/],
  ] as const) {
    const text = await ask<string>(CLUSTER_VIEW, { object, view });
    const [line = ''] = text.split('\n');
    if (typeof first === 'string') assert.equal(line, first);
    else assert.match(line, first);
  }
  assert.equal(await ask(CLUSTER_VIEW, { object: POD, view: 'routes' }), null);
});
