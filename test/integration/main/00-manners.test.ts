// Quiet manners: YAML that is not Kubernetes costs nothing, and nothing pops up.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { DrydockApi } from '../../../client/src/extension.ts';

const folder = (): vscode.Uri => {
  const first = vscode.workspace.workspaceFolders?.[0];
  assert.ok(first, 'a folder is open');
  return first.uri;
};

suite('quiet manners', () => {
  test('YAML that is not Kubernetes does not start the language server', async () => {
    await vscode.window.showTextDocument(vscode.Uri.joinPath(folder(), 'notes.yaml'));
    const extension = vscode.extensions.getExtension<DrydockApi>('drydock.drydock');
    assert.ok(extension);
    const { server } = await extension.activate();
    assert.equal(server.state, 'waiting');
  });

  test('Restricted Mode and virtual workspaces are declared', () => {
    // VS Code trusts every folder in a test run, so that the declaration is what can be looked at here.
    const { capabilities } = vscode.extensions.getExtension('drydock.drydock')?.packageJSON as {
      capabilities: { untrustedWorkspaces: { supported: unknown }; virtualWorkspaces: { supported: unknown } };
    };
    assert.equal(capabilities.untrustedWorkspaces.supported, true);
    assert.equal(capabilities.virtualWorkspaces.supported, 'limited');
  });

  test('every command of package.json is registered', async () => {
    const { contributes } = vscode.extensions.getExtension('drydock.drydock')?.packageJSON as {
      contributes: { commands: Array<{ command: string }> };
    };
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = contributes.commands.filter(({ command }) => !registered.has(command));
    assert.deepEqual(missing, []);
  });
});
