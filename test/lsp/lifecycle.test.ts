// The server as a process: starts over stdio, declares what it can do, registers its watchers, ends when told to.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { bundledServer, Editor } from './support/client.ts';

void test('starts, declares utf-16 and incremental sync, and exits with 0 after shutdown', async () => {
  const editor = await Editor.start();
  assert.equal(editor.capabilities.positionEncoding, 'utf-16');
  assert.deepEqual(editor.capabilities.textDocumentSync, { openClose: true, change: 2, save: false });
  assert.equal(editor.capabilities.workspace?.workspaceFolders?.supported, true);
  assert.equal(await editor.stop(), 0);
});

void test('registers its own file watchers and pulls its settings', async () => {
  const editor = await Editor.start({ settings: { enable: false, kubernetesVersion: '1.30' } });
  assert.ok(editor.registrations.includes('workspace/didChangeWatchedFiles'));
  assert.deepEqual(
    { state: editor.status?.state, version: editor.status?.kubernetesVersion },
    { state: 'off', version: '1.30' },
  );
  await editor.stop();
});

void test('exits with 1 when the client vanishes without a shutdown', async () => {
  const editor = await Editor.start();
  const exited = new Promise((resolve) => editor.process.once('exit', resolve));
  editor.connection.end();
  editor.process.stdin?.end();
  assert.equal(await exited, 1);
});

void test('says how it is used when it is started without a transport', async () => {
  const run = spawnSync(process.execPath, [await bundledServer()], { encoding: 'utf8' });
  assert.equal(run.status, 2);
  assert.match(run.stderr, /--stdio/);
});
