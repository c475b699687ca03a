// Navigation over the real protocol: positions in UTF-16 columns, files that are not open, CRLF.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DocumentSymbol, Location, WorkspaceEdit } from 'vscode-languageserver/node';
import { Editor } from './support/client.ts';

const POD = 'apiVersion: v1\r\nkind: Pod\r\nmetadata:\r\n  name: "one" # 🚢\r\n  labels: {"a": "🚢", app: web}\r\n';
const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n';

void test('definition, references, rename and outline over stdio', async () => {
  const editor = await Editor.start({ files: { 'pods/pod.yaml': POD } });
  try {
    await editor.open('service.yaml', SERVICE);
    const definition = await editor.at<Location[]>('textDocument/definition', 'service.yaml', 'app: web', 6);
    // The ship counts as two columns: `  labels: {"a": "🚢", app: web}`.
    assert.deepEqual(definition, [
      {
        uri: editor.uri('pods/pod.yaml'),
        range: { start: { line: 4, character: 27 }, end: { line: 4, character: 30 } },
      },
    ]);
    const edit = await editor.at<WorkspaceEdit>('textDocument/rename', 'service.yaml', 'app: web', 6, {
      newName: 'shop',
    });
    assert.deepEqual(edit.changes, {
      [editor.uri('pods/pod.yaml')]: [{ range: definition[0]?.range, newText: 'shop' }],
      [editor.uri('service.yaml')]: [
        { range: { start: { line: 6, character: 9 }, end: { line: 6, character: 12 } }, newText: 'shop' },
      ],
    });
    await assert.rejects(
      editor.at('textDocument/rename', 'service.yaml', 'app: web', 6, { newName: 'not a label' }),
      /is no label value/,
    );
    const outline = await editor.request<DocumentSymbol[]>('textDocument/documentSymbol', {
      textDocument: { uri: editor.uri('service.yaml') },
    });
    assert.deepEqual(
      outline.map(({ name }) => name),
      ['Service web'],
    );
  } finally {
    await editor.stop();
  }
});

void test('a request sees what was typed right before it', async () => {
  const editor = await Editor.start({ files: { 'pod.yaml': POD } });
  try {
    await editor.open('service.yaml', SERVICE.replace('app: web', 'app: wob'));
    await editor.replace('service.yaml', 'wob', 'web');
    const found = await editor.at<Location[]>('textDocument/definition', 'service.yaml', 'app: web', 6);
    assert.equal(found.length, 1);
  } finally {
    await editor.stop();
  }
});

void test('another spelling of the same file is the same file', async () => {
  const editor = await Editor.start({ files: { 'a b.yaml': POD } });
  try {
    const spelled = editor.uri('a b.yaml').replace('%20', ' ');
    await editor.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri: spelled, languageId: 'yaml', version: 1, text: POD.replace('app: web', 'app: other') },
    });
    await editor.open('service.yaml', SERVICE);
    assert.deepEqual(await editor.at('textDocument/definition', 'service.yaml', 'app: web', 6), []);
  } finally {
    await editor.stop();
  }
});
