// What the server knows: open documents, folders, settings, and the analysed workspace. No protocol traffic in here;
// server.ts feeds it and publisher.ts sends what it finds.
import { TextDocument, type TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import { LineIndex } from '../base/lineIndex.ts';
import type { Finding } from '../diagnostics/finding.ts';
import type { Source } from '../manifest/source.ts';
import type { Analysis } from './analysis.ts';
import { clientFeatures, type ClientFeatures } from './clientFeatures.ts';
import { createDocs, type Docs } from '../schema/docs.ts';
import { fromLanguageId } from './fromProtocol.ts';
import { readSettings, type Settings } from './settings.ts';
import type { Places, Positions } from './toProtocol.ts';
import { canonicalUri, isBelow, schemeOf } from './uris.ts';

/** Where log lines go. */
export interface Log {
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

/** A folder of the workspace and what its settings say. */
export interface Folder {
  readonly uri: string;
  readonly name: string;
  settings: Settings;
}

interface OpenDocument {
  readonly clientUri: string;
  document: TextDocument;
}

/** Documents that show an older or a computed state of a file: not part of the workspace. */
const FOREIGN_SCHEMES = new Set(['git', 'gitfs', 'output', 'vscode-scm', 'merge-conflict.conflict-diff']);

/** The state of one client's server. All URIs in here are canonical. */
export class Session implements Places {
  readonly analysis: Analysis;
  readonly log: Log;
  /** The documentation of fields. */
  readonly docs: Docs;
  readonly folders = new Map<string, Folder>();
  /** What the client can do. */
  client: ClientFeatures = clientFeatures({});
  /** The settings where no folder has its own. */
  settings: Settings = readSettings(undefined);
  /** Called when there is something to analyse or to publish. */
  onWork: () => void = () => undefined;

  readonly #open = new Map<string, OpenDocument>();
  readonly #edited = new Set<string>();
  readonly #lines = new WeakMap<Source, LineIndex>();
  readonly #extra = new Map<string, ReadonlyMap<string, readonly Finding[]>>();
  readonly #affected = new Set<string>();

  constructor(analysis: Analysis, log: Log, docs: Docs = createDocs(() => '')) {
    this.analysis = analysis;
    this.log = log;
    this.docs = docs;
  }

  /** Whether a document with this URI is one of the workspace's files. */
  accepts(uri: string): boolean {
    const scheme = schemeOf(uri);
    return !FOREIGN_SCHEMES.has(scheme) && !scheme.startsWith('drydock');
  }

  open(clientUri: string, languageId: string, version: number, text: string): void {
    if (!this.accepts(clientUri)) return;
    const uri = canonicalUri(clientUri);
    this.#open.set(uri, { clientUri, document: TextDocument.create(clientUri, languageId, version, text) });
    this.#markEdited(uri);
  }

  change(clientUri: string, version: number, changes: TextDocumentContentChangeEvent[]): void {
    const uri = canonicalUri(clientUri);
    const open = this.#open.get(uri);
    if (!open) return;
    open.document = TextDocument.update(open.document, changes, version);
    this.#markEdited(uri);
  }

  /** The client gave the document up. `diskText` is what the file holds now, if there is one. */
  close(clientUri: string, diskText: string | undefined): void {
    const uri = canonicalUri(clientUri);
    if (!this.#open.delete(uri)) return;
    this.#edited.delete(uri);
    this.setFile(uri, diskText);
  }

  isOpen(uri: string): boolean {
    return this.#open.has(uri);
  }

  /** The open documents, canonical. */
  openUris(): Iterable<string> {
    return this.#open.keys();
  }

  /** The version the client gave an open document. */
  versionOf(uri: string): number | undefined {
    return this.#open.get(uri)?.document.version;
  }

  /** Takes in the text of a file on disk; what is open in the editor wins. */
  setFile(uri: string, text: string | undefined): void {
    this.setFiles([{ uri, text }]);
  }

  /** Takes in several files at once: cheaper than one by one. */
  setFiles(files: readonly { readonly uri: string; readonly text: string | undefined }[]): void {
    const changes = files
      .filter(({ uri, text }) => !this.#open.has(uri) && this.analysis.source(uri)?.text !== text)
      .map(({ uri, text }) => ({
        uri,
        source: text === undefined ? undefined : { uri, languageId: languageOfPath(uri), version: null, text },
      }));
    if (changes.length === 0) return;
    this.analysis.apply(changes);
    this.onWork();
  }

  /** A file or a whole folder has gone from disk. */
  remove(uri: string): void {
    const gone = [...this.analysis.uris()].filter((known) => isBelow(known, uri) && !this.#open.has(known));
    this.setFiles(gone.map((known) => ({ uri: known, text: undefined })));
  }

  /** Analyses what was typed since the last time. Every request does this first, so that it sees the current text. */
  settle(): void {
    if (this.#edited.size === 0) return;
    const changes = [...this.#edited].flatMap((uri) => {
      const document = this.#open.get(uri)?.document;
      return document ? [{ uri, source: sourceOf(uri, document) }] : [];
    });
    this.#edited.clear();
    this.analysis.apply(changes);
  }

  /** Whether something waits to be analysed. */
  get unsettled(): boolean {
    return this.#edited.size > 0;
  }

  /** The file as it is analysed. Accepts any spelling of the URI. */
  source(uri: string): Source | undefined {
    return this.analysis.source(canonicalUri(uri));
  }

  positionsOf(uri: string): Positions | undefined {
    const canonical = canonicalUri(uri);
    const open = this.#open.get(canonical);
    if (open && !this.#edited.has(canonical)) return open.document;
    const source = this.analysis.source(canonical);
    if (!source) return open?.document;
    let lines = this.#lines.get(source);
    if (!lines) this.#lines.set(source, (lines = new LineIndex(source.text)));
    return lines;
  }

  clientUri(uri: string): string {
    return this.#open.get(canonicalUri(uri))?.clientUri ?? uri;
  }

  /** The settings that hold for a file: those of the innermost folder that has it. */
  settingsFor(uri: string): Settings {
    let best: Folder | undefined;
    for (const folder of this.folders.values()) {
      if (isBelow(uri, folder.uri) && folder.uri.length > (best?.uri.length ?? -1)) best = folder;
    }
    return best?.settings ?? this.settings;
  }

  /** All findings of a file: those of its text and those that others added (a dry run's rejections). */
  findings(uri: string): readonly Finding[] {
    if (!this.settingsFor(uri).enable) return [];
    const own = this.analysis.findings(uri);
    const extra = [...this.#extra.values()].flatMap((byUri) => byUri.get(uri) ?? []);
    return extra.length === 0 ? own : [...own, ...extra];
  }

  /** Replaces the findings that `owner` adds to those of the texts. They vanish with an edit of their file. */
  setExtraFindings(owner: string, findings: readonly Finding[]): void {
    const byUri = new Map<string, Finding[]>();
    for (const finding of findings) {
      const uri = canonicalUri(finding.uri);
      byUri.set(uri, [...(byUri.get(uri) ?? []), finding]);
    }
    for (const uri of [...(this.#extra.get(owner)?.keys() ?? []), ...byUri.keys()]) this.#affected.add(uri);
    if (byUri.size > 0) this.#extra.set(owner, byUri);
    else this.#extra.delete(owner);
    this.onWork();
  }

  /** The files whose findings may have changed since the last call. */
  takeAffected(): readonly string[] {
    const affected = new Set([...this.#affected, ...this.analysis.takeAffected()]);
    this.#affected.clear();
    return [...affected];
  }

  /** Has every known file checked again, after a change of settings. */
  applySettings(): void {
    this.analysis.configure((uri) => this.settingsFor(uri).checks);
    for (const uri of this.analysis.uris()) this.#affected.add(uri);
    this.onWork();
  }

  #markEdited(uri: string): void {
    this.#edited.add(uri);
    for (const [owner, byUri] of this.#extra) {
      if (!byUri.has(uri)) continue;
      const rest = new Map(byUri);
      rest.delete(uri);
      if (rest.size > 0) this.#extra.set(owner, rest);
      else this.#extra.delete(owner);
      this.#affected.add(uri);
    }
    this.onWork();
  }
}

const languageOfPath = (uri: string) => fromLanguageId(/\.json$/i.test(uri) ? 'json' : 'yaml');

const sourceOf = (uri: string, document: TextDocument): Source => ({
  uri,
  languageId: fromLanguageId(document.languageId),
  version: document.version,
  text: document.getText(),
});
