// textDocument/completion
import {
  CompletionItemKind,
  CompletionItemTag,
  InsertTextFormat,
  InsertTextMode,
  MarkupKind,
  type CompletionItem as ProtocolItem,
  type CompletionList,
  type CompletionParams,
} from 'vscode-languageserver';
import type { GroupVersionKind } from '../../api/gvk.ts';
import { completionsAt } from '../../features/completion/completion.ts';
import type { CompletionItem, Documented, ItemKind } from '../../features/completion/item.ts';
import { describeField } from '../../features/fieldDocs.ts';
import { defineHandler } from '../handler.ts';
import { locate } from '../locate.ts';
import type { Session } from '../session.ts';
import { toRange, type Positions } from '../toProtocol.ts';

/** What a later `completionItem/resolve` needs to find the documentation; a definition itself does not travel. */
export interface CompletionData {
  readonly gvk: GroupVersionKind;
  readonly path: Documented['path'];
}

const dataOf = ({ gvk: { group, version, kind }, path }: Documented): CompletionData => ({
  gvk: { group, version, kind },
  path,
});

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

/** What is the same for all entries of a list. */
interface Place {
  readonly session: Session;
  readonly positions: Positions;
  readonly lineBreak: string;
}

function toItem({ session, positions, lineBreak }: Place, item: CompletionItem, index: number): ProtocolItem {
  const snippet = item.snippet === true && session.client.snippets;
  const text = item.snippet === true && !snippet ? plain(item.insert) : item.insert;
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
    ...(item.about === undefined ? {} : { data: dataOf(item.about) }),
    ...(item.deprecated === true ? { tags: [CompletionItemTag.Deprecated] } : {}),
    textEdit: { range: toRange(positions, item.range), newText: text.replaceAll('\n', lineBreak) },
    // The indentation is complete: an editor that adds that of the line would indent twice.
    insertTextMode: InsertTextMode.asIs,
    ...(snippet ? { insertTextFormat: InsertTextFormat.Snippet } : {}),
    ...(item.again === true ? { command: { title: '', command: 'editor.action.triggerSuggest' } } : {}),
  };
}

export const handler = defineHandler<CompletionParams, CompletionList>({
  method: 'textDocument/completion',
  capabilities: {
    completionProvider: { triggerCharacters: [' ', ':', '"', '-', '/', '.', '{', '['], resolveProvider: true },
  },
  empty: { isIncomplete: false, items: [] },
  handle(params, { session }) {
    const at = locate(session, params);
    if (!at) return { isIncomplete: false, items: [] };
    const items = completionsAt(session.analysis.workspace, at.uri, at.offset, {
      describe: (gvk, path) => describeField(session.docs, gvk, path),
      version: session.analysis.checker.settingsOf(at.uri).version,
    });
    const lineBreak = session.source(at.uri)?.text.includes('\r\n') === true ? '\r\n' : '\n';
    const place = { session, positions: at.positions, lineBreak };
    return { isIncomplete: false, items: items.map((item, index) => toItem(place, item, index)) };
  },
});
