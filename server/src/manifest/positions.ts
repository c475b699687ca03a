// Where the fields of a section's tree stand: paths → ranges and offsets → paths. Offsets are relative to the section.
import { textRange, touches, type TextRange } from '../base/textRange.ts';
import { stepOf, type FieldPath, type PathElement } from '../api/fieldPath.ts';
import type { Part } from './manifest.ts';
import { dereference, entriesOf, type Entry, type MapNode, type SeqNode, type TreeNode } from './nodes.ts';

/** A field as it stands in the text: its entry in a mapping or its position in a list, and its value. */
interface Place {
  readonly node: TreeNode;
  readonly entry?: Entry;
  readonly list?: SeqNode;
  readonly index?: number;
}

function child(node: TreeNode, element: PathElement): Place | undefined {
  const step = stepOf(element);
  const target = dereference(node);
  if (target?.kind === 'map') {
    const entry = entriesOf(target).get(String(step));
    return entry === undefined ? undefined : { node: entry.value, entry };
  }
  if (target?.kind === 'seq') {
    const index = typeof step === 'number' ? step : /^\d+$/.test(step) ? Number(step) : -1;
    const item = target.items[index];
    return item === undefined ? undefined : { node: item, list: target, index };
  }
  return undefined;
}

/** The place of a path below `root`, and how many of its steps are written. */
function follow(root: TreeNode, path: FieldPath): { readonly place: Place; readonly depth: number } {
  let place: Place = { node: root };
  let depth = 0;
  for (const element of path) {
    const next = child(place.node, element);
    if (next === undefined) break;
    place = next;
    depth++;
  }
  return { place, depth };
}

/** The first key of a mapping, the first item's of a list, or the node itself: what stands for a value as a whole. */
function headOf(node: TreeNode): TextRange {
  if (node.kind === 'map') {
    const first = node.entries[0];
    if (first !== undefined) return textRange(first.keyStart, first.keyEnd);
  }
  return textRange(node.start, node.end);
}

/** The start of a list item's `-`, or of the item in a flow list. */
function dashOf(text: string, list: SeqNode, index: number): number {
  const item = list.items[index];
  if (item === undefined || list.flow) return item?.start ?? list.start;
  let at = index === 0 ? list.start : (list.items[index - 1]?.end ?? list.start);
  while (at < item.start) {
    const char = text.charAt(at);
    if (char === '-') return at;
    if (char === '#') {
      const newline = text.indexOf('\n', at);
      if (newline < 0 || newline > item.start) break;
      at = newline;
    }
    at++;
  }
  return item.start;
}

function partOf(text: string, place: Place, part: Part): TextRange {
  const { node, entry, list, index } = place;
  if (part === 'value') return textRange(node.start, node.end);
  if (part === 'key') return entry ? textRange(entry.keyStart, entry.keyEnd) : headOf(node);
  if (entry) return textRange(entry.keyStart, Math.max(entry.keyEnd, node.end));
  if (list !== undefined && index !== undefined) return textRange(dashOf(text, list, index), node.end);
  return textRange(node.start, node.end);
}

/** The range of a part of the field at `path`, or undefined where it is not written. */
export function rangeOfPath(text: string, root: TreeNode, path: FieldPath, part: Part): TextRange | undefined {
  const { place, depth } = follow(root, path);
  return depth < path.length ? undefined : partOf(text, place, part);
}

/**
 * Where to show a problem of a field: its value if it is written; if not, the key of the nearest written mapping that
 * lacks it (of a list item its first key). Undefined where that is the root itself.
 */
export function nearestRangeOfPath(root: TreeNode, path: FieldPath): TextRange | undefined {
  const { place, depth } = follow(root, path);
  if (depth === 0 && path.length > 0) return undefined;
  if (depth === path.length) {
    const { node, entry } = place;
    const isCollection = node.kind === 'map' || node.kind === 'seq';
    if (entry && (isCollection || node.start === node.end)) return textRange(entry.keyStart, entry.keyEnd);
    return isCollection ? headOf(node) : textRange(node.start, node.end);
  }
  const { entry } = place;
  return entry ? textRange(entry.keyStart, entry.keyEnd) : headOf(place.node);
}

/** The scalar at `path`. */
export function scalarAtPath(
  text: string,
  root: TreeNode,
  path: FieldPath,
): { readonly source: string; readonly quoted: boolean; readonly range: TextRange } | undefined {
  const { place, depth } = follow(root, path);
  const node = dereference(place.node);
  if (depth < path.length || node?.kind !== 'scalar') return undefined;
  return { source: text.slice(node.start, node.end), quoted: node.quoted, range: textRange(node.start, node.end) };
}

type Found = { readonly path: PathElement[]; readonly part: Part };

function pathInMap(map: MapNode, offset: number, path: PathElement[]): Found | undefined {
  for (const entry of map.entries) {
    if (offset >= entry.keyStart && offset <= entry.keyEnd) return { path: [...path, entry.key], part: 'key' };
    if (!touches(textRange(entry.value.start, entry.value.end), offset)) continue;
    const inside = pathIn(entry.value, offset, [...path, entry.key]);
    if (inside) return inside;
  }
  return undefined;
}

function pathIn(node: TreeNode, offset: number, path: PathElement[]): Found | undefined {
  if (!touches(textRange(node.start, node.end), offset)) return undefined;
  if (node.kind === 'map') {
    const found = pathInMap(node, offset, path);
    if (found) return found;
  } else if (node.kind === 'seq') {
    for (const [index, item] of node.items.entries()) {
      const found = pathIn(item, offset, [...path, index]);
      if (found) return found;
    }
  }
  return { path, part: 'value' };
}

/** The deepest field that touches the offset. On white space within a collection it is the collection. */
export const pathAtOffset = (root: TreeNode, offset: number): Found | undefined => pathIn(root, offset, []);
