// The pages of rules over the protocol: links, code actions, the list, hovers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CodeAction, Hover } from 'vscode-languageserver/node';
import type { RuleInfo } from '../../server/src/protocol/rules.ts';
import { Editor, type EditorOptions } from './support/client.ts';

const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  # drydock-disable-next-line unknown-field -- our webhook reads it
  profile: small
  selector:
    app: web
  ports:
    - port: 80
`;

async function withService(options: EditorOptions, run: (editor: Editor) => Promise<void>) {
  const editor = await Editor.start(options);
  try {
    await editor.open('a.yaml', SERVICE);
    await editor.until('the finding', () => editor.codes('a.yaml').includes('service-selects-nothing'));
    await run(editor);
  } finally {
    await editor.stop();
  }
}

const explanations = async (editor: Editor, only: string[]): Promise<CodeAction[]> => {
  const line = 7;
  const actions = await editor.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri: editor.uri('a.yaml') },
    range: { start: { line, character: 4 }, end: { line, character: 4 } },
    context: { diagnostics: [], only },
  });
  return actions.filter(({ command }) => command !== undefined);
};

void test('a client that opens pages gets links and a code action', () =>
  withService(
    { initializationOptions: { rulePages: { href: 'docs:/{code}.md', command: 'my.explain' } } },
    async (editor) => {
      assert.deepEqual(
        editor.diagnostics('a.yaml').map(({ code, codeDescription }) => [code, codeDescription?.href]),
        [['service-selects-nothing', 'docs:/service-selects-nothing.md']],
      );
      const [explain, ...more] = await explanations(editor, ['quickfix']);
      assert.equal(more.length, 0);
      assert.deepEqual(explain?.command, {
        title: 'Explain service-selects-nothing',
        command: 'my.explain',
        arguments: ['service-selects-nothing'],
      });
      assert.notEqual(explain.isPreferred, true);
      assert.deepEqual(await explanations(editor, ['refactor']), []);
    },
  ));

void test('a client that does not say how it opens pages gets neither', async () => {
  for (const rulePages of [undefined, null, { href: 'docs:/no-place-for-it', command: 1 }]) {
    await withService({ initializationOptions: { rulePages } }, async (editor) => {
      assert.ok(editor.diagnostics('a.yaml').every(({ codeDescription }) => codeDescription === undefined));
      assert.deepEqual(await explanations(editor, ['quickfix']), []);
    });
  }
});

void test('the list of rules says what holds for a file, and each has a page', () =>
  withService(
    { files: { '.drydock.yaml': 'groups: {practice: recommended}\nrules: {unknown-field: off}\n' } },
    async (editor) => {
      const rules = await editor.request<RuleInfo[]>('drydock/rules', { uri: editor.uri('a.yaml') });
      const setting = (code: string) => rules.find((rule) => rule.code === code)?.setting;
      assert.equal(setting('unknown-field'), 'off');
      assert.equal(setting('wrong-type'), 'error');
      assert.equal(setting('image-tag-missing'), 'info');
      // Strict advice was not asked for.
      assert.equal(setting('anti-affinity-missing'), 'off');
      for (const { code, title } of rules) {
        const page = await editor.request<string | null>('drydock/rulePage', { code });
        assert.ok(page?.startsWith(`# ${title}\n\n\`${code}\` · `), code);
      }
      assert.equal(await editor.request('drydock/rulePage', { code: 'constructor' }), null);
    },
  ));

void test('hovers explain the code in a suppression and in a configuration', () =>
  withService({}, async (editor) => {
    const value = (hover: Hover | null): string => (hover?.contents as { value: string } | undefined)?.value ?? '';
    const comment = await editor.at<Hover | null>('textDocument/hover', 'a.yaml', 'unknown-field', 3);
    assert.match(value(comment), /^\*\*A field that does not exist\*\*/);
    assert.equal(editor.slice('a.yaml', comment?.range ?? assert.fail()), 'unknown-field');
    await editor.open('.drydock.yaml', 'rules:\n  unknown-field: loud\n');
    const setting = await editor.at<Hover | null>('textDocument/hover', '.drydock.yaml', 'unknown-field', 3);
    assert.match(value(setting), /^# A field that does not exist/);
    await editor.until('its finding', () => editor.codes('.drydock.yaml').includes('configuration'));
    const wrong = await editor.at<Hover | null>('textDocument/hover', '.drydock.yaml', 'loud', 1);
    assert.match(value(wrong), /^\*\*A configuration that says nothing\*\*/);
  }));
