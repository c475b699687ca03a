// textDocument/codeLens. The commands are the client's; a client without them shows the titles alone.
import type { CodeLens, CodeLensParams, Command } from 'vscode-languageserver';
import { lensesOf, type Lens } from '../../features/codeLens.ts';
import { defineHandler } from '../handler.ts';
import { locateFile } from '../locate.ts';
import type { Session } from '../session.ts';
import { toLocation, toRange, type Positions } from '../toProtocol.ts';

function toCommand(session: Session, uri: string, positions: Positions, { title, action }: Lens): Command {
  switch (action.do) {
    case 'apply':
      return { title, command: 'drydock.dryRunApply', arguments: [session.clientUri(action.uri)] };
    case 'showBuild':
      return { title, command: 'drydock.showKustomizeBuild', arguments: [session.clientUri(action.uri)] };
    case 'scale':
      return { title, command: 'drydock.dryRunScale', arguments: [action.object] };
    case 'rollBack':
      return { title, command: 'drydock.dryRunRollBack', arguments: [action.object] };
    case 'showUses': {
      const locations = action.places.flatMap((place) => toLocation(session, place.uri, place.range) ?? []);
      const position = positions.positionAt(action.at.start);
      return { title, command: 'drydock.showReferences', arguments: [session.clientUri(uri), position, locations] };
    }
    case 'nothing':
      return { title, command: '' };
  }
}

export const handler = defineHandler<CodeLensParams, CodeLens[]>({
  method: 'textDocument/codeLens',
  capabilities: { codeLensProvider: { resolveProvider: false } },
  empty: [],
  handle(params, { session }) {
    const at = locateFile(session, params.textDocument.uri);
    if (!at || !session.settingsFor(at.uri).codeLens) return [];
    return lensesOf(session.analysis.workspace, at.uri).map((lens) => ({
      range: toRange(at.positions, lens.range),
      command: toCommand(session, at.uri, at.positions, lens),
    }));
  },
});
