// After a reload of the window.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

suite('after a reload', () => {
  test('the extension is there', () => {
    assert.ok(vscode.extensions.getExtension('drydock.drydock'));
  });
});
