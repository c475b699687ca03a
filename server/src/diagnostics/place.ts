// Where a finding is shown: the smallest token that is wrong.
import { valueAt, type FieldPath } from '../api/fieldPath.ts';
import { textRange, type TextEdit, type TextRange } from '../base/textRange.ts';
import type { Part, Resource } from '../manifest/manifest.ts';
import { replaceValue } from '../workspace/edit.ts';

const isCollection = (value: unknown): boolean => typeof value === 'object' && value !== null;

/**
 * The path in the file for a path of the server, which leaves out `metadata` in front of a template's labels and names
 * decoded structs by their Go names.
 */
export function writtenPath(resource: Resource, path: FieldPath): FieldPath {
  if (valueAt(resource.value, path) !== undefined) return path;
  // `clusterIPs` is what the server makes of `clusterIP`.
  if (path[0] === 'spec' && path[1] === 'clusterIPs' && valueAt(resource.value, ['spec', 'clusterIP']) !== undefined) {
    return ['spec', 'clusterIP'];
  }
  const at = path.findIndex((step, index) => step === 'template' && isMetaField(path[index + 1]));
  return at < 0 ? path : [...path.slice(0, at + 1), 'metadata', ...path.slice(at + 1)];
}

const isMetaField = (step: unknown): boolean => step === 'labels' || step === 'annotations' || step === 'name';

/** The key of the mapping that lacks a field: the nearest written ancestor's key, `kind` for the object itself. */
function lackingRange(resource: Resource, path: FieldPath): TextRange {
  for (let length = path.length - 1; length > 0; length--) {
    const key = resource.rangeOf(path.slice(0, length), 'key');
    if (key !== undefined) return key;
  }
  return resource.rangeOf(['kind'], 'key') ?? resource.rangeOf(['apiVersion'], 'key') ?? resource.nearestRange([]);
}

/** The range of a part of a field. A field that is not written shows at the mapping that lacks it. */
export function placeOf(resource: Resource, path: FieldPath, part: Part): TextRange {
  if (path.length === 0) return lackingRange(resource, path);
  const range = resource.rangeOf(path, part);
  if (range === undefined) return lackingRange(resource, path);
  // A value of many lines (a mapping, a list) is not underlined as a whole: its key stands for it.
  if (part === 'value' && isCollection(valueAt(resource.value, path))) {
    return resource.rangeOf(path, 'key') ?? range;
  }
  if (part === 'value' && range.start === range.end) return resource.rangeOf(path, 'key') ?? range;
  return range;
}

/** The range of a word inside of a scalar; of the whole value if the word does not stand in it as it is. */
export function tokenRange(resource: Resource, path: FieldPath, token: string): TextRange {
  const scalar = token === '' ? undefined : resource.scalarAt(path);
  const at = scalar?.source.indexOf(token) ?? -1;
  if (scalar === undefined || at < 0) return placeOf(resource, path, 'value');
  return textRange(scalar.range.start + at, scalar.range.start + at + token.length);
}

/** Replaces a word inside of a scalar, or with an empty `token` the whole value. */
export function replaceToken(
  resource: Resource,
  path: FieldPath,
  token: string,
  newText: string,
): TextEdit | undefined {
  if (token === '') return replaceQuoted(resource, path, newText);
  const scalar = resource.scalarAt(path);
  return scalar?.source.includes(token) === true ? { range: tokenRange(resource, path, token), newText } : undefined;
}

/** Replaces a text and keeps its quotes. */
function replaceQuoted(resource: Resource, path: FieldPath, newText: string): TextEdit | undefined {
  const scalar = resource.scalarAt(path);
  if (scalar === undefined) return undefined;
  const quote = /^["']/.exec(scalar.source)?.[0];
  return quote === undefined
    ? replaceValue(resource, path, newText)
    : { range: scalar.range, newText: quote + newText + quote };
}
