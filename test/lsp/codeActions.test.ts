// Code actions over the protocol: quick fixes, fix all, refactorings; and features that only the protocol joins together.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  CodeAction,
  CompletionItem,
  CompletionList,
  Hover,
  InlayHint,
  TextEdit,
} from 'vscode-languageserver/node';
import { Editor } from './support/client.ts';

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replica: 2
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: wob
    spec:
      containers:
        - name: main
          images: nginx
          imagePullPolicy: always
`;

/** Applies the edits of a code action to an open file. */
async function take(editor: Editor, name: string, action: CodeAction | undefined) {
  const edits: TextEdit[] = action?.edit?.changes?.[editor.uri(name)] ?? [];
  assert.ok(edits.length > 0, `an edit of ${name} by ${action?.title ?? 'nothing'}`);
  await editor.applyEdits(name, edits);
}

async function withFile(text: string, run: (editor: Editor) => Promise<void>) {
  const editor = await Editor.start();
  try {
    await editor.open('a.yaml', text);
    await run(editor);
  } finally {
    await editor.stop();
  }
}

const actions = (editor: Editor, only?: string[]) => {
  const range = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };
  return editor.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri: editor.uri('a.yaml') },
    range,
    context: { diagnostics: [], ...(only ? { only } : {}) },
  });
};

const TIMES = { type: 'string', description: 'When it runs.' };

void test('each finding has its fixes; taking one removes the finding and brings no other', () =>
  withFile(DEPLOYMENT, async (editor) => {
    await editor.until('the findings', () => editor.diagnostics('a.yaml').length > 0);
    for (let round = 0; round < 10 && editor.diagnostics('a.yaml').length > 0; round++) {
      const before = editor.diagnostics('a.yaml').length;
      const [fix] = await actions(editor, ['quickfix']);
      assert.equal(fix?.kind, 'quickfix');
      const [diagnostic] = fix.diagnostics ?? [];
      // Between the labels and the selector only a person can choose.
      assert.equal(fix.isPreferred ?? false, diagnostic?.code !== 'selector-mismatch');
      await take(editor, 'a.yaml', fix);
      await editor.until('one finding less', () => editor.diagnostics('a.yaml').length < before);
    }
    assert.deepEqual(editor.diagnostics('a.yaml'), []);
  }));

void test('a selector that does not match has two fixes, the labels’ and the selector’s', () =>
  withFile(DEPLOYMENT, async (editor) => {
    await editor.until('the finding', () => editor.codes('a.yaml').includes('selector-mismatch'));
    const fixes = await actions(editor, ['quickfix']);
    const own = fixes.filter(({ diagnostics }) => diagnostics?.[0]?.code === 'selector-mismatch');
    assert.deepEqual(
      own.slice(2).map(({ title }) => title),
      ['Disable "selector-mismatch" for this line', 'Disable "selector-mismatch" in this section'],
      'silencing comes last',
    );
    assert.equal(own.length, 4);
  }));

void test('fix all repairs in one edit what has one obvious repair', () =>
  withFile(DEPLOYMENT, async (editor) => {
    await editor.until('the findings', () => editor.diagnostics('a.yaml').length > 0);
    const [all, ...more] = await actions(editor, ['source.fixAll']);
    assert.equal(all?.kind, 'source.fixAll.drydock');
    assert.deepEqual(more, []);
    await take(editor, 'a.yaml', all);
    const text = editor.text('a.yaml');
    assert.match(text, /replicas: 2/);
    assert.match(text, /image: nginx/);
    assert.match(text, /imagePullPolicy: Always/);
    await editor.until('few findings', () => editor.codes('a.yaml').every((code) => code === 'selector-mismatch'));
    assert.deepEqual(await actions(editor, ['source.organizeImports']), []);
  }));

void test('fix all leaves the analysis as it was', () =>
  withFile(DEPLOYMENT, async (editor) => {
    await editor.until('the findings', () => editor.diagnostics('a.yaml').length > 0);
    const before = editor.codes('a.yaml');
    await actions(editor, ['source.fixAll.drydock']);
    await editor.idle();
    assert.deepEqual(editor.codes('a.yaml'), before);
  }));

void test('a refactoring is one edit', () =>
  withFile(DEPLOYMENT.replace('Deployment', 'ReplicationController').replace('apps/v1', 'v1'), async (editor) => {
    const offered = await actions(editor, ['refactor']);
    const convert = offered.find(({ title }) => title === 'Convert to a Deployment');
    await take(editor, 'a.yaml', convert);
    assert.match(editor.text('a.yaml'), /^apiVersion: apps\/v1\nkind: Deployment\n/);
  }));

void test('fields of custom resources are offered with what their definition says of them', () =>
  withFile('kind: ConfigMap\n', async (editor) => {
    const schema = { type: 'object', properties: { spec: { type: 'object', properties: { times: TIMES } } } };
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'jobs.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'jobs', singular: 'job', kind: 'Job', listKind: 'JobList' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
      },
    };
    await editor.open('crd.json', JSON.stringify(definition));
    await editor.open('job.yaml', 'apiVersion: example.com/v1\nkind: Job\nmetadata:\n  name: x\nspec:\n  \n');
    const { items } = await editor.at<CompletionList>('textDocument/completion', 'job.yaml', '  \n', 2);
    assert.deepEqual(
      items.map(({ label, data }) => [label, Object.keys((data as { gvk: object }).gvk)]),
      [['times', ['group', 'version', 'kind']]],
    );
    const resolved = await editor.request<CompletionItem>('completionItem/resolve', items[0]);
    assert.match(JSON.stringify(resolved.documentation), /When it runs\./);
  }));

void test('completion, hover, hints and formatting answer in the protocol’s terms', () =>
  withFile(`${DEPLOYMENT}          \n`, async (editor) => {
    const list = await editor.at<CompletionList>('textDocument/completion', 'a.yaml', '          \n', 10);
    const command = list.items.find(({ label }) => label === 'command');
    assert.deepEqual(command?.textEdit, {
      range: { start: { line: 18, character: 10 }, end: { line: 18, character: 10 } },
      newText: 'command:\n            - $0',
    });
    assert.equal(command.insertTextFormat, 2);
    assert.equal(command.insertTextMode, 1, 'as it is: the indentation is complete');
    assert.equal(command.documentation, undefined, 'documentation is looked up when it is looked at');
    const resolved = await editor.request<CompletionItem>('completionItem/resolve', command);
    assert.match(JSON.stringify(resolved.documentation), /Entrypoint array/);
    const hover = await editor.at<Hover>('textDocument/hover', 'a.yaml', 'name: main', 1);
    assert.match(JSON.stringify(hover.contents), /Name of the container/);
    assert.deepEqual(hover.range, { start: { line: 15, character: 10 }, end: { line: 15, character: 14 } });
    const range = { start: { line: 0, character: 0 }, end: { line: 20, character: 0 } };
    const textDocument = { uri: editor.uri('a.yaml') };
    assert.deepEqual(await editor.request<InlayHint[]>('textDocument/inlayHint', { textDocument, range }), []);
    await editor.replace('a.yaml', 'replica: 2', 'replicas:   2');
    const edits = await editor.request<TextEdit[]>('textDocument/formatting', { textDocument, options: {} });
    assert.equal(edits.length, 2);
    const line = (number: number) => ({ line: number, character: 0 });
    const part = (start: number, end: number) =>
      editor.request<TextEdit[]>('textDocument/rangeFormatting', {
        textDocument,
        range: { start: line(start), end: line(end) },
        options: {},
      });
    assert.deepEqual(await part(9, 12), []);
    assert.deepEqual(await part(0, 12), edits.slice(0, 1));
    await editor.applyEdits('a.yaml', edits);
    assert.match(editor.text('a.yaml'), /\n {2}replicas: 2\n/);
  }));
