// Finding one's way: definition, references, rename, completion of a ConfigMap's key, a refactoring and its undo.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { errors, findings, rangeOf, replace, show, tidy, until } from '../editor.ts';
import { hasWindow, press, shot, shown } from '../window.ts';

/** The line that a place is on. */
const lineAt = (document: vscode.TextDocument, { start }: vscode.Range): string =>
  document.lineAt(start.line).text.trim();

/** A link or a location, whichever the editor gives. */
const placeOf = (found: vscode.Location | vscode.LocationLink): { uri: vscode.Uri; range: vscode.Range } =>
  'targetUri' in found
    ? { uri: found.targetUri, range: found.targetSelectionRange ?? found.targetRange }
    : { uri: found.uri, range: found.range };

suite('navigation', () => {
  let document: vscode.TextDocument;
  let editor: vscode.TextEditor;
  setup(async () => {
    editor = await show('guestbook.yaml');
    ({ document } = editor);
    await until('an analysed file', async () => {
      const symbols = await vscode.commands.executeCommand<unknown[] | undefined>(
        'vscode.executeDocumentSymbolProvider',
        document.uri,
      );
      return symbols !== undefined && symbols.length === 3;
    });
  });
  teardown(tidy);

  const keyRefName = (): vscode.Position => rangeOf(document, 'name: guestbook', 2).start.translate(0, 8);

  test('go to definition: from a key of a ConfigMap to where it is written', async () => {
    const at = rangeOf(document, 'key: title').start.translate(0, 6);
    const found = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      at,
    );
    assert.deepEqual(
      found.map((one) => lineAt(document, placeOf(one).range)),
      ['title: Guestbook'],
    );
  });

  test('find references: everything that uses a ConfigMap', async () => {
    const at = rangeOf(document, 'name: guestbook').start.translate(0, 8);
    const found = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeReferenceProvider',
      document.uri,
      at,
    );
    const lines = found.map(({ range }) => range.start.line);
    assert.ok(lines.includes(keyRefName().line), `the configMapKeyRef among lines ${lines.join(', ')}`);
  });

  test('rename: the ConfigMap and every reference to it, and nothing else, in one undoable edit', async () => {
    const before = document.getText();
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      document.uri,
      keyRefName(),
      'guestbook-settings',
    );
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.equal(document.getText().split('guestbook-settings').length - 1, 2, 'the object and its one reference');
    assert.match(document.getText(), /kind: ReplicationController\nmetadata:\n {2}name: guestbook\n/);
    await show('guestbook.yaml');
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
  });

  test('completion: the keys of the ConfigMap that is named', async () => {
    await replace(editor, 'key: title', 'key: ');
    const at = rangeOf(document, 'key: ').end;
    const labels = await until('keys', async () => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        at,
      );
      const found = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
      return found.includes('colour') && found;
    });
    assert.ok(labels.includes('title') && !labels.includes('Guestbook'));
    if (!hasWindow) return;
    editor.selection = new vscode.Selection(at, at);
    editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenter);
    await vscode.commands.executeCommand('editor.action.triggerSuggest');
    await shown({ selector: '.suggest-widget .monaco-list-row', text: 'colour' });
    await shot('11-completion.png');
    await press('Escape');
  });

  test('refactoring: a ReplicationController becomes a Deployment, and undo brings it back', async () => {
    const before = document.getText();
    const at = rangeOf(document, 'ReplicationController');
    const action = await until('the refactoring', async () => {
      const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        at,
        vscode.CodeActionKind.Refactor.value,
        10,
      );
      return found.find(({ title }) => /deployment/i.test(title));
    });
    assert.ok(action.edit, action.title);
    assert.ok(await vscode.workspace.applyEdit(action.edit));
    assert.match(document.getText(), /apiVersion: apps\/v1\nkind: Deployment/);
    assert.match(document.getText(), /matchLabels:\n {6}app: guestbook/);
    await until('a correct Deployment', () => errors(document.uri).length === 0);
    await show('guestbook.yaml');
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
  });

  test('hover: what a field means', async () => {
    const at = rangeOf(document, 'replicas').start.translate(0, 2);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      at,
    );
    const text = hovers.flatMap(({ contents }) => contents.map((one) => (typeof one === 'string' ? one : one.value)));
    assert.match(text.join('\n'), /replicas/i);
    assert.deepEqual(findings(document.uri), [], 'a correct file shows nothing');
  });
});
