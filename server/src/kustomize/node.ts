// The trees that a build works on. As kustomize's own they keep how a scalar is spelt, because a build copies text from
// field to field and only the end decides what is a number; and they say where each value was written, so that what is
// wrong with a built object can be shown there. Mutable: a build changes copies of what it has read.
import type { TextRange } from '../base/textRange.ts';
import { textRange } from '../base/textRange.ts';
import type { FieldPath } from '../api/fieldPath.ts';
import { stepOf } from '../api/fieldPath.ts';
import { Refusal } from './refusal.ts';
import { readPlain, type Tag } from './scalar.ts';

/** Where something is written: a file, the value, and its key where it has one. */
export interface Place {
  readonly file: string;
  readonly range: TextRange;
  readonly key?: TextRange;
}

/** A value. `fields` belongs to mappings, `items` to lists, the rest to scalars. */
export interface YamlNode {
  kind: 'scalar' | 'map' | 'seq';
  text: string;
  tag: Tag;
  /** Quotes or a block scalar: what is read again stays a text. */
  quoted: boolean;
  fields: Map<string, YamlNode>;
  items: YamlNode[];
  place: Place | undefined;
}

const NO_FIELDS: Map<string, YamlNode> = new Map();
const NO_ITEMS: YamlNode[] = [];

/** A scalar. */
export const scalar = (text: string, tag: Tag, place?: Place, quoted = false): YamlNode => ({
  kind: 'scalar',
  text,
  tag,
  quoted,
  fields: NO_FIELDS,
  items: NO_ITEMS,
  place,
});

/** A text. */
export const textNode = (text: string, place?: Place): YamlNode => scalar(text, 'str', place);

/** A mapping. */
export const mapping = (fields: Map<string, YamlNode> = new Map<string, YamlNode>(), place?: Place): YamlNode => ({
  kind: 'map',
  text: '',
  tag: '',
  quoted: false,
  fields,
  items: NO_ITEMS,
  place,
});

/** A list. */
export const sequence = (items: YamlNode[] = [], place?: Place): YamlNode => ({
  kind: 'seq',
  text: '',
  tag: '',
  quoted: false,
  fields: NO_FIELDS,
  items,
  place,
});

/** A deep copy; places are shared. */
export function copyNode(node: YamlNode): YamlNode {
  if (node.kind === 'scalar') return { ...node };
  if (node.kind === 'seq') return sequence(node.items.map(copyNode), node.place);
  const fields = new Map<string, YamlNode>();
  for (const [key, value] of node.fields) fields.set(key, copyNode(value));
  return mapping(fields, node.place);
}

/** Puts a value where another one stands; the key that was written there stays known. */
export function assign(target: YamlNode, value: YamlNode, place: Place | undefined): void {
  const { kind, text, tag, quoted, fields, items } = value;
  Object.assign(target, { kind, text, tag, quoted, fields, items, place: place ?? value.place });
}

/** The node, unless it is an explicit null. */
export const present = (node: YamlNode | undefined): YamlNode | undefined =>
  node?.kind === 'scalar' && node.tag === 'null' ? undefined : node;

/** Whether there is nothing: no node, or an explicit null. */
export const isMissing = (node: YamlNode | undefined): boolean => present(node) === undefined;

/** Whether a node is missing, or has nothing in it. */
export function isEmpty(node: YamlNode | undefined): boolean {
  const found = present(node);
  if (found === undefined || found.kind === 'scalar') return found === undefined;
  return found.kind === 'map' ? found.fields.size === 0 : found.items.length === 0;
}

/** A field of a mapping; undefined for everything else. */
export const fieldOf = (node: YamlNode | undefined, name: string): YamlNode | undefined =>
  node?.kind === 'map' ? node.fields.get(name) : undefined;

/** The text of a scalar; "" where there is none. */
export const textOf = (node: YamlNode | undefined): string => present(node)?.text ?? '';

/** The JSON value of a scalar. A kind that was forced upon a text that is none ends the build, as kustomize's does. */
function scalarValue(node: YamlNode): unknown {
  const { text, tag, quoted } = node;
  if (tag === 'str' || (tag === '' && quoted)) return text;
  if (tag === 'null') return null;
  const read = readPlain(text);
  if (tag === '' || tag === read.tag || (tag === 'float' && read.tag === 'int')) return read.value;
  throw new Refusal(`yaml: cannot decode !!${read.tag} \`${text}\` as a !!${tag}`, node.place);
}

/** The JSON value of a tree. Keys such as `__proto__` are ordinary. */
export function valueOf(node: YamlNode): unknown {
  if (node.kind === 'scalar') return scalarValue(node);
  if (node.kind === 'seq') return node.items.map(valueOf);
  const out: Record<string, unknown> = {};
  for (const [key, item] of node.fields) {
    const value = valueOf(item);
    if (key === '__proto__') {
      Object.defineProperty(out, key, { value, enumerable: true, writable: true, configurable: true });
    } else out[key] = value;
  }
  return out;
}

/** The tree of a JSON value. */
export function nodeOf(value: unknown, place: Place | undefined): YamlNode {
  if (Array.isArray(value)) {
    return sequence(
      value.map((item) => nodeOf(item, place)),
      place,
    );
  }
  if (typeof value === 'object' && value !== null) {
    const fields = new Map<string, YamlNode>();
    for (const [key, item] of Object.entries(value)) fields.set(key, nodeOf(item, place));
    return mapping(fields, place);
  }
  if (value === null || value === undefined) return scalar('null', 'null', place);
  if (typeof value === 'string') return textNode(value, place);
  if (typeof value === 'boolean') return scalar(String(value), 'bool', place);
  const text = typeof value === 'number' || typeof value === 'bigint' ? String(value) : '';
  return scalar(text, /^-?\d+$/.test(text) ? 'int' : 'float', place);
}

/** The deepest node on a path, and whether that is the path's end. */
export function nearest(root: YamlNode, path: FieldPath): { readonly node: YamlNode; readonly whole: boolean } {
  let node = root;
  for (const element of path) {
    const step = stepOf(element);
    const next = node.kind === 'map' ? node.fields.get(String(step)) : node.items[Number(step)];
    if (next === undefined) return { node, whole: false };
    node = next;
  }
  return { node, whole: true };
}

/** A place without its key, from offsets. */
export const placeAt = (file: string, start: number, end: number): Place => ({ file, range: textRange(start, end) });
