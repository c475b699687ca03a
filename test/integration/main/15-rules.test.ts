// The page of a finding's code opens beside the editor's own things, offline: by its link, by the light bulb, by name.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { errors, quickFixes, replace, show, tidy, until } from '../editor.ts';

/** The tab that shows a page. */
const pageTab = (title: string): vscode.Tab | undefined =>
  vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find(({ label }) => label.includes(title));

suite('pages of rules', () => {
  teardown(tidy);

  test('the code of a finding is a link that runs the command', async () => {
    const editor = await show('web.yaml');
    await replace(editor, 'containerPort: 80', 'containersPort: 80');
    const { uri } = editor.document;
    const [finding] = await until('the finding', () => errors(uri).length > 0 && errors(uri));
    const code = finding?.code;
    assert.ok(typeof code === 'object', 'the code has a target');
    assert.equal(code.value, 'unknown-field');
    assert.equal(code.target.scheme, 'command');
    assert.equal(code.target.path, 'drydock.explainRule');
    assert.deepEqual(JSON.parse(code.target.query), ['unknown-field']);
    await vscode.commands.executeCommand(code.target.path, ...(JSON.parse(code.target.query) as string[]));
    await until('the page', () => pageTab('unknown-field'));
  });

  test('the light bulb offers the page', async () => {
    const editor = await show('web.yaml');
    await replace(editor, 'containerPort: 80', 'containersPort: 80');
    const { uri } = editor.document;
    const [finding] = await until('the finding', () => errors(uri).length > 0 && errors(uri));
    assert.ok(finding);
    const explain = await until('the action', async () =>
      (await quickFixes(uri, finding.range)).find(({ title }) => title === 'Explain unknown-field'),
    );
    assert.equal(explain.command?.command, 'drydock.explainRule');
  });

  test('a page is the rule’s own text', async () => {
    const page = await vscode.workspace.openTextDocument(vscode.Uri.parse('drydock-docs:/missing-volume.md'));
    assert.match(page.getText(), /^# A mount without a volume/);
    assert.equal(page.languageId, 'markdown');
  });
});
