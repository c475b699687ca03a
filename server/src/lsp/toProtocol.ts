// From offsets and findings to the protocol's types. Line and column exist only on this side of the server.
import {
  DiagnosticSeverity,
  DiagnosticTag,
  type Diagnostic,
  type Location,
  type Position,
  type Range,
  type TextEdit as ProtocolEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { TextEdit, TextRange } from '../base/textRange.ts';
import { hasPage } from '../diagnostics/pages.ts';
import type { ClientFeatures } from './clientFeatures.ts';
import type { FileEdit, Finding, Severity } from '../diagnostics/finding.ts';

/** Whatever translates offsets: an open document or the line index of a file. */
export interface Positions {
  positionAt(offset: number): Position;
  offsetAt(position: Position): number;
}

/** What translating needs to know of files: how the client spells them and where their lines begin. */
export interface Places {
  /** What the client can do. */
  readonly client: ClientFeatures;
  positionsOf(uri: string): Positions | undefined;
  clientUri(uri: string): string;
}

export const toRange = (positions: Positions, range: TextRange): Range => ({
  start: positions.positionAt(range.start),
  end: positions.positionAt(range.end),
});

/** A place in any file; undefined where the file has gone. */
export function toLocation(places: Places, uri: string, range: TextRange): Location | undefined {
  const positions = places.positionsOf(uri);
  return positions && { uri: places.clientUri(uri), range: toRange(positions, range) };
}

export const toEdit = (positions: Positions, edit: TextEdit): ProtocolEdit => ({
  range: toRange(positions, edit.range),
  newText: edit.newText,
});

/** Edits of several files as one undoable step; undefined where one of the files has gone. */
export function toWorkspaceEdit(places: Places, files: readonly FileEdit[]): WorkspaceEdit | undefined {
  const changes: Record<string, ProtocolEdit[]> = {};
  for (const { uri, edits } of files) {
    const positions = places.positionsOf(uri);
    if (!positions) return undefined;
    (changes[places.clientUri(uri)] ??= []).push(...edits.map((edit) => toEdit(positions, edit)));
  }
  return { changes };
}

const SEVERITY: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

const TAG = { unnecessary: DiagnosticTag.Unnecessary, deprecated: DiagnosticTag.Deprecated } as const;

/** A finding as the editor shows it. */
export function toDiagnostic(places: Places, positions: Positions, finding: Finding): Diagnostic {
  const related = (finding.related ?? []).flatMap(({ uri, range, message }) => {
    const location = toLocation(places, uri, range);
    return location ? [{ location, message }] : [];
  });
  const page = hasPage(finding.code) ? places.client.rulePages.href : undefined;
  return {
    range: toRange(positions, finding.range),
    severity: SEVERITY[finding.severity],
    code: finding.code,
    ...(page === undefined ? {} : { codeDescription: { href: page.replaceAll('{code}', finding.code) } }),
    source: 'drydock',
    message: finding.message,
    ...(related.length > 0 ? { relatedInformation: related } : {}),
    ...(finding.tags && finding.tags.length > 0 ? { tags: finding.tags.map((tag) => TAG[tag]) } : {}),
  };
}
