// Keeps the session in step with the folders of the workspace: the first scan, file watchers, folders that come and go,
// and settings. Reading goes on in slices between the client's messages.
import {
  DidChangeWatchedFilesNotification,
  DidChangeConfigurationNotification,
  FileChangeType,
  WatchKind,
  type Connection,
  type FileEvent,
  type InitializeParams,
  type WorkspaceFolder,
} from 'vscode-languageserver';
import { exists, isManifestPath, readManifest, walk, watchFolder } from './disk.ts';
import { readSettings } from './settings.ts';
import type { Session } from './session.ts';
import { canonicalUri, filePathOf, isBelow, uriOfPath } from './uris.ts';

/** How many files are read before the others' turn. */
const SLICE_FILES = 64;

/** How many files are analysed at once. */
const BATCH_FILES = 16;

/** A turn of the event loop, so that the client's messages are handled in between. */
const breathe = () => new Promise<void>((resolve) => setImmediate(resolve));

/** The folders of one client. */
export class WorkspaceFiles {
  readonly #connection: Connection;
  readonly #session: Session;
  readonly #changed: () => void;
  #folders: readonly WorkspaceFolder[] = [];
  #canPullSettings = false;
  #canWatch = false;
  #canRegisterSettings = false;
  #canShowProgress = false;
  #hasFolderEvents = false;
  /** Of clients that watch nothing for us: how to stop watching a folder. */
  readonly #watchers = new Map<string, () => void>();
  #scans = 0;
  /** The last answer of the client, to notice that nothing has changed. */
  #said = '';
  #started = false;
  #stopped = false;

  constructor(connection: Connection, session: Session, changed: () => void) {
    this.#connection = connection;
    this.#session = session;
    this.#changed = changed;
  }

  /** Whether the workspace is still being read for the first time. */
  get scanning(): boolean {
    return this.#scans > 0 || !this.#started;
  }

  /** Whether the client is ready and the first scan has begun. */
  get started(): boolean {
    return this.#started;
  }

  /** Notes what the client can do and which folders it has. */
  initialize(params: InitializeParams): void {
    const { workspace, window } = params.capabilities;
    this.#canPullSettings = workspace?.configuration === true;
    this.#canWatch = workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
    this.#canRegisterSettings = workspace?.didChangeConfiguration?.dynamicRegistration === true;
    this.#canShowProgress = window?.workDoneProgress === true;
    this.#hasFolderEvents = workspace?.workspaceFolders === true;
    const legacyRoot = (params as { rootUri?: string | null }).rootUri;
    this.#folders =
      params.workspaceFolders ?? (typeof legacyRoot === 'string' ? [{ uri: legacyRoot, name: 'root' }] : []);
  }

  /** The client is ready: register watchers, read settings, scan. */
  async start(): Promise<void> {
    if (this.#hasFolderEvents) {
      this.#connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        this.#removeFolders(removed);
        this.#addFolders(added).catch((error: unknown) => this.#session.log.error(`folders: ${String(error)}`));
      });
    }
    // The first scan counts as begun before anything is awaited, so that nobody takes the silence for a result.
    this.#scans++;
    this.#started = true;
    try {
      await this.#register();
      await this.#pullSettings();
      await this.#addFolders(this.#folders);
    } finally {
      this.#scans--;
      this.#changed();
    }
  }

  stop(): void {
    this.#stopped = true;
    for (const watcher of this.#watchers.values()) watcher();
  }

  async onSettingsChanged(): Promise<void> {
    await this.#pullSettings();
  }

  /** Files changed on disk. What is open in the editor is not touched. */
  async onWatched(events: readonly FileEvent[]): Promise<void> {
    const read: string[] = [];
    for (const event of events) {
      const uri = canonicalUri(event.uri);
      if (event.type === FileChangeType.Deleted) this.#session.remove(uri);
      else if (isManifestPath(uri) && filePathOf(uri) !== undefined) read.push(filePathOf(uri) as string);
    }
    await this.#readAll(read);
  }

  async #register(): Promise<void> {
    const wanted: Promise<unknown>[] = [];
    if (this.#canWatch) {
      wanted.push(
        this.#connection.client.register(DidChangeWatchedFilesNotification.type, {
          watchers: [
            { globPattern: '**/{*.{yaml,yml,json},Kustomization}' },
            // A deleted folder is reported as itself, without the files in it.
            { globPattern: '**/*', kind: WatchKind.Delete },
          ],
        }),
      );
    }
    if (this.#canRegisterSettings) {
      wanted.push(this.#connection.client.register(DidChangeConfigurationNotification.type, { section: 'drydock' }));
    }
    await Promise.allSettled(wanted);
  }

  async #pullSettings(): Promise<void> {
    if (!this.#canPullSettings) return;
    const folders = [...this.#session.folders.values()];
    const items = [{ section: 'drydock' }, ...folders.map((folder) => ({ section: 'drydock', scopeUri: folder.uri }))];
    const answers: unknown = await this.#connection.workspace.getConfiguration(items).catch(() => []);
    if (!Array.isArray(answers)) return;
    this.#session.settings = readSettings(answers[0]);
    folders.forEach((folder, index) => (folder.settings = readSettings(answers[index + 1])));
    const said = JSON.stringify([items, answers]);
    if (said === this.#said) return;
    this.#said = said;
    this.#session.applySettings();
  }

  #removeFolders(folders: readonly WorkspaceFolder[]): void {
    for (const { uri } of folders) {
      const canonical = canonicalUri(uri);
      this.#session.folders.delete(canonical);
      this.#watchers.get(canonical)?.();
      this.#watchers.delete(canonical);
      const kept = [...this.#session.folders.keys()].filter((other) => isBelow(other, canonical));
      const gone = [...this.#session.analysis.uris()].filter(
        (known) =>
          isBelow(known, canonical) && !kept.some((other) => isBelow(known, other)) && !this.#session.isOpen(known),
      );
      this.#session.setFiles(gone.map((known) => ({ uri: known, text: undefined })));
    }
  }

  async #addFolders(folders: readonly WorkspaceFolder[]): Promise<void> {
    for (const { uri, name } of folders) {
      const canonical = canonicalUri(uri);
      this.#session.folders.set(canonical, { uri: canonical, name, settings: this.#session.settings });
    }
    this.#scans++;
    try {
      await this.#pullSettings();
      for (const { uri } of folders) await this.#scan(canonicalUri(uri));
    } finally {
      this.#scans--;
      this.#changed();
    }
  }

  async #scan(folderUri: string): Promise<void> {
    const root = filePathOf(folderUri);
    const folder = this.#session.folders.get(folderUri);
    if (root === undefined || !folder) return;
    if (!this.#canWatch) this.#watch(folderUri, root);
    const progress = this.#canShowProgress
      ? await this.#connection.window.createWorkDoneProgress().catch(() => undefined)
      : undefined;
    progress?.begin('Drydock: reading manifests', undefined, undefined, true);
    const cancelled = () => this.#stopped || !this.#session.folders.has(folderUri);
    const start = performance.now();
    let count = 0;
    let slice: string[] = [];
    for await (const path of walk(root, { exclude: folder.settings.exclude, cancelled })) {
      slice.push(path);
      if (slice.length < SLICE_FILES) continue;
      await this.#readAll(slice);
      count += slice.length;
      slice = [];
      progress?.report(`${count} files`);
      if (progress?.token.isCancellationRequested === true) break;
    }
    await this.#readAll(slice);
    progress?.done();
    const took = Math.round(performance.now() - start);
    this.#session.log.info(`read ${count + slice.length} files of ${root} in ${took} ms`);
  }

  /** Watches a folder ourselves, for clients that cannot. Many events of one moment are worked off together. */
  #watch(folderUri: string, root: string): void {
    const changed = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const work = async () => {
      timer = undefined;
      const paths = [...changed];
      changed.clear();
      const known = paths.filter((path) => isManifestPath(path));
      for (const path of paths)
        if (!known.includes(path) && !(await exists(path))) this.#session.remove(uriOfPath(path));
      await this.#readAll(known);
    };
    const stop = watchFolder(root, (path) => {
      changed.add(path);
      timer ??= setTimeout(() => {
        work().catch((error: unknown) => this.#session.log.error(`watching ${root}: ${String(error)}`));
      }, 100);
    });
    this.#watchers.set(folderUri, () => {
      clearTimeout(timer);
      stop();
    });
  }

  async #readAll(paths: readonly string[]): Promise<void> {
    if (paths.length === 0) return;
    const files = await Promise.all(
      paths.map(async (path) => ({ uri: uriOfPath(path), text: await readManifest(path) })),
    );
    // A few files at a time: together they cost less than one by one, and a keystroke never waits for a whole slice.
    let since = performance.now();
    for (let at = 0; at < files.length && !this.#stopped; at += BATCH_FILES) {
      this.#session.setFiles(files.slice(at, at + BATCH_FILES));
      if (performance.now() - since < 10) continue;
      await breathe();
      since = performance.now();
    }
    await breathe();
  }
}
