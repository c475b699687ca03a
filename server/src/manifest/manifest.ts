// What parsing gives: one Manifest per `---` section, one Resource per object in it. Tolerant: a section that does not
// parse has problems and as much of a value as could be read.
import type { TextEdit, TextRange } from '../base/textRange.ts';
import type { FieldPath } from '../api/fieldPath.ts';
import type { GroupVersionKind } from '../api/gvk.ts';
import type { Source } from './source.ts';

/** Something wrong with the text itself. Offsets are absolute in the source. */
export interface SyntaxProblem {
  readonly code: 'yaml-syntax' | 'duplicate-key' | 'too-deep' | 'too-large' | 'alias-bomb';
  readonly range: TextRange;
  readonly message: string;
  /** The path of the field, where there is one. */
  readonly path: FieldPath;
  /** The one edit that repairs it, where there is one. */
  readonly repair?: TextEdit;
  /** In spite of its repair the rest could not be read as it would be after it. */
  readonly unreadable?: boolean;
  /** The first of two keys, and so on. */
  readonly related?: { readonly range: TextRange; readonly message: string };
}

/** Which part of a field a range means. */
export type Part = 'key' | 'value' | 'entry';

/** One object as it is written. */
export interface Resource {
  /** `apiVersion` and `kind` as written; "" where missing. */
  readonly apiVersion: string;
  readonly kind: string;
  readonly gvk: GroupVersionKind;
  /** `metadata.name` as written; undefined if there is none. */
  readonly name: string | undefined;
  /** `metadata.namespace` as written; undefined if there is none. */
  readonly namespace: string | undefined;
  readonly manifest: Manifest;
  /** The object as JSON values (integers beyond 2^53 as bigint), read as kubectl reads YAML. */
  readonly value: unknown;
  /** Where the object stands in its section: [] or ['items', 2]. */
  readonly at: FieldPath;
  /**
   * The absolute range of a part of the field at `path` (relative to the object), or undefined if the field is not
   * written. `key` is the key's token (of a list item: its first key, or the item); `value` the value's node; `entry`
   * key and value with what belongs to them.
   */
  rangeOf(path: FieldPath, part: Part): TextRange | undefined;
  /** The range of the nearest written ancestor-or-self of `path`: where to show a problem of a missing field. */
  nearestRange(path: FieldPath): TextRange;
  /** The path at an absolute offset, and whether the offset is on a key or a value. */
  pathAt(offset: number): { readonly path: FieldPath; readonly part: Part } | undefined;
  /**
   * The text of a scalar as written in the file, and its style, where the field is a scalar: `"1.20"`, plain `yes`.
   */
  scalarAt(
    path: FieldPath,
  ): { readonly source: string; readonly quoted: boolean; readonly range: TextRange } | undefined;
}

/** One `---` section. */
export interface Manifest {
  readonly source: Source;
  /** The same object as before as long as the section's text is the same, wherever it moved: a key for caches. */
  readonly identity: object;
  /** Position among the sections of the file, from 0. */
  readonly ordinal: number;
  /** The section's range in the source, without the `---` line. */
  readonly range: TextRange;
  /** Whether it is ours at all: it has `apiVersion` or `kind` (also glued, `kind:Pod`) and is no template. */
  readonly isKubernetes: boolean;
  readonly value: unknown;
  /** Empty unless `isKubernetes`. */
  readonly problems: readonly SyntaxProblem[];
  /** The object, or the items of a `List`. Empty unless `isKubernetes`. */
  readonly resources: readonly Resource[];
}

/** A parsed file. */
export interface ParsedSource {
  readonly source: Source;
  readonly manifests: readonly Manifest[];
}
