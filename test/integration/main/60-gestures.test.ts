// The other gestures of an editor: completion that is accepted, lenses, hints, silencing, the graph, rename by F2,
// formatting, and what reads the structure of a file.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { drydock, findings, quickFixes, rangeOf, replace, show, tidy, until } from '../editor.ts';
import { click, fill, hasWindow, press, pressIn, shot, shown, type } from '../window.ts';

suite('gestures', () => {
  let editor: vscode.TextEditor;
  let document: vscode.TextDocument;
  setup(async () => {
    editor = await show('guestbook.yaml');
    ({ document } = editor);
    const { server } = await drydock();
    await until('the language server', () => server.state === 'running');
  });
  teardown(tidy);

  /** Puts the caret somewhere and chooses an entry from the list that the editor opens. */
  async function accept(position: vscode.Position, typed: string, label: string): Promise<void> {
    editor.selection = new vscode.Selection(position, position);
    editor.revealRange(new vscode.Range(position, position), vscode.TextEditorRevealType.InCenter);
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await type(typed);
    await vscode.commands.executeCommand('editor.action.triggerSuggest');
    await shown({ selector: '.suggest-widget .monaco-list-row.focused', text: label });
    await press('Enter');
  }

  test('completion: a field that holds a list is written with its indentation and its dash', async () => {
    if (!hasWindow) return;
    await replace(editor, '    spec:\n      containers', '    spec:\n      \n      containers');
    await accept(rangeOf(document, '    spec:\n      ').end, 'volu', 'volumes');
    await until('the field', () => document.getText().includes('volumes:'));
    assert.ok(
      document.getText().includes('    spec:\n      volumes:\n        - \n      containers:\n'),
      document.getText(),
    );
    await press('Escape');
  });

  test('completion: a whole object in an empty section', async () => {
    if (!hasWindow) return;
    const end = document.lineAt(document.lineCount - 1).range.end;
    assert.ok(await editor.edit((builder) => builder.insert(end, '---\n')));
    await accept(document.lineAt(document.lineCount - 1).range.end, 'Depl', 'Deployment');
    await until('the object', () => document.getText().includes('kind: Deployment'));
    const text = document.getText();
    assert.ok(text.includes('\n      containers:\n        - name: main\n          image: nginx'), text);
    await press('Escape');
  });

  test('lenses count Pods and uses; a click shows the uses', async () => {
    const titles = await until('the lenses', async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        document.uri,
        20,
      );
      const found = lenses.map(({ command }) => command?.title ?? '');
      return found.includes('used by 1') && found;
    });
    for (const title of ['2 Pods', 'Dry-Run Apply', 'Scale…', 'selects 1 template: guestbook']) {
      assert.ok(titles.includes(title), `${title} among: ${titles.join(' | ')}`);
    }
    if (!hasWindow) return;
    editor.revealRange(new vscode.Range(0, 0, 0, 0), vscode.TextEditorRevealType.AtTop);
    await click({ selector: '.codelens-decoration a', text: 'used by 1' });
    await shown({ selector: '.zone-widget .reference-zone-widget, .peekview-widget' });
    await shot('12-uses.png');
    await press('Escape');
  });

  test('hints say what references lead to, and can be switched off', async () => {
    const hints = async (): Promise<string[]> => {
      const whole = new vscode.Range(0, 0, document.lineCount, 0);
      const found = await vscode.commands.executeCommand<vscode.InlayHint[]>(
        'vscode.executeInlayHintProvider',
        document.uri,
        whole,
      );
      return found.map(({ label }) => (typeof label === 'string' ? label : label.map(({ value }) => value).join('')));
    };
    await until('the hints', async () => (await hints()).includes('→ 1 template: guestbook'));
    assert.ok((await hints()).includes('→ Guestbook'), 'the value of a key');
    const settings = vscode.workspace.getConfiguration('drydock');
    await settings.update('inlayHints.references', false, vscode.ConfigurationTarget.Workspace);
    try {
      await until('no hints', async () => (await hints()).length === 0);
    } finally {
      await settings.update('inlayHints.references', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  test('a finding is silenced by a quick fix, and undo brings it back', async () => {
    await replace(editor, '  selector:\n    app: guestbook\n  ports', '  selector:\n    app: guestboo\n  ports');
    const finding = await until('the finding', () =>
      findings(document.uri).find(({ code }) => JSON.stringify(code).includes('service-selects-nothing')),
    );
    const fix = await until('the fix', async () =>
      (await quickFixes(document.uri, finding.range)).find(({ title }) => title.endsWith('for this line')),
    );
    assert.ok(fix.edit);
    if (hasWindow) {
      editor.selection = new vscode.Selection(finding.range.start, finding.range.start);
      editor.revealRange(finding.range, vscode.TextEditorRevealType.InCenter);
      await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
      await vscode.commands.executeCommand('editor.action.quickFix');
      await shown({
        selector: '.action-widget .monaco-list-row',
        text: 'Disable "service-selects-nothing" for this line',
      });
      await shot('13-quick-fixes.png');
      await press('Escape');
    }
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    await until('no finding', () => findings(document.uri).length === 0);
    assert.match(document.getText(), /\n {2}# drydock-disable-next-line service-selects-nothing\n {2}selector:/);
    await show('guestbook.yaml');
    await vscode.commands.executeCommand('undo');
    await until('the finding again', () => findings(document.uri).length === 1);
  });

  test('F2 renames a label everywhere in one step', async () => {
    if (!hasWindow) return;
    const before = document.getText();
    const position = new vscode.Position(rangeOf(document, '        app: guestbook').start.line, 16);
    editor.selection = new vscode.Selection(position, position);
    editor.revealRange(new vscode.Range(position, position), vscode.TextEditorRevealType.InCenter);
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await press('F2');
    await shown({ selector: '.rename-box input' });
    await fill({ selector: '.rename-box input' }, 'visitors');
    await pressIn({ selector: '.rename-box input' }, 'Enter');
    await until('three places', () => document.getText().split('app: visitors').length === 4);
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await vscode.commands.executeCommand('undo');
    await until('the old text', () => document.getText() === before);
  });

  test('refactoring: a workload is exposed as a Service, and undo takes it back', async () => {
    const web = await show('web.yaml');
    const before = web.document.getText();
    const action = await until('the refactoring', async () => {
      const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        web.document.uri,
        rangeOf(web.document, 'replicas'),
        vscode.CodeActionKind.Refactor.value,
        10,
      );
      return found.find(({ title }) => title === 'Expose Deployment as a Service');
    });
    assert.ok(action.edit);
    assert.ok(await vscode.workspace.applyEdit(action.edit));
    assert.match(web.document.getText(), /kind: Service\nmetadata:\n {2}name: web-2\n/);
    await show('web.yaml');
    await vscode.commands.executeCommand('undo');
    assert.equal(web.document.getText(), before);
  });

  test('the call hierarchy goes from Service to workload to ConfigMap, and back', async () => {
    const start = rangeOf(document, 'name: guestbook', 3).start.translate(0, 8);
    const names = (list: readonly vscode.CallHierarchyItem[]) => list.map(({ name }) => name);
    const [service] = await until('the item', async () => {
      const found = await vscode.commands.executeCommand<vscode.CallHierarchyItem[]>(
        'vscode.prepareCallHierarchy',
        document.uri,
        start,
      );
      return found.length > 0 && found;
    });
    assert.equal(service?.name, 'Service guestbook');
    const outgoing = async (item: vscode.CallHierarchyItem) =>
      (
        await vscode.commands.executeCommand<vscode.CallHierarchyOutgoingCall[]>('vscode.provideOutgoingCalls', item)
      ).map(({ to }) => to);
    const [workload] = await outgoing(service);
    assert.equal(workload?.name, 'ReplicationController guestbook');
    const [config] = await outgoing(workload);
    assert.equal(config?.name, 'ConfigMap guestbook');
    const users = await vscode.commands.executeCommand<vscode.CallHierarchyIncomingCall[]>(
      'vscode.provideIncomingCalls',
      config,
    );
    assert.deepEqual(names(users.map(({ from }) => from)), ['ReplicationController guestbook']);
  });

  test('formatting puts blanks in order and leaves comments alone', async () => {
    await replace(editor, '  replicas: 2\n', '  replicas:   2   # two\n');
    const edits = await until('the edits', async () => {
      const found = await vscode.commands.executeCommand<vscode.TextEdit[] | undefined>(
        'vscode.executeFormatDocumentProvider',
        document.uri,
        { tabSize: 2, insertSpaces: true },
      );
      return found && found.length > 0 && found;
    });
    const edit = new vscode.WorkspaceEdit();
    edit.set(document.uri, edits);
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.match(document.getText(), /\n {2}replicas: 2 +# two\n/);
  });

  test('Show Graph draws objects and references; a click on one opens its YAML', async () => {
    await vscode.commands.executeCommand('drydock.showGraph');
    if (!hasWindow) return;
    await shown({ webview: '#graph', selector: '#graph[data-nodes]' });
    await shown({ webview: '#graph', selector: '.edge text', text: 'selector' });
    await shot('14-graph.png');
    await click({ webview: '#graph', selector: '.box[aria-label^="ConfigMap web-config"]' });
    await until('the YAML', () => {
      const active = vscode.window.activeTextEditor;
      return (
        active?.document.uri.path.endsWith('/web.yaml') === true &&
        active.document.lineAt(active.selection.active.line).text.trim() === 'name: web-config'
      );
    });
  });

  test('in a dark theme everything is readable', async () => {
    if (!hasWindow) return;
    const settings = vscode.workspace.getConfiguration('workbench');
    await settings.update('colorTheme', 'Default Dark Modern', vscode.ConfigurationTarget.Workspace);
    try {
      await vscode.commands.executeCommand('drydock.showGraph');
      await shown({ webview: '#graph', selector: '.box' });
      editor = await show('guestbook.yaml');
      const position = rangeOf(document, 'selector', 1).start.translate(0, 2);
      editor.selection = new vscode.Selection(position, position);
      editor.revealRange(new vscode.Range(position, position), vscode.TextEditorRevealType.InCenter);
      await vscode.commands.executeCommand('editor.action.showHover');
      await shown({ selector: '.monaco-hover', text: 'Selects 1 template' });
      await shot('15-dark.png');
    } finally {
      await settings.update('colorTheme', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });
});
