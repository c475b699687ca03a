// A small editor: starts the real server as a process, speaks LSP over its stdio, and remembers what was published.
import { spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { URI } from 'vscode-uri';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type Diagnostic,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type Range,
  type ServerCapabilities,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver/node';
import type { ServerStatus } from '../../../server/src/protocol/status.ts';

let serverFile: Promise<string> | undefined;

/** The repository's root: the bundled tests run with it as their working directory. */
export const root = process.cwd();

/** Bundles the server once per test process. */
export function bundledServer(): Promise<string> {
  serverFile ??= (async () => {
    const outfile = join(root, `out/lsp-server/${process.pid}/server.cjs`);
    await build({
      entryPoints: [join(root, 'server/src/main.ts')],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      logLevel: 'error',
      absWorkingDir: root,
    });
    copyFileSync(join(root, 'server/src/schema/docs.generated.json'), join(dirname(outfile), 'docs.json'));
    process.on('exit', () => rmSync(dirname(outfile), { recursive: true, force: true }));
    return outfile;
  })();
  return serverFile;
}

/** How the editor behaves. */
export interface EditorOptions {
  /** Files written to disk before the server starts, by path relative to the folder. */
  readonly files?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Further folders of the workspace, each with its files. */
  readonly folders?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** No folder at all. */
  readonly noFolder?: boolean;
  /** An editor that registers nothing for a server: no watchers, no settings. */
  readonly plain?: boolean;
  readonly initializationOptions?: unknown;
}

/** Waits this long for anything before a test fails. */
const PATIENCE_MS = 15_000;

/** One editor with one server. */
export class Editor {
  readonly dir: string;
  readonly process: ChildProcess;
  readonly connection: ProtocolConnection;
  readonly published = new Map<string, PublishDiagnosticsParams>();
  /** Every publication in order. */
  readonly publications: PublishDiagnosticsParams[] = [];
  readonly logs: string[] = [];
  readonly registrations: string[] = [];
  /** What the server is told when it asks. */
  settings: Readonly<Record<string, unknown>>;
  status: ServerStatus | undefined;
  capabilities: ServerCapabilities = {};
  readonly #options: EditorOptions;
  readonly #texts = new Map<string, { version: number; text: string }>();
  readonly #waiting = new Set<() => void>();

  private constructor(dir: string, child: ChildProcess, options: EditorOptions) {
    this.dir = dir;
    this.process = child;
    this.#options = options;
    this.settings = options.settings ?? {};
    if (!child.stdout || !child.stdin) throw new Error('no pipes');
    this.connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    this.#listen();
  }

  /** Starts a server on a fresh folder and waits until it has read it. */
  static async start(options: EditorOptions = {}): Promise<Editor> {
    const dir = mkdtempSync(join(tmpdir(), 'drydock-lsp-'));
    for (const [name, text] of Object.entries(options.files ?? {})) put(join(dir, 'main', name), text);
    for (const [folder, files] of Object.entries(options.folders ?? {})) {
      for (const [name, text] of Object.entries(files)) put(join(dir, folder, name), text);
    }
    mkdirSync(join(dir, 'main'), { recursive: true });
    const child = spawn(process.execPath, [await bundledServer(), '--stdio'], { stdio: ['pipe', 'pipe', 'pipe'] });
    child.stderr.on('data', (chunk: Buffer) => process.stderr.write(chunk));
    const editor = new Editor(dir, child, options);
    await editor.#initialize();
    await editor.until('the first scan', () => editor.status?.state === 'ready' || editor.status?.state === 'off');
    return editor;
  }

  /** The URI of a file, by path relative to the main folder, as VS Code writes it. */
  uri(name: string): string {
    return name.includes(':') ? name : URI.file(join(this.dir, 'main', name)).toString();
  }

  path(name: string): string {
    return join(this.dir, 'main', name);
  }

  write(name: string, text: string): void {
    put(this.path(name), text);
  }

  async open(name: string, text: string, languageId = name.endsWith('.json') ? 'json' : 'yaml'): Promise<void> {
    this.#texts.set(name, { version: 1, text });
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri: this.uri(name), languageId, version: 1, text },
    });
  }

  async close(name: string): Promise<void> {
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri: this.uri(name) } });
  }

  text(name: string): string {
    return this.#texts.get(name)?.text ?? '';
  }

  version(name: string): number {
    return this.#texts.get(name)?.version ?? 0;
  }

  /** Replaces the first occurrence of `old` as an incremental edit, as typing does. */
  async replace(name: string, old: string, now: string): Promise<void> {
    const text = this.text(name);
    const at = text.indexOf(old);
    if (at < 0) throw new Error(`${JSON.stringify(old)} is not in ${name}`);
    await this.edit(name, at, at + old.length, now);
  }

  /** Replaces a range of offsets. */
  async edit(name: string, start: number, end: number, now: string): Promise<void> {
    const file = this.#texts.get(name);
    if (!file) throw new Error(`${name} is not open`);
    const change = { range: { start: positionIn(file.text, start), end: positionIn(file.text, end) }, text: now };
    file.text = file.text.slice(0, start) + now + file.text.slice(end);
    await this.change(name, [change]);
  }

  /** Applies edits of the protocol as an editor does, from the end so that their ranges stay true. */
  async applyEdits(name: string, edits: readonly { range: Range; newText: string }[]): Promise<void> {
    const text = this.text(name);
    const offsets = edits.map(({ range, newText }) => ({
      start: offsetIn(text, range.start),
      end: offsetIn(text, range.end),
      newText,
    }));
    for (const { start, end, newText } of offsets.sort((a, b) => b.start - a.start)) {
      await this.edit(name, start, end, newText);
    }
  }

  /** Replaces the whole text, without a range. */
  async setText(name: string, text: string): Promise<void> {
    const file = this.#texts.get(name);
    if (!file) throw new Error(`${name} is not open`);
    file.text = text;
    await this.change(name, [{ text }]);
  }

  async change(name: string, contentChanges: TextDocumentContentChangeEvent[]): Promise<void> {
    const file = this.#texts.get(name);
    if (!file) throw new Error(`${name} is not open`);
    file.version++;
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: this.uri(name), version: file.version },
      contentChanges,
    });
  }

  request<R>(method: string, params: unknown): Promise<R> {
    return this.connection.sendRequest<R>(method, params as object);
  }

  /** A request at the place of `needle` (plus `shift` characters) in an open file. */
  at<R>(method: string, name: string, needle: string, shift = 0, more: object = {}): Promise<R> {
    const at = this.text(name).indexOf(needle);
    if (at < 0) throw new Error(`${JSON.stringify(needle)} is not in ${name}`);
    const position = positionIn(this.text(name), at + shift);
    return this.request<R>(method, { textDocument: { uri: this.uri(name) }, position, ...more });
  }

  /** The text in a range of an open file. */
  slice(name: string, range: Range): string {
    const text = this.text(name);
    return text.slice(offsetIn(text, range.start), offsetIn(text, range.end));
  }

  diagnostics(name: string): Diagnostic[] {
    return this.published.get(this.uri(name))?.diagnostics ?? [];
  }

  /** `code@text` of every diagnostic of a file, for short assertions. */
  codes(name: string): string[] {
    return this.diagnostics(name).map(({ code }) => String(code));
  }

  /** Waits until `done`, looking again after each message from the server. */
  async until(what: string, done: () => boolean): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!done()) {
      const left = deadline - Date.now();
      if (left <= 0) {
        const shown = [...this.published.values()].map(({ uri, diagnostics }) => [
          uri,
          diagnostics.map(({ code, message }) => `${String(code)}: ${JSON.stringify(message)}`),
        ]);
        throw new Error(
          `waited in vain for ${what}; published: ${JSON.stringify(shown)}; log: ${this.logs.join('\n')}`,
        );
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(wake, Math.min(left, 1000));
        const waiting = this.#waiting;
        function wake() {
          clearTimeout(timer);
          waiting.delete(wake);
          resolve();
        }
        waiting.add(wake);
      });
    }
  }

  /** Waits until everything sent so far has been worked off: a request is answered only after it. */
  async idle(): Promise<void> {
    await this.request('textDocument/documentSymbol', { textDocument: { uri: 'untitled:nothing' } }).catch(
      () => undefined,
    );
    let count = -1;
    while (count !== this.publications.length) {
      count = this.publications.length;
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
  }

  /** Ends the server as an editor does; gives its exit code. */
  async stop(): Promise<number | null> {
    const exited = new Promise<number | null>((resolve) => this.process.once('exit', resolve));
    await this.request('shutdown', undefined);
    await this.connection.sendNotification('exit');
    const code = await exited;
    this.connection.dispose();
    rmSync(this.dir, { recursive: true, force: true });
    return code;
  }

  #listen(): void {
    const { connection } = this;
    connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      this.published.set(params.uri, params);
      this.publications.push(params);
      this.#wake();
    });
    connection.onNotification('drydock/status', (status: ServerStatus) => {
      this.status = status;
      this.#wake();
    });
    connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
      this.logs.push(message);
    });
    connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) =>
      items.map(() => this.settings),
    );
    connection.onRequest('client/registerCapability', (params: { registrations: { method: string }[] }) => {
      this.registrations.push(...params.registrations.map(({ method }) => method));
      return null;
    });
    connection.onRequest('window/workDoneProgress/create', () => null);
    connection.listen();
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  async #initialize(): Promise<void> {
    const names = ['main', ...Object.keys(this.#options.folders ?? {})];
    const folders = names.map((name) => ({ uri: pathToFileURL(join(this.dir, name)).toString(), name }));
    const result = await this.request<{ capabilities: ServerCapabilities }>('initialize', {
      processId: process.pid,
      rootUri: null,
      initializationOptions: this.#options.initializationOptions,
      workspaceFolders: this.#options.noFolder === true ? null : folders,
      capabilities: {
        general: { positionEncodings: ['utf-16'] },
        workspace:
          this.#options.plain === true
            ? {}
            : {
                configuration: true,
                workspaceFolders: true,
                applyEdit: true,
                didChangeWatchedFiles: { dynamicRegistration: true },
                didChangeConfiguration: { dynamicRegistration: true },
              },
        window: { workDoneProgress: true },
        textDocument: {
          publishDiagnostics: { relatedInformation: true },
          completion: { completionItem: { snippetSupport: true } },
          codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source.fixAll'] } } },
          documentSymbol: { hierarchicalDocumentSymbolSupport: true },
          rename: { prepareSupport: true },
        },
      },
    });
    this.capabilities = result.capabilities;
    await this.connection.sendNotification('initialized', {});
  }
}

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** A position as LSP counts it: lines end at \n, \r\n or \r; columns are UTF-16 code units. */
export function positionIn(text: string, offset: number): { line: number; character: number } {
  const before = text.slice(0, offset).split(/\r\n|\n|\r/);
  return { line: before.length - 1, character: (before[before.length - 1] ?? '').length };
}

function offsetIn(text: string, position: { line: number; character: number }): number {
  let offset = 0;
  const lines = text.split(/(?<=\r\n|\n|\r(?!\n))/);
  for (let line = 0; line < position.line; line++) offset += (lines[line] ?? '').length;
  return offset + position.character;
}
