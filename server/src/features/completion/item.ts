// What completion offers: one entry of the list.
import type { KnownKind } from '../../api/gvk.ts';
import type { TextRange } from '../../base/textRange.ts';

/** What an entry is, for its icon. */
export type ItemKind = 'field' | 'value' | 'object' | 'key' | 'snippet' | 'kind' | 'label' | 'image';

/** A field, or with the empty path a kind, whose documentation is looked up when the entry is looked at. */
export interface Documented {
  readonly gvk: KnownKind;
  readonly path: readonly (string | number)[];
}

/** One offer. The lists are in the order in which they are to be shown. */
export interface CompletionItem {
  readonly label: string;
  readonly kind: ItemKind;
  /** Behind the label: the type, the file it is from. */
  readonly detail: string;
  /** Markdown, where it costs nothing to have. */
  readonly documentation?: string;
  readonly about?: Documented;
  /** Upstream advises against it. */
  readonly deprecated?: boolean;
  /** The text to put in, in snippet syntax where `snippet` says so. Line breaks are `\n`, indentation is complete. */
  readonly insert: string;
  readonly snippet?: boolean;
  readonly range: TextRange;
  /** Whether the next list should open at once: behind `kind: ` a kind is to be chosen. */
  readonly again?: boolean;
  /** What the typed word is compared with, where it is not the label: with the quotes that stand there already. */
  readonly filter?: string;
}

/** Text for a snippet: `$`, `}` and `\` mean themselves. */
export const escapeSnippet = (text: string): string => text.replaceAll(/[\\$}]/g, '\\$&');
