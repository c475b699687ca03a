// The tab that draws the workspace's objects and references. The page is client/view/graph.ts; here it gets its data and
// opens what is clicked. It follows the manifests while it is seen, and costs nothing while it is not.
import * as vscode from 'vscode';
import { GRAPH, type GraphParams, type WorkspacePicture } from '../../server/src/protocol/graph.ts';
import type { FromGraph, ToGraph } from '../view/graphMessages.ts';
import type { Drydock } from './drydock.ts';
import { openLine, webviewPage } from './webviewPage.ts';

/** Findings change in bursts; the picture follows when they rest. */
const FOLLOW_DELAY_MS = 400;

export class GraphView implements vscode.Disposable {
  readonly #drydock: Drydock;
  readonly #subscription: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;
  #query = '';
  #uri: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(drydock: Drydock) {
    this.#drydock = drydock;
    this.#subscription = vscode.languages.onDidChangeDiagnostics(() => this.#follow());
  }

  /** Opens the tab, or brings it to front. A large workspace is drawn around the file in the editor. */
  async show(): Promise<void> {
    this.#uri = vscode.window.activeTextEditor?.document.uri.toString() ?? this.#uri;
    // Asking first: if the server cannot answer, no empty tab is left behind.
    const picture = await this.#ask();
    if (this.#panel) {
      this.#panel.reveal();
      this.#post(picture);
      return;
    }
    const media = vscode.Uri.joinPath(this.#drydock.context.extensionUri, 'dist');
    const panel = vscode.window.createWebviewPanel(
      'drydock.graph',
      'Workspace Graph',
      { viewColumn: vscode.ViewColumn.Beside },
      { enableScripts: true, localResourceRoots: [media] },
    );
    panel.iconPath = vscode.Uri.joinPath(this.#drydock.context.extensionUri, 'client/media/drydock.svg');
    this.#panel = panel;
    panel.onDidDispose(() => (this.#panel = undefined));
    panel.onDidChangeViewState(() => this.#follow());
    panel.webview.onDidReceiveMessage((message: FromGraph) => void this.#receive(message));
    panel.webview.html = webviewPage(panel.webview, media, {
      title: 'Workspace graph',
      bundle: 'graph',
      root: 'graph',
    });
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
    this.#panel?.dispose();
  }

  #follow(): void {
    if (this.#panel?.visible !== true) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#refresh(), FOLLOW_DELAY_MS);
  }

  async #refresh(): Promise<void> {
    if (this.#drydock.server.state !== 'running') return;
    try {
      this.#post(await this.#ask());
    } catch (error) {
      this.#drydock.server.log.error(String(error));
    }
  }

  #ask(): Promise<WorkspacePicture> {
    const params: GraphParams = { query: this.#query, ...(this.#uri === undefined ? {} : { uri: this.#uri }) };
    return this.#drydock.request<WorkspacePicture>(GRAPH, params);
  }

  #post(picture: WorkspacePicture): void {
    const message: ToGraph = { type: 'picture', picture, activeUri: this.#uri ?? '' };
    void this.#panel?.webview.postMessage(message);
  }

  async #receive(message: FromGraph): Promise<void> {
    switch (message.type) {
      case 'ready':
        return this.#refresh();
      case 'search':
        this.#query = message.query;
        return this.#refresh();
      case 'open':
        return openLine(message);
    }
  }
}
