// The one status bar item: whether Drydock is on and for which Kubernetes version; behind it logs, restart and stop.
import * as vscode from 'vscode';
import type { LanguageServer, ServerState } from './languageServer.ts';

const NEWEST_VERSION = '1.36';

const LOOKS: Readonly<Record<ServerState, { readonly icon: string; readonly words: string }>> = {
  waiting: { icon: '$(circle-outline)', words: 'waits for the first Kubernetes manifest' },
  starting: { icon: '$(sync~spin)', words: 'is starting' },
  running: { icon: '$(check)', words: 'is on' },
  stopped: { icon: '$(circle-slash)', words: 'is stopped' },
  failed: { icon: '$(error)', words: 'has failed' },
};

/** The Kubernetes version that manifests are checked for. */
export const kubernetesVersion = (): string =>
  vscode.workspace.getConfiguration('drydock').get<string>('kubernetesVersion') || NEWEST_VERSION;

/** Shows the item as long as there is something to say. */
export function createStatusBar(server: LanguageServer): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('drydock.status', vscode.StatusBarAlignment.Right, 50);
  item.name = 'Drydock';
  item.command = 'drydock.showStatus';
  const draw = (): void => {
    const { icon, words } = LOOKS[server.state];
    item.text = `${icon} Drydock ${kubernetesVersion()}`;
    const sentence = `Drydock ${words}. Manifests are checked for Kubernetes ${kubernetesVersion()}.`;
    item.tooltip = [sentence, server.problem, 'Click for log, restart and stop.'].filter(Boolean).join('\n\n');
    item.accessibilityInformation = { label: sentence, role: 'button' };
    if (server.state === 'waiting') item.hide();
    else item.show();
  };
  draw();
  return vscode.Disposable.from(
    item,
    server.onDidChangeState(draw),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('drydock.kubernetesVersion')) draw();
    }),
  );
}

/** The choices behind the item. */
export async function showStatus(server: LanguageServer): Promise<void> {
  const { words } = LOOKS[server.state];
  const off = server.state === 'stopped' || server.state === 'failed';
  const choices: Array<vscode.QuickPickItem & { readonly command: string; readonly args?: readonly unknown[] }> = [
    { label: '$(output) Show Log', command: 'drydock.showLog' },
    { label: off ? '$(debug-start) Start' : '$(debug-restart) Restart', command: 'drydock.restart' },
    ...(off ? [] : [{ label: '$(debug-stop) Stop', command: 'drydock.stop' }]),
    {
      label: '$(gear) Settings',
      description: `Kubernetes ${kubernetesVersion()}`,
      command: 'workbench.action.openSettings',
      args: ['@ext:drydock.drydock'],
    },
  ];
  const choice = await vscode.window.showQuickPick(choices, {
    title: `Drydock ${words}`,
    placeHolder: server.problem || `Manifests are checked for Kubernetes ${kubernetesVersion()}`,
  });
  if (choice) await vscode.commands.executeCommand(choice.command, ...(choice.args ?? []));
}
