// The language server of one client: wires a connection to a session, its publisher and the registered handlers.
// Decides when work is done; what the work is stands elsewhere.
import {
  LSPErrorCodes,
  PositionEncodingKind,
  ResponseError,
  TextDocumentSyncKind,
  WorkDoneProgress,
  type CancellationToken,
  type Connection,
  type InitializeParams,
  type InitializeResult,
  type ServerCapabilities,
} from 'vscode-languageserver';
import { failureText, type Failed } from '../diagnostics/failed.ts';
import { formatVersion } from '../diagnostics/kubernetesVersion.ts';
import type { Docs } from '../schema/docs.ts';
import { STATUS_NOTIFICATION, type ServerState, type ServerStatus } from '../protocol/status.ts';
import type { Analysis } from './analysis.ts';
import { clientFeatures } from './clientFeatures.ts';
import { filePathOf } from './uris.ts';
import { readManifest } from './disk.ts';
import type { Handler, Progress } from './handler.ts';
import { handlers } from './handlers/handlers.generated.ts';
import { Publisher } from './publisher.ts';
import { Session, type Log } from './session.ts';
import { WorkspaceFiles } from './workspaceFiles.ts';

/** What the composition root provides. */
export interface ServerOptions {
  readonly name: string;
  readonly version: string;
  /** Makes the analysis; it tells of rules that fail. */
  readonly analysis: (failed: Failed) => Analysis;
  readonly docs: Docs;
}

/** A keystroke waits at most this long for its findings to be started on, however long the last analysis took. */
const MAX_DELAY_MS = 120;
/** How long builds of kustomizations may keep the findings of a keystroke waiting; the rest follows in later turns. */
const BUILDS_MS = 10;
/** The status is sent at most this often, but for a change of state. */
const STATUS_MS = 250;

/** Serves `connection` until it ends. */
export function startServer(connection: Connection, options: ServerOptions): Session {
  const log = logTo(connection);
  const session = new Session(
    options.analysis((...failure) => log.error(failureText(...failure))),
    log,
    options.docs,
  );
  const server = new Server(connection, session, log);
  connection.onInitialize((params) => server.initialize(params, options));
  connection.onInitialized(() => server.guard('initialized', () => server.files.start()));
  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) =>
    server.guard('didOpen', () => session.open(uri, languageId, version, text)),
  );
  connection.onDidChangeTextDocument(({ textDocument, contentChanges }) =>
    server.guard('didChange', () => session.change(textDocument.uri, textDocument.version, contentChanges)),
  );
  connection.onDidCloseTextDocument(({ textDocument }) =>
    server.guard('didClose', () => server.close(textDocument.uri)),
  );
  connection.onDidChangeWatchedFiles(({ changes }) =>
    server.guard('didChangeWatchedFiles', () => server.files.onWatched(changes)),
  );
  connection.onDidChangeConfiguration(() =>
    server.guard('didChangeConfiguration', () => server.files.onSettingsChanged()),
  );
  for (const handler of handlers) server.register(handler);
  connection.onShutdown(() => server.stop());
  connection.listen();
  return session;
}

const logTo = (connection: Connection): Log => ({
  info: (text) => connection.console.info(text),
  warn: (text) => connection.console.warn(text),
  error: (text) => connection.console.error(text),
});

const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

class Server {
  readonly files: WorkspaceFiles;
  readonly #connection: Connection;
  readonly #session: Session;
  readonly #log: Log;
  readonly #publisher: Publisher;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastCostMs = 0;
  #stopped = false;
  #status = '';
  #statusState: ServerState | undefined;
  #statusAt = 0;
  #statusTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(connection: Connection, session: Session, log: Log) {
    this.#connection = connection;
    this.#session = session;
    this.#log = log;
    this.#publisher = new Publisher(session, (uri, version, diagnostics) => {
      void connection.sendDiagnostics({ uri, diagnostics, ...(version === undefined ? {} : { version }) });
    });
    this.files = new WorkspaceFiles(connection, session, () => this.#schedule());
    session.onWork = () => this.#schedule();
  }

  initialize(params: InitializeParams, options: ServerOptions): InitializeResult {
    this.files.initialize(params);
    this.#session.client = clientFeatures(params.capabilities, params.initializationOptions);
    const capabilities: ServerCapabilities = {
      positionEncoding: PositionEncodingKind.UTF16,
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: false },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    };
    for (const handler of handlers) Object.assign(capabilities, handler.capabilities);
    return { capabilities, serverInfo: { name: options.name, version: options.version } };
  }

  /** Runs the reaction to a notification; what it throws is logged and never ends the server. */
  guard(what: string, run: () => void | Promise<void>): void {
    const failed = (error: unknown) => this.#log.error(`${what}: ${describe(error)}`);
    try {
      run()?.catch(failed);
    } catch (error) {
      failed(error);
    }
  }

  register(handler: Handler): void {
    this.#connection.onRequest(handler.method, async (params: unknown, token: CancellationToken) => {
      const progress = this.#progress(handler.method, params);
      try {
        this.#session.settle();
        return await handler.handle(params, { session: this.#session, token, progress });
      } catch (error) {
        if (error instanceof ResponseError) throw error;
        if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
        this.#log.error(`${handler.method}: ${describe(error)}`);
        return handler.empty;
      } finally {
        progress.done();
      }
    });
  }

  close(uri: string): void | Promise<void> {
    const path = filePathOf(uri);
    if (path === undefined) return this.#session.close(uri, undefined);
    return readManifest(path).then((text) => this.#session.close(uri, text));
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#statusTimer);
    this.files.stop();
  }

  /** Reports to the client if the request carries a token for it. */
  #progress(title: string, params: unknown): Progress & { done(): void } {
    const token = (params as { workDoneToken?: string | number } | null)?.workDoneToken;
    if (token === undefined) return { report: () => undefined, done: () => undefined };
    let begun = false;
    return {
      report: (message, percentage) => {
        const more = { message, ...(percentage === undefined ? {} : { percentage: Math.round(percentage) }) };
        void this.#connection.sendProgress(
          WorkDoneProgress.type,
          token,
          begun ? { kind: 'report', ...more } : { kind: 'begin', title, ...more },
        );
        begun = true;
      },
      done: () => {
        if (begun) void this.#connection.sendProgress(WorkDoneProgress.type, token, { kind: 'end' });
      },
    };
  }

  /**
   * Analysis starts right after a keystroke if the last one was cheap, else after about as long as the last one took:
   * a burst of typing is then analysed once or twice instead of at every key.
   */
  #schedule(): void {
    if (this.#stopped || this.#timer !== undefined) return;
    const delay = this.#session.unsettled ? Math.min(MAX_DELAY_MS, this.#lastCostMs < 8 ? 0 : this.#lastCostMs) : 0;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.guard('analysis', () => this.#work());
    }, delay);
  }

  #work(): void {
    if (this.#stopped) return;
    const start = performance.now();
    const typed = this.#session.unsettled;
    this.#session.settle();
    const late = (): boolean => performance.now() - start > BUILDS_MS;
    if (!this.files.scanning && this.#session.analysis.unsettled) this.#session.analysis.settle(late);
    this.#publisher.collect();
    this.#publisher.publishOpen(this.files.scanning);
    if (typed) this.#lastCostMs = performance.now() - start;
    if (!this.files.scanning) {
      const more = this.#publisher.publishSlice(() => performance.now());
      if (more || this.#session.analysis.unsettled) this.#schedule();
    }
    this.#reportStatus();
  }

  #reportStatus(): void {
    const { files, resources } = this.#session.analysis.counts();
    const [folder] = this.#session.folders.values();
    const first = folder?.settings ?? this.#session.settings;
    // A `.drydock.yaml` at the top of the folder has the last word.
    const { version } = this.#session.analysis.checker.settingsOf(`${folder?.uri ?? ''}/any.yaml`);
    const state: ServerState = !this.files.started
      ? 'starting'
      : this.files.scanning
        ? 'scanning'
        : first.enable
          ? 'ready'
          : 'off';
    const { errors, warnings } = this.#publisher;
    const status: ServerStatus = {
      state,
      kubernetesVersion: formatVersion(version),
      files,
      resources,
      errors,
      warnings,
    };
    const text = JSON.stringify(status);
    if (text === this.#status) return;
    // Counts may change with every slice of a scan: a person sees four figures a second, not forty.
    const now = performance.now();
    if (state === this.#statusState && now - this.#statusAt < STATUS_MS) {
      this.#statusTimer ??= setTimeout(() => {
        this.#statusTimer = undefined;
        this.#reportStatus();
      }, STATUS_MS);
      return;
    }
    this.#status = text;
    this.#statusState = state;
    this.#statusAt = now;
    void this.#connection.sendNotification(STATUS_NOTIFICATION, status);
  }
}
