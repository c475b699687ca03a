// The tab that shows a dry run: results, the rollout on a time axis, events, what never settled. The page itself is
// client/view; here are its frame, what it is given and what its buttons do.
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { FromView, ToView } from '../view/messages.ts';
import type { Drydock } from './drydock.ts';
import type { DryRuns } from './dryRuns.ts';

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
    panel.webview.html = page(panel.webview, media);
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
      case 'open': {
        const position = new vscode.Position(message.line, 0);
        const options = { selection: new vscode.Range(position, position), viewColumn: vscode.ViewColumn.One };
        await vscode.window.showTextDocument(vscode.Uri.parse(message.uri), options);
        return;
      }
      case 'command': {
        const command = COMMANDS[message.command];
        if (command !== undefined)
          await vscode.commands.executeCommand(command, ...(message.object ? [message.object] : []));
        return;
      }
    }
  }
}

/** The frame. Only our own script and style may run; everything that is shown arrives later, as data. */
function page(webview: vscode.Webview, media: vscode.Uri): string {
  const nonce = randomUUID().replaceAll('-', '');
  const file = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(media, name)).toString();
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}';`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="UTF-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1.0">
  <link rel="stylesheet" href="${file('view.css')}">
  <title>Dry run</title>
</head>
<body>
  <main id="dry-run"></main>
  <script nonce="${nonce}" src="${file('view.js')}"></script>
</body>
</html>`;
}
