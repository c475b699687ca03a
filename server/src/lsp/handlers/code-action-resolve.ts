// codeAction/resolve: the edit of a refactoring that was chosen.
import type { CodeAction } from 'vscode-languageserver';
import { refactoringsAt } from '../../features/refactor/refactorings.ts';
import { defineHandler } from '../handler.ts';
import { toWorkspaceEdit } from '../toProtocol.ts';
import type { RefactoringData } from './code-action.ts';

export const handler = defineHandler<CodeAction, CodeAction | null>({
  method: 'codeAction/resolve',
  empty: null,
  handle(action, { session }) {
    const data = action.data as RefactoringData | undefined;
    if (typeof data?.uri !== 'string') return action;
    const found = refactoringsAt(session.analysis.workspace, data.uri, data.offset).find(({ id }) => id === data.id);
    const edits = found?.edits();
    const edit = edits && toWorkspaceEdit(session, edits);
    // An empty edit tells the editor that nothing is to be done: the text is in order already.
    return { ...action, edit: edit ?? { changes: {} } };
  },
});
