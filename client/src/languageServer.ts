// The language server's process and the connection to it: started when the first Kubernetes manifest is seen, stopped
// and restarted on request. What it is doing is said by an event, so that nothing has to ask.
import * as vscode from 'vscode';
import {
  LanguageClient,
  State,
  TransportKind,
  type LanguageClientOptions,
  type ServerOptions,
} from 'vscode-languageclient/node';
import { rulePages } from './rulePages.ts';

/** What a person can be told about the server. */
export type ServerState = 'waiting' | 'starting' | 'running' | 'stopped' | 'failed';

/** Languages that manifests are written in. */
export const LANGUAGES: readonly string[] = ['yaml', 'json', 'jsonc'];

export class LanguageServer implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<ServerState>();
  readonly onDidChangeState = this.#changed.event;
  readonly log = vscode.window.createOutputChannel('Drydock', { log: true });
  readonly #context: vscode.ExtensionContext;
  readonly #handlers: Array<(client: LanguageClient) => void> = [];
  #client: LanguageClient | undefined;
  #starting: Promise<LanguageClient> | undefined;
  #state: ServerState = 'waiting';
  /** Why the server is not running, in words for the status bar. */
  problem = '';

  constructor(context: vscode.ExtensionContext) {
    this.#context = context;
  }

  get state(): ServerState {
    return this.#state;
  }

  /** Runs for the present connection and for every later one: notification handlers live as long as a connection. */
  onConnect(handler: (client: LanguageClient) => void): void {
    this.#handlers.push(handler);
    if (this.#client?.state === State.Running) handler(this.#client);
  }

  /** The running client; starts it first where needed. A stopped one stays stopped until somebody asks (`restart`). */
  async client(): Promise<LanguageClient> {
    if (this.#state === 'stopped') throw new Error('Drydock is stopped. Run “Drydock: Restart Language Server”.');
    return await this.start();
  }

  /** Starts the server unless it runs already. */
  start(): Promise<LanguageClient> {
    this.#starting ??= this.#start().catch((error: unknown) => {
      this.#starting = undefined;
      this.problem = error instanceof Error ? error.message : String(error);
      this.log.error(this.problem);
      this.#setState('failed');
      throw error;
    });
    return this.#starting;
  }

  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#starting = undefined;
    this.#setState('stopped');
    await client?.stop().catch((error: unknown) => this.log.warn(String(error)));
    await client?.dispose().catch(() => undefined);
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  dispose(): void {
    this.#changed.dispose();
    this.log.dispose();
  }

  async #start(): Promise<LanguageClient> {
    this.problem = '';
    this.#setState('starting');
    const client = new LanguageClient('drydock', 'Drydock', this.#serverOptions(), this.#clientOptions());
    this.#client = client;
    client.onDidChangeState(({ newState }) => {
      if (this.#client !== client) return;
      if (newState === State.Running) {
        // Also after a crash, when the client has started the server again by itself.
        for (const handler of this.#handlers) handler(client);
        this.problem = '';
        this.#setState('running');
      } else if (newState === State.Starting) this.#setState('starting');
      else if (this.#state !== 'stopped') {
        this.problem = 'The language server ended by itself.';
        this.#setState('failed');
      }
    });
    await client.start();
    return client;
  }

  #serverOptions(): ServerOptions {
    const module = this.#context.asAbsolutePath('dist/server.js');
    const run = { module, transport: TransportKind.ipc };
    return { run, debug: { ...run, options: { execArgv: ['--nolazy', '--inspect=6019'] } } };
  }

  #clientOptions(): LanguageClientOptions {
    return {
      // No scheme: virtual workspaces and untitled documents count, too.
      documentSelector: LANGUAGES.map((language) => ({ language })),
      outputChannel: this.log,
      initializationOptions: {
        // Where the dry-run cluster of this workspace is kept. Without a folder there is nothing to keep it for.
        storageUri: this.#context.storageUri?.toString(),
        settings: vscode.workspace.getConfiguration('drydock'),
        rulePages,
      },
      synchronize: { configurationSection: 'drydock' },
      markdown: { isTrusted: false, supportHtml: false },
    };
  }

  #setState(state: ServerState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#changed.fire(state);
  }
}
