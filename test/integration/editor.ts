// What the tests do over and over: open, edit, wait for a condition, look at diagnostics. Everything goes through VS
// Code's own commands, as an extension's user would see it.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { DrydockApi } from '../../client/src/extension.ts';

const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 40;

/** The folder that is open. */
export function folder(): vscode.Uri {
  const first = vscode.workspace.workspaceFolders?.[0];
  assert.ok(first, 'a folder is open');
  return first.uri;
}

export const file = (name: string): vscode.Uri => vscode.Uri.joinPath(folder(), name);

/** Drydock, activated. */
export async function drydock(): Promise<DrydockApi> {
  const extension = vscode.extensions.getExtension<DrydockApi>('drydock.drydock');
  assert.ok(extension, 'the extension is there');
  return await extension.activate();
}

/** Waits until `look` gives something; fails with what it was waiting for. */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  for (const end = Date.now() + PATIENCE_MS; ;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) {
      const shown = vscode.languages
        .getDiagnostics()
        .flatMap(([uri, list]) => list.map(({ message, range }) => `${uri.path}:${range.start.line + 1}: ${message}`));
      assert.fail([`waited in vain for ${what}; the findings are:`, ...shown].join('\n  '));
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** Opens a file of the folder in the first column. */
export async function show(name: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(file(name));
  return await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One });
}

/** Replaces the one occurrence of `before` by `after`, as typing would. */
export async function replace(editor: vscode.TextEditor, before: string, after: string): Promise<void> {
  const { document } = editor;
  const at = document.getText().indexOf(before);
  assert.ok(at >= 0, `${before} is in ${document.uri.path}`);
  const range = new vscode.Range(document.positionAt(at), document.positionAt(at + before.length));
  assert.ok(await editor.edit((builder) => builder.replace(range, after)));
}

/** The range of the nth occurrence of a text. */
export function rangeOf(document: vscode.TextDocument, text: string, nth = 0): vscode.Range {
  let at = -1;
  for (let n = 0; n <= nth; n++) at = document.getText().indexOf(text, at + 1);
  assert.ok(at >= 0, `${text} is in ${document.uri.path}`);
  return new vscode.Range(document.positionAt(at), document.positionAt(at + text.length));
}

/** Drydock's findings of a file. */
export const findings = (uri: vscode.Uri): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'drydock');

export const errors = (uri: vscode.Uri): vscode.Diagnostic[] =>
  findings(uri).filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);

/** The quick fixes at a range. */
export async function quickFixes(uri: vscode.Uri, range: vscode.Range): Promise<vscode.CodeAction[]> {
  const kind = vscode.CodeActionKind.QuickFix.value;
  return await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri,
    range,
    kind,
  );
}

/** Closes what a test has opened; changes that are not saved are thrown away. */
export async function tidy(): Promise<void> {
  for (const document of vscode.workspace.textDocuments) {
    if (!document.isDirty || document.isUntitled) continue;
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await vscode.commands.executeCommand('notifications.clearAll');
}
