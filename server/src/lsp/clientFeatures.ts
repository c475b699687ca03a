// What the client can do, as far as answers depend on it.
import type { ClientCapabilities } from 'vscode-languageserver';
import type { RulePages } from '../protocol/rules.ts';

/** The abilities of one client. */
export interface ClientFeatures {
  readonly definitionLinks: boolean;
  readonly snippets: boolean;
  readonly symbolTree: boolean;
  readonly documentChanges: boolean;
  /** Whether the edit of a code action may be asked for later. */
  readonly resolvesEdits: boolean;
  /** How it opens the page of a code; nothing if it cannot. */
  readonly rulePages: RulePages;
}

/** Reads the client's own description. */
export const clientFeatures = (
  { textDocument, workspace }: ClientCapabilities,
  initializationOptions?: unknown,
): ClientFeatures => ({
  definitionLinks: textDocument?.definition?.linkSupport === true,
  snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
  symbolTree: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
  resolvesEdits: textDocument?.codeAction?.resolveSupport?.properties.includes('edit') === true,
  documentChanges: workspace?.workspaceEdit?.documentChanges === true,
  rulePages: readRulePages(initializationOptions),
});

function readRulePages(options: unknown): RulePages {
  const pages = (options as { readonly rulePages?: RulePages | null } | null | undefined)?.rulePages;
  const { href, command }: { readonly href?: unknown; readonly command?: unknown } = pages ?? {};
  return {
    ...(typeof href === 'string' && href.includes('{code}') ? { href } : {}),
    ...(typeof command === 'string' && command !== '' ? { command } : {}),
  };
}
