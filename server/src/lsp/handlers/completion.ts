// textDocument/completion
import {
  CompletionItemKind,
  InsertTextFormat,
  MarkupKind,
  type CompletionItem as ProtocolItem,
  type CompletionList,
  type CompletionParams,
} from 'vscode-languageserver';
import { completionsAt } from '../../features/completion/completion.ts';
import type { CompletionItem, ItemKind } from '../../features/completion/item.ts';
import { describeField } from '../../features/fieldDocs.ts';
import { defineHandler } from '../handler.ts';
import { locate } from '../locate.ts';
import type { Session } from '../session.ts';
import { toRange, type Positions } from '../toProtocol.ts';

const KIND: Readonly<Record<ItemKind, CompletionItemKind>> = {
  field: CompletionItemKind.Field,
  value: CompletionItemKind.EnumMember,
  object: CompletionItemKind.Reference,
  key: CompletionItemKind.Property,
  snippet: CompletionItemKind.Snippet,
  kind: CompletionItemKind.Class,
  label: CompletionItemKind.Constant,
  image: CompletionItemKind.Module,
};

/** A snippet for clients that know none: placeholders give way to what they stand for. */
const plain = (text: string): string =>
  text
    .replaceAll(/\$\{\d+:([^}]*)\}/g, '$1')
    .replaceAll(/\$\d+/g, '')
    .replaceAll(/\\([\\$}])/g, '$1');

function toItem(session: Session, positions: Positions, item: CompletionItem, index: number): ProtocolItem {
  const snippet = item.snippet === true && session.client.snippets;
  return {
    label: item.label,
    kind: KIND[item.kind],
    detail: item.detail,
    // The editor sorts by this text: the order is the schema's, not the alphabet's.
    sortText: String(index).padStart(5, '0'),
    filterText: item.filter ?? item.label,
    ...(item.documentation === undefined
      ? {}
      : { documentation: { kind: MarkupKind.Markdown, value: item.documentation } }),
    textEdit: {
      range: toRange(positions, item.range),
      newText: item.snippet === true && !snippet ? plain(item.insert) : item.insert,
    },
    ...(snippet ? { insertTextFormat: InsertTextFormat.Snippet } : {}),
    ...(item.again === true ? { command: { title: '', command: 'editor.action.triggerSuggest' } } : {}),
  };
}

export const handler = defineHandler<CompletionParams, CompletionList>({
  method: 'textDocument/completion',
  capabilities: { completionProvider: { triggerCharacters: [' ', ':', '"', '-', '/', '.', '{', '['] } },
  empty: { isIncomplete: false, items: [] },
  handle(params, { session }) {
    const at = locate(session, params);
    if (!at) return { isIncomplete: false, items: [] };
    const items = completionsAt(session.analysis.workspace, at.uri, at.offset, {
      describe: (gvk, path) => describeField(session.docs, gvk, path),
      version: session.analysis.checker.settingsOf(at.uri).version,
    });
    return { isIncomplete: false, items: items.map((item, index) => toItem(session, at.positions, item, index)) };
  },
});
