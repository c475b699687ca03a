// Kustomizations over the protocol: dry runs of what they build, with what is typed, and the build itself.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { CodeLens } from 'vscode-languageserver/node';
import { DRY_RUN, type DryRunReport } from '../../server/src/protocol/dryRun.ts';
import { KUSTOMIZE_BUILD, type KustomizeBuild } from '../../server/src/protocol/kustomize.ts';
import { Editor } from './support/client.ts';

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
        - name: web
          image: nginx:1.26
          envFrom: [{ configMapRef: { name: settings } }]
`;
const PATCH = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
`;
const FILES = {
  'base/kustomization.yaml':
    'resources: [web.yaml]\nconfigMapGenerator: [{ name: settings, files: [app.properties] }]\n',
  'base/web.yaml': WEB,
  'base/app.properties': 'a=b\n',
  'over lay/kustomization.yaml': 'resources: [../base]\nnamePrefix: dev-\npatches: [{ path: patch.yaml }]\n',
  'over lay/patch.yaml': PATCH,
};

async function start(context: TestContext): Promise<Editor> {
  const editor = await Editor.start({ files: FILES });
  context.after(() => editor.stop().catch(() => undefined));
  return editor;
}

const apply = (editor: Editor, name: string): Promise<DryRunReport> =>
  editor.request(DRY_RUN, { apply: { uris: [editor.uri(name)] } });
const objects = ({ results }: DryRunReport): string[] =>
  results.map(({ object, operation }) => `${object.kind}/${object.name} ${operation}`);

test('an overlay is applied as it is built: its file, its folder, and -k', async (context) => {
  const editor = await start(context);
  const wanted = ['ConfigMap/dev-settings-t25mg5gdm4 created', 'Deployment/dev-web created'];
  for (const name of ['over lay/kustomization.yaml', 'over lay']) {
    assert.deepEqual(objects(await apply(editor, name)), wanted);
  }
  const report = await editor.request<DryRunReport>(DRY_RUN, { command: 'apply -k "over lay"' });
  assert.deepEqual(objects(report), wanted);
  // A folder without a kustomization is applied file by file, and so is a file.
  assert.deepEqual(objects(await apply(editor, 'base/web.yaml')), ['Deployment/web created']);
});

test('what is typed counts, and a refusal is shown where the field was made', async (context) => {
  const editor = await start(context);
  await editor.open('over lay/patch.yaml', PATCH);
  await editor.replace('over lay/patch.yaml', 'replicas: 2', 'replicas: -1');
  const report = await apply(editor, 'over lay');
  assert.equal(report.results.find(({ object }) => object.kind === 'Deployment')?.operation, 'rejected');
  await editor.until('the refusal', () =>
    (editor.published.get(editor.uri('over lay/patch.yaml'))?.diagnostics ?? []).some(
      ({ code, range }) => code === 'dry-run-rejected' && range.start.line === 5,
    ),
  );
});

test('a build that fails is refused in the words of kustomize', async (context) => {
  const editor = await start(context);
  await editor.open('over lay/kustomization.yaml', 'resources: [../base, gone.yaml]\n');
  const report = await apply(editor, 'over lay/kustomization.yaml');
  assert.equal(report.outcome, 'refused');
  assert.match(report.message, /accumulating resources from 'gone\.yaml': no such file or directory/);
});

test('the build can be looked at, and the kustomization has lenses for it', async (context) => {
  const editor = await start(context);
  const build = await editor.request<KustomizeBuild>(KUSTOMIZE_BUILD, { uri: editor.uri('over lay') });
  assert.equal(build.failed, false);
  assert.match(build.text, /^apiVersion: v1\ndata:\n {2}app\.properties: \|\n {4}a=b\nkind: ConfigMap\n/);
  assert.match(build.text, /---\napiVersion: apps\/v1\n/);
  const none = await editor.request<KustomizeBuild>(KUSTOMIZE_BUILD, { uri: editor.uri('nowhere') });
  assert.equal(none.failed, true);
  await editor.open('over lay/kustomization.yaml', FILES['over lay/kustomization.yaml']);
  const lenses = await editor.request<CodeLens[]>('textDocument/codeLens', {
    textDocument: { uri: editor.uri('over lay/kustomization.yaml') },
  });
  assert.deepEqual(
    lenses.map(({ command }) => command?.command),
    ['drydock.dryRunApply', 'drydock.showKustomizeBuild'],
  );
});
