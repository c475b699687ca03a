// Composition root of the extension. Nothing starts before a Kubernetes manifest is open or a person asks for it.
import * as vscode from 'vscode';
import { looksLikeKubernetes } from './kubernetesDocument.ts';
import { LanguageServer } from './languageServer.ts';
import { createStatusBar, showStatus } from './statusBar.ts';

/** What the in-editor tests may reach. */
export interface DrydockApi {
  readonly server: LanguageServer;
}

let running: LanguageServer | undefined;

export function activate(context: vscode.ExtensionContext): DrydockApi {
  const server = new LanguageServer(context);
  running = server;
  const register = (command: string, run: (...args: never[]) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(command, run);
  context.subscriptions.push(
    server,
    createStatusBar(server),
    register('drydock.showStatus', () => showStatus(server)),
    register('drydock.showLog', () => server.log.show()),
    register('drydock.restart', () => server.restart()),
    register('drydock.stop', () => server.stop()),
    startWithFirstManifest(server),
  );
  return { server };
}

export async function deactivate(): Promise<void> {
  await running?.stop();
}

/** Starts the server with the first document that looks like Kubernetes, now or later. */
function startWithFirstManifest(server: LanguageServer): vscode.Disposable {
  const look = (document: vscode.TextDocument): void => {
    if (server.state !== 'waiting' || !looksLikeKubernetes(document)) return;
    // The status bar says what went wrong, and the log has it; nobody asked for a pop-up.
    server.start().catch(() => undefined);
  };
  vscode.workspace.textDocuments.forEach(look);
  return vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(look),
    vscode.workspace.onDidChangeTextDocument(({ document }) => look(document)),
  );
}
