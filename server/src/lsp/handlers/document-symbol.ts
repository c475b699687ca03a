// textDocument/documentSymbol
import {
  SymbolKind,
  type DocumentSymbol,
  type DocumentSymbolParams,
  type SymbolInformation,
} from 'vscode-languageserver';
import { outlineOf, type OutlineEntry, type OutlineKind } from '../../features/outline.ts';
import { defineHandler } from '../handler.ts';
import { locateFile } from '../locate.ts';
import { toRange, type Positions } from '../toProtocol.ts';

const KIND: Readonly<Record<OutlineKind, SymbolKind>> = {
  object: SymbolKind.Class,
  map: SymbolKind.Module,
  list: SymbolKind.Array,
  item: SymbolKind.Object,
  text: SymbolKind.String,
  number: SymbolKind.Number,
  boolean: SymbolKind.Boolean,
  null: SymbolKind.Null,
};

const toSymbol = (positions: Positions, entry: OutlineEntry): DocumentSymbol => ({
  name: entry.name,
  detail: entry.detail,
  kind: KIND[entry.kind],
  range: toRange(positions, entry.range),
  selectionRange: toRange(positions, entry.selection),
  children: entry.children.map((child) => toSymbol(positions, child)),
});

export const handler = defineHandler<DocumentSymbolParams, DocumentSymbol[] | SymbolInformation[]>({
  method: 'textDocument/documentSymbol',
  capabilities: { documentSymbolProvider: { label: 'Drydock' } },
  empty: [],
  handle(params, { session }) {
    const at = locateFile(session, params.textDocument.uri);
    if (!at) return [];
    const outline = outlineOf(session.analysis.workspace, at.uri);
    if (session.client.symbolTree) return outline.map((entry) => toSymbol(at.positions, entry));
    return outline.map((entry) => ({
      name: entry.name,
      kind: KIND[entry.kind],
      location: { uri: session.clientUri(at.uri), range: toRange(at.positions, entry.range) },
    }));
  },
});
