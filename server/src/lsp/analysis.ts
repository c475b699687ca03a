// The workspace with its findings: texts in, findings out. Synchronous and without I/O. Analysing costs what changed
// and what refers to it, not the workspace.
import type { Decoder } from '../api/decoder.ts';
import type { ApiObject } from '../api/kindRules.ts';
import { BuildFindings } from '../diagnostics/buildFindings.ts';
import { Builds } from '../diagnostics/builds.ts';
import { Checker } from '../diagnostics/check.ts';
import type { Failed } from '../diagnostics/failed.ts';
import type { Settings } from '../diagnostics/configuration.ts';
import type { Finding } from '../diagnostics/finding.ts';
import type { WhatIsAt } from '../diagnostics/kustomization/findings.ts';
import type { Read } from '../kustomize/build.ts';
import { parseSource } from '../manifest/parse.ts';
import type { Source } from '../manifest/source.ts';
import { Workspace, type GraphNode } from '../workspace/workspace.ts';

/** A file's new text, or undefined for a file that has gone. */
export interface SourceChange {
  readonly uri: string;
  readonly source: Source | undefined;
}

/** What the analysis is made of. */
export interface AnalysisOptions {
  readonly decoder: Decoder;
  /** What stands at a uri that the workspace does not have. */
  readonly whatIsAt?: WhatIsAt;
  /** What the editor's settings say of a file. */
  readonly settings?: (uri: string) => Settings;
  /** Is told of a rule that fails. */
  readonly failed?: Failed;
  /** Reads what kustomizations name and is no manifest. */
  readonly readOther?: Read;
}

/** All files that are known, their objects and what is wrong with them. */
export class Analysis {
  readonly workspace = new Workspace();
  readonly checker: Checker;
  /** What the kustomizations build. */
  readonly builds: Builds;
  readonly #buildFindings: BuildFindings;
  readonly #affected = new Set<string>();
  #existing: ((node: GraphNode) => ApiObject | undefined) | undefined;
  readonly #files = new Map<string, number>();
  #resources = 0;
  #manifests = 0;

  constructor(options: AnalysisOptions) {
    this.builds = new Builds(this.workspace, options.readOther);
    this.checker = new Checker(this.workspace, {
      existing: (node) => this.#existing?.(node),
      decoder: options.decoder,
      ...(options.whatIsAt ? { whatIsAt: options.whatIsAt } : {}),
      ...(options.settings ? { settings: options.settings } : {}),
      ...(options.failed ? { failed: options.failed } : {}),
    });
    this.#buildFindings = new BuildFindings(this.workspace, this.checker, this.builds, { decoder: options.decoder });
  }

  apply(changes: readonly SourceChange[]): void {
    const delta = this.workspace.apply(
      changes.map(({ uri, source }) => ({ uri, parsed: source && parseSource(source, this.workspace.file(uri)) })),
    );
    for (const uri of this.checker.apply(delta)) this.#affected.add(uri);
    for (const uri of this.#buildFindings.changed(delta.uris)) this.#affected.add(uri);
    for (const { uri } of changes) this.#count(uri);
  }

  /** Checks everything again by other settings. */
  configure(settings: (uri: string) => Settings): void {
    for (const uri of this.checker.recheck(settings)) this.#affected.add(uri);
    this.#buildFindings.recheck();
  }

  #count(uri: string): void {
    const before = this.#files.get(uri) ?? 0;
    const now = this.workspace.nodesOf(uri).length;
    this.#resources += now - before;
    this.#manifests += Number(now > 0) - Number(before > 0);
    if (now > 0) this.#files.set(uri, now);
    else this.#files.delete(uri);
  }

  /** Says what exists already under the objects' names; `changed` are the objects for which that is new. */
  setExisting(existing: (node: GraphNode) => ApiObject | undefined, changed: Iterable<GraphNode>): void {
    this.#existing = existing;
    for (const uri of this.checker.rejudge(changed)) this.#affected.add(uri);
  }

  /** Whether kustomizations wait to be built and judged: until then findings say less than they could. */
  get unsettled(): boolean {
    return this.#buildFindings.unsettled;
  }

  /** Builds and judges kustomizations until `enough` says so, at least one of them. */
  settle(enough?: () => boolean): void {
    for (const uri of this.#buildFindings.settle(enough)) this.#affected.add(uri);
  }

  /** The files whose findings may have changed since the last call. */
  takeAffected(): readonly string[] {
    const uris = [...this.#affected];
    this.#affected.clear();
    return uris;
  }

  source(uri: string): Source | undefined {
    return this.workspace.file(uri)?.source;
  }

  uris(): Iterable<string> {
    return this.workspace.uris;
  }

  findings(uri: string): readonly Finding[] {
    return this.#buildFindings.findings(uri, this.checker.findingsOf(uri));
  }

  /** Files that hold objects, and the objects. */
  counts(): { readonly files: number; readonly resources: number } {
    return { files: this.#manifests, resources: this.#resources };
  }
}
