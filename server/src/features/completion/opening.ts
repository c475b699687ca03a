// Behind `key:` of a field that holds other fields: what is chosen opens the collection, in the style of the place.
import type { TypeRef } from '../../schema/facts.ts';
import type { CaretContext } from '../caretContext.ts';
import { escapeSnippet, type CompletionItem } from './item.ts';

/** Where the content of a collection would be written, and what its text is wrapped in. */
export interface Opening {
  readonly context: CaretContext;
  readonly wrap: (item: CompletionItem) => CompletionItem;
}

const isCollection = (type: TypeRef): boolean => type.kind === 'struct' || type.kind === 'map' || type.kind === 'list';

/** Whether the lines below the caret's belong to its field: then the collection is open already. */
function hasContentBelow(text: string, { end, column }: CaretContext, list: boolean): boolean {
  const newline = text.indexOf('\n', end);
  const next = newline < 0 ? undefined : /^([ \t]*)([^\s#].*)$/m.exec(text.slice(newline + 1));
  const indent = next?.[1]?.length ?? 0;
  if (!next) return false;
  return indent > column || (list && indent === column && /^-(\s|$)/.test(next[2] ?? ''));
}

/** The opening at a caret that stands where a collection is expected; undefined where there is none to open. */
export function openingAt(text: string, context: CaretContext, type: TypeRef): Opening | undefined {
  if (context.mode !== 'value' || !isCollection(type) || /^["'&*!|>]/.test(context.word)) return undefined;
  return context.style === 'block' ? inBlock(text, context, type) : inFlow(context, type);
}

function inBlock(text: string, context: CaretContext, type: TypeRef): Opening | undefined {
  const lineEnd = text.indexOf('\n', context.end);
  const rest = text.slice(context.end, lineEnd < 0 ? text.length : lineEnd);
  if (/^\s*[^\s#]/.test(rest) || hasContentBelow(text, context, type.kind === 'list')) return undefined;
  let { start } = context;
  while (/[ \t]/.test(text.charAt(start - 1))) start--;
  const column = context.column + 2;
  return {
    context: { ...context, mode: 'key', column, start, before: '', siblings: new Set(), inItem: false },
    wrap: (item) => ({ ...item, insert: `\n${' '.repeat(column)}${item.insert}` }),
  };
}

function inFlow(context: CaretContext, type: TypeRef): Opening {
  const inner = { ...context, mode: 'key' as const, siblings: new Set<string>(), after: '' };
  const [open, close] = type.kind === 'list' ? (isCollection(type.items) ? ['[{', '}]'] : ['[', ']']) : ['{', '}'];
  const wrap = (item: CompletionItem): CompletionItem => {
    const text = item.snippet === true ? item.insert : `${escapeSnippet(item.insert)}$0`;
    // In a snippet a closing brace ends a placeholder only; on its own it is text.
    return { ...item, insert: `${open}${text}${close}${context.after}`, snippet: true };
  };
  return { context: { ...inner, inItem: type.kind === 'list', path: itemPath(context.path, type) }, wrap };
}

const itemPath = (path: CaretContext['path'], type: TypeRef): CaretContext['path'] =>
  type.kind === 'list' ? [...path, 0] : path;

/** `{}` or `[]`: the collection without content. */
export const emptyCollection = (context: CaretContext, type: TypeRef): CompletionItem => {
  const text = type.kind === 'list' ? '[]' : '{}';
  return {
    label: text,
    kind: 'value',
    detail: 'nothing in it',
    insert: context.before + text + context.after,
    range: { start: context.start, end: context.end },
  };
};
