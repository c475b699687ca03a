// What the client can do, as far as answers depend on it.
import type { ClientCapabilities } from 'vscode-languageserver';

/** The abilities of one client. */
export interface ClientFeatures {
  readonly definitionLinks: boolean;
  readonly snippets: boolean;
  readonly symbolTree: boolean;
  readonly documentChanges: boolean;
  /** Whether the edit of a code action may be asked for later. */
  readonly resolvesEdits: boolean;
}

/** Reads the client's own description. */
export const clientFeatures = ({ textDocument, workspace }: ClientCapabilities): ClientFeatures => ({
  definitionLinks: textDocument?.definition?.linkSupport === true,
  snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
  symbolTree: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
  resolvesEdits: textDocument?.codeAction?.resolveSupport?.properties.includes('edit') === true,
  documentChanges: workspace?.workspaceEdit?.documentChanges === true,
});
