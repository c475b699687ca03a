// A mistake is underlined as it is typed, exactly; the light bulb repairs it; nothing new appears.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { drydock, errors, file, findings, quickFixes, rangeOf, replace, show, tidy, until } from '../editor.ts';
import { hasWindow, shot, shown } from '../window.ts';

suite('findings', () => {
  teardown(tidy);

  test('the first manifest starts the language server, and a correct one shows nothing', async () => {
    const editor = await show('web.yaml');
    const { server } = await drydock();
    await until('the language server', () => server.state === 'running');
    // An error elsewhere in the file proves that the file has been looked at.
    await replace(editor, 'containerPort: 80', 'containerPort: 800000');
    await until('an error', () => errors(editor.document.uri).length > 0);
    await replace(editor, 'containerPort: 800000', 'containerPort: 80');
    await until('no finding', () => findings(editor.document.uri).length === 0);
  });

  test('a selector that does not match the labels: exact range, quick fix, gone', async () => {
    const editor = await show('web.yaml');
    const { document } = editor;
    await replace(editor, '        app: web\n    spec:', '        app: wbe\n    spec:');
    const [finding, ...others] = await until('the finding', () => {
      const found = errors(document.uri);
      return found.length > 0 && found;
    });
    assert.ok(finding);
    assert.deepEqual(others, [], 'one cause, one finding');
    assert.deepEqual(finding.range, rangeOf(document, 'wbe'), 'the smallest token that is wrong');
    assert.match(finding.message, /`selector` does not match template `labels`/);
    if (hasWindow) {
      editor.selection = new vscode.Selection(finding.range.start, finding.range.start);
      await vscode.commands.executeCommand('workbench.actions.view.problems');
      await shown({ selector: '.squiggly-error' });
      await shown({ selector: '.markers-panel .monaco-list-row', text: 'selector' });
      await vscode.commands.executeCommand('workbench.action.focusFirstEditorGroup');
      await shot('01-diagnostics.png');
      await vscode.commands.executeCommand('workbench.action.closePanel');
    }
    const fixes = await until('quick fixes', async () => {
      const found = await quickFixes(document.uri, finding.range);
      return found.length > 0 && found;
    });
    const fix = fixes.find(({ edit, title }) => edit !== undefined && /label/i.test(title));
    assert.ok(fix?.edit, `a fix among: ${fixes.map(({ title }) => title).join(', ')}`);
    assert.ok(fixes.length >= 2, 'labels := selector and selector := labels are two fixes');
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    await until('the finding to be gone', () => findings(document.uri).length === 0);
  });

  test('a change in one file updates the findings of the others, open or not', async () => {
    const other = file('other.yaml');
    await show('web.yaml');
    await until('no finding at first', () => findings(other).length === 0);
    const editor = await show('web.yaml');
    // Selector and labels alike, so that only the Service in the other file has nothing left to select.
    await replace(editor, '      app: web\n  template', '      app: shop\n  template');
    await replace(editor, '        app: web\n    spec:', '        app: shop\n    spec:');
    await until('a warning in the file that is not open', () =>
      findings(other).some(({ message }) => message.includes('app=web')),
    );
    assert.ok(!vscode.workspace.textDocuments.some(({ uri }) => uri.path === other.path), 'it is not open');
    await tidy();
    await until('the warning to go again', () => findings(other).length === 0);
  });
});
