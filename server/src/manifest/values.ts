// Tree → JSON value, as kubectl's YAML reader converts it: aliases and merge keys resolved, the last of duplicate keys
// wins. Finds duplicate keys, values that contain themselves and alias bombs on the way. Never throws.
// Source: sigs.k8s.io/yaml v1.6.0 (goyaml.v2/decode.go).
import { textRange } from '../base/textRange.ts';
import type { PathElement } from '../api/fieldPath.ts';
import type { SyntaxProblem } from './manifest.ts';
import { dereference, type Entry, type MapNode, type TreeNode } from './nodes.ts';

interface Reading {
  readonly problems: SyntaxProblem[];
  readonly busy: Set<TreeNode>;
  readonly path: PathElement[];
  steps: number;
  aliasSteps: number;
  aliasDepth: number;
  /** The alias that stands in the text itself, of those that are being read. */
  outermost: TreeNode | undefined;
  stopped: boolean;
}

/** Of all values read, the share that aliases may bring: 99 % in small documents, 10 % in large ones. */
function allowedAliasShare(steps: number): number {
  if (steps <= 400_000) return 0.99;
  if (steps >= 4_000_000) return 0.1;
  return 0.99 - 0.89 * ((steps - 400_000) / 3_600_000);
}

function step(node: TreeNode, reading: Reading): boolean {
  if (reading.stopped) return false;
  reading.steps++;
  if (reading.aliasDepth > 0) reading.aliasSteps++;
  if (
    reading.aliasSteps > 100 &&
    reading.steps > 1000 &&
    reading.aliasSteps / reading.steps > allowedAliasShare(reading.steps)
  ) {
    reading.stopped = true;
    reading.problems.push({
      code: 'alias-bomb',
      range: textRange((reading.outermost ?? node).start, (reading.outermost ?? node).end),
      message:
        'Aliases in aliases multiply to too many values; write them out. kubectl refuses this: document contains excessive aliasing',
      path: [],
    });
  }
  return !reading.stopped;
}

/** The JSON value of a tree, and what is wrong with it. Field names such as `__proto__` are ordinary own properties. */
export function valueOf(root: TreeNode): { readonly value: unknown; readonly problems: SyntaxProblem[] } {
  const reading: Reading = {
    problems: [],
    busy: new Set(),
    path: [],
    steps: 1,
    aliasSteps: 0,
    aliasDepth: 0,
    outermost: undefined,
    stopped: false,
  };
  const value = convert(root, reading);
  return { value, problems: reading.problems };
}

function containsItself(node: TreeNode & { readonly kind: 'alias' }, reading: Reading): null {
  reading.problems.push({
    code: 'yaml-syntax',
    range: textRange(node.start, node.end),
    message: `anchor '${node.name}' value contains itself`,
    path: [...reading.path],
  });
  return null;
}

function convert(node: TreeNode, reading: Reading): unknown {
  if (!step(node, reading)) return null;
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'alias': {
      if (node.target === undefined) return null;
      if (reading.busy.has(node.target)) return containsItself(node, reading);
      if (reading.aliasDepth++ === 0) reading.outermost = node;
      const value = convert(node.target, reading);
      reading.aliasDepth--;
      return value;
    }
    case 'seq': {
      reading.busy.add(node);
      const out = node.items.map((item, index) => {
        reading.path.push(index);
        const value = convert(item, reading);
        reading.path.pop();
        return value;
      });
      reading.busy.delete(node);
      return out;
    }
    case 'map': {
      reading.busy.add(node);
      const out: Record<string, unknown> = {};
      readInto(node, out, reading, reading.aliasDepth === 0);
      reading.busy.delete(node);
      return out;
    }
  }
}

/** Sets an own property whatever its name is. */
function define(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  } else target[key] = value;
}

function readInto(map: MapNode, out: Record<string, unknown>, reading: Reading, report: boolean): void {
  const seen = new Map<string, Entry>();
  for (const entry of map.entries) {
    if (reading.stopped) return;
    if (entry.merge) {
      mergeInto(entry.value, out, reading);
      continue;
    }
    const first = seen.get(entry.key);
    if (first === undefined) seen.set(entry.key, entry);
    else if (report) reading.problems.push(duplicate(entry, first, reading));
    reading.path.push(entry.key);
    define(out, entry.key, convert(entry.value, reading));
    reading.path.pop();
  }
}

/** A second value for a key: the server refuses the text, kubectl alone would silently take the last. */
const duplicate = (entry: Entry, first: Entry, reading: Reading): SyntaxProblem => ({
  code: 'duplicate-key',
  range: textRange(entry.keyStart, entry.keyEnd),
  message: `key ${JSON.stringify(entry.key)} already set in map`,
  path: [...reading.path, entry.key],
  related: { range: textRange(first.keyStart, first.keyEnd), message: 'first given here' },
});

/** `<<` writes at its own place: what stands before it in the map is overwritten, what follows overwrites. */
function mergeInto(value: TreeNode, out: Record<string, unknown>, reading: Reading): void {
  const target = dereference(value);
  const sources = target?.kind === 'seq' ? [...target.items].reverse() : target === undefined ? [] : [target];
  for (const source of sources) {
    const map = dereference(source);
    if (map?.kind !== 'map' || reading.stopped) continue;
    if (reading.busy.has(map)) {
      if (value.kind === 'alias') containsItself(value, reading);
      continue;
    }
    reading.busy.add(map);
    if (value.kind === 'alias' && reading.aliasDepth++ === 0) reading.outermost = value;
    readInto(map, out, reading, false);
    if (value.kind === 'alias') reading.aliasDepth--;
    reading.busy.delete(map);
  }
}
