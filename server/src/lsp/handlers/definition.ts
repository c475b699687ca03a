// textDocument/definition
import type { DefinitionParams, Location, LocationLink } from 'vscode-languageserver';
import { definitionsAt } from '../../features/definition.ts';
import { defineHandler } from '../handler.ts';
import { locate } from '../locate.ts';
import { toLocation, toRange } from '../toProtocol.ts';

export const handler = defineHandler<DefinitionParams, Location[] | LocationLink[]>({
  method: 'textDocument/definition',
  capabilities: { definitionProvider: true },
  empty: [],
  handle(params, { session }) {
    const at = locate(session, params);
    const found = at && definitionsAt(session.analysis.workspace, at.uri, at.offset);
    if (!at || !found) return [];
    if (!session.client.definitionLinks) {
      return found.targets.flatMap(({ uri, range }) => toLocation(session, uri, range) ?? []);
    }
    return found.targets.flatMap(({ uri, range, whole }) => {
      const positions = session.positionsOf(uri);
      if (!positions) return [];
      return [
        {
          targetUri: session.clientUri(uri),
          targetRange: toRange(positions, whole),
          targetSelectionRange: toRange(positions, range),
          ...(found.origin ? { originSelectionRange: toRange(at.positions, found.origin) } : {}),
        },
      ];
    });
  },
});
