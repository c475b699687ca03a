// One file as the editor or the disk has it.

/** The languages that can hold manifests. */
export type LanguageId = 'yaml' | 'json';

/** An immutable text with the version that the editor gave it; files that are not open have version null. */
export interface Source {
  readonly uri: string;
  readonly languageId: LanguageId;
  readonly version: number | null;
  readonly text: string;
}
