// textDocument/references
import type { Location, ReferenceParams } from 'vscode-languageserver';
import { usesAt } from '../../features/references.ts';
import { defineHandler } from '../handler.ts';
import { locate } from '../locate.ts';
import { toLocation } from '../toProtocol.ts';

export const handler = defineHandler<ReferenceParams, Location[]>({
  method: 'textDocument/references',
  capabilities: { referencesProvider: true },
  empty: [],
  handle(params, { session }) {
    const at = locate(session, params);
    if (!at) return [];
    return usesAt(session.analysis.workspace, at.uri, at.offset)
      .filter((use) => params.context.includeDeclaration || !use.declaration)
      .flatMap(({ uri, range }) => toLocation(session, uri, range) ?? []);
  },
});
