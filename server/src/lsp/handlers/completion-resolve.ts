// completionItem/resolve: the documentation of the entry that is looked at.
import { MarkupKind, type CompletionItem } from 'vscode-languageserver';
import { fieldMarkdown, kindMarkdown } from '../../features/fieldDocs.ts';
import { defineHandler } from '../handler.ts';
import type { CompletionData } from './completion.ts';

export const handler = defineHandler<CompletionItem, CompletionItem | null>({
  method: 'completionItem/resolve',
  empty: null,
  handle(item, { session }) {
    const data = item.data as CompletionData | undefined;
    if (typeof data?.gvk !== 'object' || !Array.isArray(data.path)) return item;
    const gvk = session.analysis.workspace.kindOf(data.gvk);
    const text =
      data.path.length === 0 ? kindMarkdown(session.docs, gvk) : fieldMarkdown(session.docs, gvk, data.path, undefined);
    return text === undefined ? item : { ...item, documentation: { kind: MarkupKind.Markdown, value: text } };
  },
});
