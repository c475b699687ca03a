// textDocument/codeAction: quick fixes of findings, refactorings, and `source.fixAll.drydock`.
import { CodeActionKind, type CodeAction, type CodeActionParams } from 'vscode-languageserver';
import type { Finding } from '../../diagnostics/finding.ts';
import { hasPage } from '../../diagnostics/pages.ts';
import { overlaps } from '../../base/textRange.ts';
import { fixAll, fixesAt } from '../../features/fixes.ts';
import { suppressionsOf } from '../../features/suppress.ts';
import { refactoringsAt } from '../../features/refactor/refactorings.ts';
import { lineEdits } from '../../features/textDiff.ts';
import { fromRange } from '../fromProtocol.ts';
import { defineHandler } from '../handler.ts';
import type { Session } from '../session.ts';
import { toDiagnostic, toWorkspaceEdit } from '../toProtocol.ts';
import { canonicalUri } from '../uris.ts';

/** What a later `codeAction/resolve` needs to make the edit. */
export interface RefactoringData {
  readonly id: string;
  readonly uri: string;
  readonly offset: number;
}

const FIX_ALL = `${CodeActionKind.SourceFixAll}.drydock`;

/** Whether the client asked for `kind`, or for a kind above it, or for anything. */
const asked = (only: readonly string[] | undefined, kind: string): boolean =>
  only === undefined || only.some((wanted) => kind === wanted || kind.startsWith(`${wanted}.`));

const logFailure = (session: Session) => (finding: Finding, error: unknown) =>
  session.log.error(`fix of ${finding.code}: ${error instanceof Error ? (error.stack ?? '') : String(error)}`);

function quickFixes(session: Session, uri: string, params: CodeActionParams): CodeAction[] {
  const positions = session.positionsOf(uri);
  if (!positions) return [];
  const range = fromRange(positions, params.range);
  const findings = session.findings(uri).filter((finding) => finding.followUp !== true);
  const here = findings.filter((finding) => overlaps(finding.range, range));
  const silencing = here.flatMap((finding) =>
    suppressionsOf(session.analysis.workspace, finding).map((fix) => ({ finding, fix, preferred: false })),
  );
  return [...fixesAt(findings, range, logFailure(session)), ...silencing].flatMap((offered) => {
    const edit = toWorkspaceEdit(session, offered.fix.edits);
    if (!edit) return [];
    return [
      {
        title: offered.fix.title,
        kind: CodeActionKind.QuickFix,
        diagnostics: [toDiagnostic(session, positions, offered.finding)],
        edit,
        ...(offered.preferred ? { isPreferred: true } : {}),
      },
    ];
  });
}

/** Opens the pages of the findings at the caret, in a client that can. */
function explanations(session: Session, uri: string, params: CodeActionParams): CodeAction[] {
  const positions = session.positionsOf(uri);
  const { command } = session.client.rulePages;
  if (!positions || command === undefined) return [];
  const range = fromRange(positions, params.range);
  const here = session
    .findings(uri)
    .filter((finding) => finding.followUp !== true && hasPage(finding.code) && overlaps(finding.range, range));
  const byCode = new Map(here.map((finding) => [finding.code, finding]));
  return [...byCode].map(([code, finding]) => {
    const title = `Explain ${code}`;
    return {
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [toDiagnostic(session, positions, finding)],
      command: { title, command, arguments: [code] },
    };
  });
}

/** Checks other texts of the file in the real workspace and puts the file's own text back. */
function fixWholeFile(session: Session, uri: string): CodeAction[] {
  const source = session.source(uri);
  if (!source) return [];
  const { analysis } = session;
  const check = (text: string) => {
    if (analysis.source(uri)?.text !== text) analysis.apply([{ uri, source: { ...source, text } }]);
    // Not what a dry run added: its places are those of the text that it ran with.
    return session.settingsFor(uri).enable ? analysis.findings(uri) : [];
  };
  let after: string | undefined;
  try {
    after = fixAll(uri, source.text, check, logFailure(session));
  } finally {
    if (analysis.source(uri) !== source) analysis.apply([{ uri, source }]);
  }
  const edit =
    after === undefined ? undefined : toWorkspaceEdit(session, [{ uri, edits: lineEdits(source.text, after) }]);
  return edit ? [{ title: 'Fix all Drydock findings in this file', kind: FIX_ALL, edit }] : [];
}

/** The refactorings at the caret; their edits are made when one is chosen, if the client can wait. */
function refactorings(session: Session, uri: string, params: CodeActionParams): CodeAction[] {
  const positions = session.positionsOf(uri);
  if (!positions) return [];
  const offset = positions.offsetAt(params.range.start);
  const { only } = params.context;
  return refactoringsAt(session.analysis.workspace, uri, offset)
    .filter(({ kind }) => asked(only, kind))
    .flatMap(({ id, title, kind, edits }): CodeAction[] => {
      if (session.client.resolvesEdits) return [{ title, kind, data: { id, uri, offset } satisfies RefactoringData }];
      const made = edits();
      const edit = made && toWorkspaceEdit(session, made);
      return edit ? [{ title, kind, edit }] : [];
    });
}

export const handler = defineHandler<CodeActionParams, CodeAction[]>({
  method: 'textDocument/codeAction',
  capabilities: {
    codeActionProvider: {
      codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.Refactor, FIX_ALL],
      resolveProvider: true,
    },
  },
  empty: [],
  handle(params, { session }) {
    const uri = canonicalUri(params.textDocument.uri);
    const { only } = params.context;
    return [
      ...(asked(only, CodeActionKind.QuickFix)
        ? [...quickFixes(session, uri, params), ...explanations(session, uri, params)]
        : []),
      ...(asked(only, CodeActionKind.Refactor) || only?.some((kind) => kind.startsWith('refactor.'))
        ? refactorings(session, uri, params)
        : []),
      // Fix all costs several checks of the file: only when it is asked for by name, as "on save" and the menu do.
      ...(only !== undefined && asked(only, FIX_ALL) ? fixWholeFile(session, uri) : []),
    ];
  },
});
