// What the session needs of the analysis: texts in, findings out. Synchronous and without I/O.
import type { Finding } from '../diagnostics/finding.ts';
import type { Source } from '../manifest/source.ts';

/** A file's new text, or undefined for a file that has gone. */
export interface SourceChange {
  readonly uri: string;
  readonly source: Source | undefined;
}

/** The workspace with its findings. Analysing costs what changed and what refers to it, not the workspace. */
export interface Analysis {
  apply(changes: readonly SourceChange[]): void;
  /** The files whose findings may have changed since the last call. */
  takeAffected(): readonly string[];
  source(uri: string): Source | undefined;
  uris(): Iterable<string>;
  findings(uri: string): readonly Finding[];
  counts(): { readonly files: number; readonly resources: number };
}
