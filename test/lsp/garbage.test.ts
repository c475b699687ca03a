// Bad input: the server says something clear or nothing, and always goes on. After each insult a good manifest is
// checked, so that a crash or a hang is seen.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Editor } from './support/client.ts';

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: 'main'
      images: "nginx"
      args: [a, {b: c}]
      command:
        - |
          text
`;

/** Shows that the server still answers and still finds what is wrong. */
async function proveAlive(editor: Editor, name: string) {
  await editor.open(name, POD);
  await editor.until('the finding of a good file', () => editor.codes(name).includes('unknown-field'));
}

void test('garbage of all sorts ends no server', async () => {
  const nested = `apiVersion: v1\nkind: ConfigMap\ndata: ${'['.repeat(2000)}`;
  const block = Array.from({ length: 2000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n');
  const bomb = [
    'apiVersion: v1',
    'kind: ConfigMap',
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...[...'bcdefghij'].map(
      (letter, n) => `${letter}: &${letter} [${`*${'abcdefghi'[n]},`.repeat(8)}*${'abcdefghi'[n]}]`,
    ),
  ].join('\n');
  let noise = '';
  for (let i = 0, seed = 7; noise.length < 5_000_000; i++) {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    noise += `${'{[:-#&*!|>%@`"\'\n '[seed % 16]}${(seed % 46656).toString(36)}`;
  }
  const insults: Record<string, string> = {
    'empty.yaml': '',
    'blank.yaml': '\n\n---\n---\n\n',
    'noise.yaml': noise,
    'noise-manifest.yaml': `apiVersion: v1\nkind: Pod\n${noise}`,
    'binary.yaml': Array.from({ length: 20_000 }, (_, n) => String.fromCharCode(n % 256)).join(''),
    'surrogate.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: "\ud83d"}\n',
    'nested.yaml': nested,
    'nested-block.yaml': `apiVersion: v1\nkind: ConfigMap\n${block}`,
    'nested.json': `{"apiVersion":"v1","kind":"ConfigMap","data":${'{"a":'.repeat(2000)}`,
    'bomb.yaml': bomb,
    'loop.yaml': 'apiVersion: v1\nkind: ConfigMap\na: &a\n  b: *a\n',
    'proto.yaml':
      'apiVersion: v1\nkind: Pod\n__proto__: {constructor: 1}\nmetadata: {labels: {__proto__: x, constructor: y}}\n',
    'long-line.yaml': `apiVersion: v1\nkind: ConfigMap\ndata: {a: "${'x'.repeat(2_000_000)}"}\n`,
    'numbers.yaml': 'apiVersion: 1\nkind: [2]\nmetadata: 3\n',
  };
  const editor = await Editor.start({ files: { 'disk.yaml': nested, 'disk2.yaml': bomb } });
  try {
    for (const [name, text] of Object.entries(insults)) {
      await editor.open(name, text);
      const textDocument = { uri: editor.uri(name) };
      for (const method of ['textDocument/documentSymbol', 'textDocument/foldingRange', 'textDocument/codeLens']) {
        await editor
          .request(method, { textDocument })
          .catch((error: unknown) => assert.match(String(error), /Unhandled method/));
      }
      await editor.request('textDocument/definition', { textDocument, position: { line: 2, character: 4 } });
      await editor.request('textDocument/definition', { textDocument, position: { line: 9e6, character: 9e6 } });
    }
    await proveAlive(editor, 'good.yaml');
    assert.deepEqual(
      editor.logs.filter((line) => /error|at /i.test(line)),
      [],
    );
  } finally {
    assert.equal(await editor.stop(), 0);
  }
});

void test('every prefix of a manifest is lived through', async () => {
  const editor = await Editor.start();
  try {
    await editor.open('pod.yaml', '');
    for (let length = 1; length <= POD.length; length++) {
      await editor.edit('pod.yaml', length - 1, length - 1, POD.charAt(length - 1));
      if (length % 3 === 0) {
        await editor.request('textDocument/documentSymbol', { textDocument: { uri: editor.uri('pod.yaml') } });
      }
    }
    await editor.until('the finding of the whole', () => editor.codes('pod.yaml').includes('unknown-field'));
    for (let length = POD.length - 1; length >= 0; length--) await editor.edit('pod.yaml', length, length + 1, '');
    await editor.until('no finding of nothing', () => editor.diagnostics('pod.yaml').length === 0);
    assert.deepEqual(
      editor.logs.filter((line) => /error|at /i.test(line)),
      [],
    );
  } finally {
    assert.equal(await editor.stop(), 0);
  }
});

void test('wrong requests are answered with an error and do no harm', async () => {
  const editor = await Editor.start();
  try {
    await assert.rejects(editor.request('drydock/nothing', {}));
    await editor.request('textDocument/definition', {
      textDocument: { uri: '::' },
      position: { line: -1, character: -1 },
    });
    await editor.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: editor.uri('never-opened.yaml'), version: 1 },
      contentChanges: [{ text: 'x' }],
    });
    await proveAlive(editor, 'good.yaml');
  } finally {
    assert.equal(await editor.stop(), 0);
  }
});
