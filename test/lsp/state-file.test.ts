// The cluster's state survives a crash at any byte of its being written.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { readState, removeState, writeState } from '../../server/src/lsp/dryRun/stateFile.ts';

async function folderFor(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'drydock-state-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('what is written is read again; without a file there is nothing, and no problem', async (context) => {
  const folder = await folderFor(context);
  assert.deepEqual(await readState(folder), { value: undefined, problem: null });
  await writeState(folder, { objects: ['é', 1, null] });
  assert.deepEqual(await readState(folder), { value: { objects: ['é', 1, null] }, problem: null });
  await removeState(folder);
  assert.deepEqual(await readState(folder), { value: undefined, problem: null });
});

test('a write that was cut off at any byte leaves the state before', async (context) => {
  const folder = await folderFor(context);
  await writeState(folder, { generation: 2 });
  const whole = await readFile(join(folder, 'cluster.json.gz'));
  await writeState(folder, { generation: 1 });
  for (let length = 0; length <= whole.length; length++) {
    await writeFile(join(folder, 'cluster.json.gz.123.tmp'), whole.subarray(0, length));
    assert.deepEqual(await readState(folder), { value: { generation: 1 }, problem: null }, `after ${length} bytes`);
    assert.deepEqual(await readdir(folder), ['cluster.json.gz'], 'the left-over is cleared away');
  }
});

test('a file that was cut off or changed is never taken for a state, and does not stop the next one', async (context) => {
  const folder = await folderFor(context);
  await writeState(folder, { generation: 1 });
  const whole = await readFile(join(folder, 'cluster.json.gz'));
  for (let length = 0; length < whole.length; length += 7) {
    await writeFile(join(folder, 'cluster.json.gz'), whole.subarray(0, length));
    const { value, problem } = await readState(folder);
    assert.equal(value, undefined);
    assert.match(problem ?? '', /could not be read/);
  }
  await writeState(folder, { generation: 3 });
  assert.deepEqual((await readState(folder)).value, { generation: 3 });
});

test('writes one after the other: the last one counts', async (context) => {
  const folder = await folderFor(context);
  for (let generation = 0; generation < 20; generation++) await writeState(folder, { generation });
  assert.deepEqual((await readState(folder)).value, { generation: 19 });
});
