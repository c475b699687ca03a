// Findings as an editor gets them: exact ranges, other files that follow a change, nothing published twice.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { Editor } from './support/client.ts';

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: web
  labels:
    app: web
spec:
  containers:
    - name: main
      image: nginx
`;
const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
`;

/** Runs a test with an editor that is stopped whatever happens. */
async function withEditor(options: Parameters<typeof Editor.start>[0], run: (editor: Editor) => Promise<void>) {
  const editor = await Editor.start(options);
  try {
    await run(editor);
  } finally {
    await editor.stop();
  }
}

const shown = (editor: Editor, name: string) =>
  editor.diagnostics(name).map(({ code, severity, range }) => [code, severity, editor.slice(name, range)]);

void test('an unknown field is underlined at its key, and gone when it is corrected', () =>
  withEditor({}, async (editor) => {
    await editor.open('pod.yaml', POD.replace('image:', 'images:'));
    await editor.until('the finding', () => editor.diagnostics('pod.yaml').length > 0);
    assert.deepEqual(shown(editor, 'pod.yaml'), [['unknown-field', 1, 'images']]);
    assert.equal(editor.diagnostics('pod.yaml')[0]?.source, 'drydock');
    assert.equal(editor.published.get(editor.uri('pod.yaml'))?.version, 1);
    await editor.replace('pod.yaml', 'images', 'image');
    await editor.until('no finding', () => editor.diagnostics('pod.yaml').length === 0);
    assert.equal(editor.published.get(editor.uri('pod.yaml'))?.version, 2);
  }));

void test('columns count UTF-16 units and lines end as they may', () =>
  withEditor({}, async (editor) => {
    const text = POD.replace('labels:', 'annotations: {a: "🚢", labls: {}}\n  labels:').replaceAll('\n', '\r\n');
    await editor.open('pod.yaml', text);
    await editor.until('the finding', () => editor.diagnostics('pod.yaml').length > 0);
    assert.deepEqual(
      shown(editor, 'pod.yaml').map(([, , slice]) => slice),
      ['labls'],
    );
    const [diagnostic] = editor.diagnostics('pod.yaml');
    // `  annotations: {a: "🚢", labls` : the ship takes two columns.
    assert.deepEqual(diagnostic?.range, { start: { line: 4, character: 25 }, end: { line: 4, character: 30 } });
  }));

void test('a change in one file changes the findings of another that is not open', () =>
  withEditor({ files: { 'service.yaml': SERVICE, 'other.yaml': POD.replaceAll('web', 'other') } }, async (editor) => {
    assert.deepEqual(editor.codes('service.yaml'), ['service-selects-nothing']);
    await editor.open('pod.yaml', POD);
    await editor.until('the Service to be content', () => editor.codes('service.yaml').length === 0);
    await editor.replace('pod.yaml', 'app: web', 'app: wob');
    await editor.until('the Service to miss its Pod', () => editor.codes('service.yaml').length === 1);
    const other = editor.publications.filter(({ uri }) => uri === editor.uri('other.yaml'));
    assert.deepEqual(other, [], 'a file whose findings never change is never published');
  }));

void test('a document that is closed without saving counts as it is on disk', () =>
  withEditor({ files: { 'service.yaml': SERVICE, 'pod.yaml': POD } }, async (editor) => {
    assert.deepEqual(editor.codes('service.yaml'), []);
    await editor.open('pod.yaml', POD.replace('app: web', 'app: wob'));
    await editor.until('the Service to miss its Pod', () => editor.codes('service.yaml').length === 1);
    await editor.close('pod.yaml');
    await editor.until('the Service to be content', () => editor.codes('service.yaml').length === 0);
  }));

void test('files that appear, change and disappear on disk are followed', () =>
  withEditor({ files: { 'service.yaml': SERVICE } }, async (editor) => {
    const event = (name: string, type: 1 | 2 | 3) =>
      editor.connection.sendNotification('workspace/didChangeWatchedFiles', {
        changes: [{ uri: editor.uri(name), type }],
      });
    assert.equal(editor.codes('service.yaml').length, 1);
    editor.write('pods/pod.yaml', POD);
    await event('pods/pod.yaml', 1);
    await editor.until('the Service to find the new Pod', () => editor.codes('service.yaml').length === 0);
    rmSync(editor.path('pods'), { recursive: true });
    // Editors report the folder alone.
    await event('pods', 3);
    await editor.until('the Service to miss it', () => editor.codes('service.yaml').length === 1);
    editor.write('service.yaml', SERVICE.replace('port: 80', 'prt: 80'));
    await event('service.yaml', 2);
    await editor.until('the new text', () => editor.codes('service.yaml').includes('unknown-field'));
    rmSync(editor.path('service.yaml'));
    await event('service.yaml', 3);
    await editor.until('no findings of a file that is gone', () => editor.codes('service.yaml').length === 0);
  }));

void test('folders come and go', () =>
  withEditor({ files: { 'service.yaml': SERVICE }, folders: { more: { 'pod.yaml': POD } } }, async (editor) => {
    assert.deepEqual(editor.codes('service.yaml'), []);
    const folder = { uri: editor.uri('x').replace('/main/x', '/more'), name: 'more' };
    const change = (event: object) =>
      editor.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event });
    await change({ added: [], removed: [folder] });
    await editor.until('the Service to miss its Pod', () => editor.codes('service.yaml').length === 1);
    await change({ added: [folder], removed: [] });
    await editor.until('the Service to find it', () => editor.codes('service.yaml').length === 0);
  }));

void test('an untitled document counts while it is open', () =>
  withEditor({ files: { 'service.yaml': SERVICE } }, async (editor) => {
    await editor.open('untitled:Untitled-1', POD, 'yaml');
    await editor.until('the Service to find it', () => editor.codes('service.yaml').length === 0);
    await editor.close('untitled:Untitled-1');
    await editor.until('the Service to miss it', () => editor.codes('service.yaml').length === 1);
  }));

void test('the old side of a diff is no file of the workspace', () =>
  withEditor({ files: { 'service.yaml': SERVICE } }, async (editor) => {
    await editor.open('git:/pod.yaml?ref', POD, 'yaml');
    await editor.idle();
    assert.equal(editor.codes('service.yaml').length, 1);
  }));

void test('nothing is found in YAML that is no manifest, and nothing while Drydock is off', async () => {
  const workflow = 'name: build\non: push\njobs:\n  a: {runs-on: x}\n  a: {}\n';
  await withEditor({ files: { 'workflow.yaml': workflow } }, async (editor) => {
    await editor.open('other.yaml', `${workflow}: : :`);
    await editor.idle();
    assert.deepEqual(editor.publications, []);
  });
  await withEditor(
    { files: { 'pod.yaml': POD.replace('image:', 'images:') }, settings: { enable: false } },
    async (editor) => {
      await editor.idle();
      assert.deepEqual(editor.publications, []);
    },
  );
});

void test('the status says what is there', () =>
  withEditor(
    { files: { 'service.yaml': SERVICE, 'pod.yaml': POD.replace('image:', 'images:'), 'note.yaml': 'a: 1' } },
    async (editor) => {
      await editor.until('the counts', () => editor.status?.errors === 1);
      assert.deepEqual(editor.status, {
        state: 'ready',
        kubernetesVersion: '1.36',
        files: 2,
        resources: 2,
        errors: 1,
        warnings: 0,
      });
    },
  ));

void test('a change of settings changes the findings, a .drydock.yaml has the last word', () =>
  withEditor({ files: { 'service.yaml': SERVICE } }, async (editor) => {
    const set = async (settings: Readonly<Record<string, unknown>>) => {
      editor.settings = settings;
      await editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    };
    assert.deepEqual(editor.codes('service.yaml'), ['service-selects-nothing']);
    await set({ rules: { 'service-selects-nothing': 'off' } });
    await editor.until('no finding', () => editor.codes('service.yaml').length === 0);
    await editor.open('.drydock.yaml', 'rules:\n  service-selects-nothing: error\nkubernetesVersion: "1.30"\n');
    await editor.until('an error', () => editor.diagnostics('service.yaml')[0]?.severity === 1);
    await editor.until('the version', () => editor.status?.kubernetesVersion === '1.30');
    await set({ enable: false });
    await editor.until('nothing', () => editor.diagnostics('service.yaml').length === 0);
  }));

void test('a client that watches no files is no reason not to notice them', () =>
  withEditor({ files: { 'service.yaml': SERVICE }, plain: true }, async (editor) => {
    assert.deepEqual(editor.registrations, []);
    assert.equal(editor.codes('service.yaml').length, 1);
    editor.write('pod.yaml', POD);
    await editor.until('the Service to find the new Pod', () => editor.codes('service.yaml').length === 0);
    rmSync(editor.path('pod.yaml'));
    await editor.until('the Service to miss it', () => editor.codes('service.yaml').length === 1);
  }));
