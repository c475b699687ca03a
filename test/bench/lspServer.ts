// A language server under measurement: any one that speaks LSP over stdio.
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver/node';
import { pathToFileURL } from 'node:url';

/** How it is started and what it is told. */
export interface ServerUnderTest {
  readonly command: readonly string[];
  readonly folder: string;
  /** The answer to `workspace/configuration` for a section. */
  readonly settings: (section: string) => unknown;
}

/** One running server. */
export class MeasuredServer {
  readonly connection: ProtocolConnection;
  readonly process: ChildProcess;
  readonly published = new Map<string, PublishDiagnosticsParams>();
  /** Every publication in order; whoever measures may empty it. */
  readonly history: PublishDiagnosticsParams[] = [];
  /** What Drydock says of itself. */
  state = '';
  #wake: (() => void) | undefined;

  private constructor(child: ChildProcess, connection: ProtocolConnection) {
    this.process = child;
    this.connection = connection;
  }

  static async start({ command, folder, settings }: ServerUnderTest): Promise<MeasuredServer> {
    const child = spawn(process.execPath, [...command], { stdio: ['pipe', 'pipe', 'inherit'] });
    const connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    const server = new MeasuredServer(child, connection);
    connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      server.published.set(params.uri, params);
      server.history.push(params);
      server.#wake?.();
    });
    connection.onNotification('drydock/status', ({ state }: { state: string }) => {
      server.state = state;
      server.#wake?.();
    });
    connection.onRequest('workspace/configuration', ({ items }: { items: { section?: string }[] }) =>
      items.map(({ section }) => settings(section ?? '')),
    );
    connection.onRequest('client/registerCapability', () => null);
    connection.onRequest('window/workDoneProgress/create', () => null);
    connection.listen();
    const uri = pathToFileURL(folder).toString();
    await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: uri,
      workspaceFolders: [{ uri, name: 'bench' }],
      capabilities: {
        workspace: {
          configuration: true,
          workspaceFolders: true,
          didChangeConfiguration: { dynamicRegistration: true },
        },
        textDocument: { publishDiagnostics: {}, synchronization: {} },
      },
    });
    await connection.sendNotification('initialized', {});
    return server;
  }

  /** Waits until `done`; gives up after a minute. */
  async until(done: () => boolean): Promise<void> {
    const deadline = performance.now() + 60_000;
    while (!done()) {
      if (performance.now() > deadline) throw new Error('no answer within a minute');
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1000);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Resident memory in bytes, where the system tells. */
  memory(): number | undefined {
    try {
      const status = readFileSync(`/proc/${this.process.pid ?? 0}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
    } catch {
      return undefined;
    }
  }

  async stop(): Promise<void> {
    const exited = new Promise((resolve) => this.process.once('exit', resolve));
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    await exited;
    this.connection.dispose();
  }
}
