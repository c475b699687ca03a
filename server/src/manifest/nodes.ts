// The tree of one section: what stands where. Independent of the parser that made it, and small, because every file of
// a workspace keeps its trees. Offsets are relative to the section's text.
import type { JsonScalar } from './scalars.ts';

/** A text, number, … `quoted` means that quotes or a block scalar make it a text whatever it looks like. */
export interface ScalarNode {
  readonly kind: 'scalar';
  readonly start: number;
  readonly end: number;
  readonly value: JsonScalar;
  readonly quoted: boolean;
  readonly block: boolean;
}

/** One `key: value`. `merge` marks `<<`. */
export interface Entry {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: TreeNode;
  readonly merge: boolean;
}

/** A mapping, with all its entries as written: duplicates and merge keys are still there. */
export interface MapNode {
  readonly kind: 'map';
  readonly start: number;
  readonly end: number;
  readonly flow: boolean;
  readonly entries: readonly Entry[];
}

/** A list. */
export interface SeqNode {
  readonly kind: 'seq';
  readonly start: number;
  readonly end: number;
  readonly flow: boolean;
  readonly items: readonly TreeNode[];
}

/** `*name`; `target` is undefined where no anchor of that name precedes it. */
export interface AliasNode {
  readonly kind: 'alias';
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly target: TreeNode | undefined;
}

/** Any node. */
export type TreeNode = ScalarNode | MapNode | SeqNode | AliasNode;

/** The node that an alias stands for; undefined for unknown anchors and endless loops. */
export function dereference(node: TreeNode | undefined): TreeNode | undefined {
  let steps = 0;
  let at = node;
  while (at?.kind === 'alias') {
    if (++steps > 100) return undefined;
    at = at.target;
  }
  return at;
}

const indexes = new WeakMap<MapNode, ReadonlyMap<string, Entry>>();

/** The maps that a `<<` entry brings in, the one that wins last. */
function mergedMaps(value: TreeNode): MapNode[] {
  const target = dereference(value);
  if (target?.kind === 'map') return [target];
  if (target?.kind !== 'seq') return [];
  return target.items
    .map((item) => dereference(item))
    .filter((item) => item?.kind === 'map')
    .reverse();
}

function collect(map: MapNode, into: Map<string, Entry>, depth: number): void {
  for (const entry of map.entries) {
    if (!entry.merge) into.set(entry.key, entry);
    else if (depth < 20) for (const merged of mergedMaps(entry.value)) collect(merged, into, depth + 1);
  }
}

/** The entries of a map by key, as reading gives them: the last of duplicates wins, merged ones at the place of `<<`. */
export function entriesOf(map: MapNode): ReadonlyMap<string, Entry> {
  const known = indexes.get(map);
  if (known) return known;
  const index = new Map<string, Entry>();
  collect(map, index, 0);
  indexes.set(map, index);
  return index;
}
