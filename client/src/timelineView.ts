// The tab that shows a dry run: results, the rollout on a time axis, events, what never settled. The page itself is
// client/view; here are its frame, what it is given and what its buttons do.
import * as vscode from 'vscode';
import type { FromView, ToView } from '../view/messages.ts';
import type { Drydock } from './drydock.ts';
import type { DryRuns } from './dryRuns.ts';
import { openLine, webviewPage } from './webviewPage.ts';

const COMMANDS: Readonly<Record<string, string>> = {
  keep: 'drydock.keepResult',
  discard: 'drydock.discardResult',
  showDiff: 'drydock.showDiff',
  writeBack: 'drydock.writeBack',
};

export class TimelineView implements vscode.Disposable {
  readonly #drydock: Drydock;
  readonly #dryRuns: DryRuns;
  readonly #subscription: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;

  constructor(drydock: Drydock, dryRuns: DryRuns) {
    this.#drydock = drydock;
    this.#dryRuns = dryRuns;
    this.#subscription = dryRuns.onDidChange(() => this.#send());
  }

  /** Opens the tab beside the editor, or brings it to front; the keyboard stays where it is. */
  show(): void {
    if (this.#panel) {
      this.#panel.reveal(undefined, true);
      this.#send();
      return;
    }
    const media = vscode.Uri.joinPath(this.#drydock.context.extensionUri, 'dist');
    const panel = vscode.window.createWebviewPanel(
      'drydock.timeline',
      'Dry Run',
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, localResourceRoots: [media], enableFindWidget: true },
    );
    panel.iconPath = vscode.Uri.joinPath(this.#drydock.context.extensionUri, 'client/media/drydock.svg');
    this.#panel = panel;
    panel.onDidDispose(() => (this.#panel = undefined));
    panel.webview.onDidReceiveMessage((message: FromView) => void this.#receive(message));
    panel.webview.html = webviewPage(panel.webview, media, { title: 'Dry run', bundle: 'view', root: 'dry-run' });
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#panel?.dispose();
  }

  #send(): void {
    const { report, decision } = this.#dryRuns;
    if (!this.#panel) return;
    if (!report) {
      this.#panel.dispose();
      return;
    }
    this.#panel.title = `Dry Run: ${report.title}`;
    void this.#panel.webview.postMessage({ type: 'report', report, decision } satisfies ToView);
  }

  async #receive(message: FromView): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.#send();
        return;
      case 'open':
        return openLine(message);
      case 'command': {
        const command = COMMANDS[message.command];
        if (command !== undefined)
          await vscode.commands.executeCommand(command, ...(message.object ? [message.object] : []));
        return;
      }
    }
  }
}
