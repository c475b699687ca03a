// What every part of the extension works with: the language server's connection, the cluster's state, and the one way
// to tell a person why something cannot be done.
import * as vscode from 'vscode';
import { CLUSTER_OPEN, CLUSTER_RESET, type ClusterState } from '../../server/src/protocol/cluster.ts';
import type { LanguageServer } from './languageServer.ts';

const NO_CLUSTER: ClusterState = { objects: 0, kept: 0, pending: null, problem: null };

/** A reason that a person should read as it stands: not a bug, and nothing to report. */
export class CannotRun extends Error {
  /** Commands that would help, as buttons. */
  readonly actions: ReadonlyArray<{
    readonly title: string;
    readonly command: string;
    readonly args?: readonly unknown[];
  }>;

  constructor(message: string, actions: CannotRun['actions'] = []) {
    super(message);
    this.actions = actions;
  }
}

export class Drydock implements vscode.Disposable {
  readonly server: LanguageServer;
  readonly context: vscode.ExtensionContext;
  readonly #clusterChanged = new vscode.EventEmitter<ClusterState>();
  readonly onDidChangeCluster = this.#clusterChanged.event;
  #cluster = NO_CLUSTER;

  constructor(context: vscode.ExtensionContext, server: LanguageServer) {
    this.context = context;
    this.server = server;
    server.onConnect((client) => {
      const stateDir = context.storageUri?.scheme === 'file' ? context.storageUri.fsPath : undefined;
      void client
        .sendRequest<ClusterState>(CLUSTER_OPEN, { stateDir })
        .then((state) => {
          this.setCluster(state);
          if (state.problem !== null) server.log.warn(state.problem);
        })
        .catch((error: unknown) => server.log.error(String(error)));
    });
  }

  get cluster(): ClusterState {
    return this.#cluster;
  }

  setCluster(state: ClusterState): void {
    this.#cluster = state;
    void vscode.commands.executeCommand('setContext', 'drydock.pending', state.pending !== null);
    void vscode.commands.executeCommand('setContext', 'drydock.hasObjects', state.objects > 0);
    this.#clusterChanged.fire(state);
  }

  /** Asks the server, starting it where needed. */
  async request<R>(method: string, params?: object, token?: vscode.CancellationToken): Promise<R> {
    const client = await this.server.client();
    return await client.sendRequest<R>(method, params ?? {}, token);
  }

  async resetCluster(): Promise<void> {
    this.setCluster(await this.request<ClusterState>(CLUSTER_RESET));
  }

  /** Registers a command that says why it cannot run, instead of failing. */
  register(command: string, run: (...args: unknown[]) => unknown): vscode.Disposable {
    return vscode.commands.registerCommand(command, async (...args: unknown[]) => {
      try {
        return await run(...args);
      } catch (error) {
        await this.#explain(error);
        return undefined;
      }
    });
  }

  dispose(): void {
    this.#clusterChanged.dispose();
  }

  async #explain(error: unknown): Promise<void> {
    if (error instanceof vscode.CancellationError) return;
    if (error instanceof CannotRun) {
      // Not awaited: nobody has to press a button for the command to be over.
      void vscode.window
        .showInformationMessage(error.message, ...error.actions.map(({ title }) => title))
        .then((title) => {
          const action = error.actions.find((candidate) => candidate.title === title);
          if (action) void vscode.commands.executeCommand(action.command, ...(action.args ?? []));
        });
      return;
    }
    const text = error instanceof Error ? error.message : String(error);
    this.server.log.error(error instanceof Error ? (error.stack ?? text) : text);
    void vscode.window.showErrorMessage(`Drydock: ${text}`, 'Show Log').then((choice) => {
      if (choice !== undefined) this.server.log.show();
    });
    await Promise.resolve();
  }
}
