// workspace/symbol
import { SymbolKind, type WorkspaceSymbol, type WorkspaceSymbolParams } from 'vscode-languageserver';
import { findObjects } from '../../features/workspaceSymbols.ts';
import { defineHandler } from '../handler.ts';
import { toLocation } from '../toProtocol.ts';

export const handler = defineHandler<WorkspaceSymbolParams, WorkspaceSymbol[]>({
  method: 'workspace/symbol',
  capabilities: { workspaceSymbolProvider: true },
  empty: [],
  handle({ query }, { session }) {
    return findObjects(session.analysis.workspace, query).flatMap(({ title, namespace, uri, range }) => {
      const location = toLocation(session, uri, range);
      return location ? [{ name: title, containerName: namespace, kind: SymbolKind.Class, location }] : [];
    });
  },
});
