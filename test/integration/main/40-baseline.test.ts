// What git HEAD has of a file is what its objects replace (drydock.baseline: auto).
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { errors, rangeOf, replace, show, tidy, until } from '../editor.ts';

suite('baseline', () => {
  teardown(tidy);

  test('a change against git HEAD that an apply would be refused for', async () => {
    const editor = await show('migrate.yaml');
    const { document } = editor;
    const immutable = (): vscode.Diagnostic | undefined =>
      errors(document.uri).find(({ message }) => message.includes('immutable'));
    await replace(editor, 'migrate:1', 'migrate:2');
    const finding = await until('the finding', immutable);
    assert.ok(finding.range.intersection(rangeOf(document, 'template')) !== undefined, JSON.stringify(finding.range));
    const settings = vscode.workspace.getConfiguration('drydock');
    await settings.update('baseline', 'off', vscode.ConfigurationTarget.Workspace);
    try {
      await replace(editor, 'migrate:2', 'migrate:3');
      await until('no finding with the baseline off', () => immutable() === undefined);
    } finally {
      await settings.update('baseline', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });
});
