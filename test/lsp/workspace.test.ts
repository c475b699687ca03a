// A workspace of many files: a keystroke republishes what it concerns and nothing else, a rename is one edit.
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { test } from 'node:test';
import {
  createProtocolConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { bundledServer, Editor } from './support/client.ts';

const FILES = 200;
const SHARED = 60;

const app = (n: number) => `apiVersion: v1
kind: Pod
metadata:
  name: app-${n}
  labels:
    app: app-${n}
${n < SHARED ? '    team: blue\n' : ''}spec:
  containers:
    - name: main
      image: nginx
      env:
        - name: COLOR
          valueFrom:
            configMapKeyRef:
              name: ${n < SHARED ? 'shared' : `own-${n}`}
              key: color
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: own-${n}
data:
  color: blue
`;
const SHARED_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shared\ndata:\n  color: blue\n';
const POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: blue
spec:
  podSelector:
    matchLabels:
      team: blue
`;

void test('a keystroke republishes the files it concerns and no others; a rename is one edit', async () => {
  const files = Object.fromEntries(Array.from({ length: FILES }, (_, n) => [`app-${n}.yaml`, app(n)]));
  const editor = await Editor.start({ files: { ...files, 'shared.yaml': SHARED_MAP, 'policy.yaml': POLICY } });
  try {
    assert.deepEqual(editor.publications, [], 'a correct workspace shows nothing at all');
    await editor.open('app-100.yaml', app(100));
    await editor.replace('app-100.yaml', 'image', 'images');
    await editor.until('the finding', () => editor.codes('app-100.yaml').length > 0);
    await editor.idle();
    assert.deepEqual([...new Set(editor.publications.map(({ uri }) => uri))], [editor.uri('app-100.yaml')]);

    editor.publications.length = 0;
    await editor.open('shared.yaml', SHARED_MAP);
    await editor.replace('shared.yaml', 'color', 'colour');
    await editor.until('all findings', () => editor.publications.length >= SHARED);
    await editor.idle();
    const expected = Array.from({ length: SHARED }, (_, n) => editor.uri(`app-${n}.yaml`)).sort();
    assert.deepEqual(editor.publications.map(({ uri }) => uri).sort(), expected, 'each of them once');

    await editor.open('policy.yaml', POLICY);
    const edit = await editor.at<WorkspaceEdit>('textDocument/rename', 'policy.yaml', 'team: blue', 7, {
      newName: 'green',
    });
    assert.deepEqual(Object.keys(edit.changes ?? {}).sort(), [...expected, editor.uri('policy.yaml')].sort());
    assert.ok(Object.values(edit.changes ?? {}).every((edits) => edits.length === 1 && edits[0]?.newText === 'green'));
  } finally {
    await editor.stop();
  }
});

void test('a request that makes a handler throw is logged, answered with nothing, and forgotten', async () => {
  const editor = await Editor.start();
  try {
    await editor.open('shared.yaml', SHARED_MAP);
    const textDocument = { uri: editor.uri('shared.yaml') };
    assert.equal(await editor.request('textDocument/hover', { textDocument }), null);
    assert.deepEqual(await editor.request('textDocument/documentSymbol', {}), []);
    assert.ok(
      editor.logs.some((line) => line.startsWith('textDocument/hover: TypeError')),
      editor.logs.join('\n'),
    );
    assert.notEqual(await editor.at('textDocument/hover', 'shared.yaml', 'ConfigMap', 1), null);
  } finally {
    assert.equal(await editor.stop(), 0);
  }
});

void test('the server speaks over node IPC as well', async () => {
  const child = fork(await bundledServer(), ['--node-ipc'], { silent: true });
  const connection = createProtocolConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  connection.listen();
  const result = await connection.sendRequest<{ serverInfo: { name: string } }>('initialize', {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: null,
    capabilities: {},
  });
  assert.equal(result.serverInfo.name, 'drydock');
  const exited = new Promise((resolve) => child.once('exit', resolve));
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  assert.equal(await exited, 0);
  connection.dispose();
});
