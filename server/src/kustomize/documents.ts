// The objects of a file, as kustomize reads them: sections, Lists, aliases written out.
// Source: sigs.k8s.io/kustomize/kyaml v0.21.1 (kio/byteio_reader.go, yaml/rnode.go), api v0.21.1 (resource/factory.go).
import { textRange, type TextRange } from '../base/textRange.ts';
import type { TreeNode, MapNode, Entry } from '../manifest/nodes.ts';
import { dereference } from '../manifest/nodes.ts';
import { readTrees, type SectionTree } from '../manifest/trees.ts';
import { copyNode, fieldOf, isEmpty, mapping, scalar, sequence, textOf, type Place, type YamlNode } from './node.ts';
import { Refusal } from './refusal.ts';
import { readPlain } from './scalar.ts';

/** One object: its tree, and which section (and item of it) it is. */
export interface Document {
  readonly root: YamlNode;
  readonly section: number;
  /** The position in a List. */
  readonly item?: number;
}

/** More nodes than any section has, aliases written out. */
const MAX_NODES = 500_000;

interface Reading {
  readonly file: string;
  readonly section: SectionTree;
  readonly busy: Set<TreeNode>;
  nodes: number;
}

function placeOf(reading: Reading, node: TreeNode, key?: Entry): Place {
  const at = ({ start, end }: TextRange): TextRange =>
    textRange(start + reading.section.offset, end + reading.section.offset);
  const place = { file: reading.file, range: at(node) };
  return key === undefined ? place : { ...place, key: at({ start: key.keyStart, end: key.keyEnd }) };
}

function convert(node: TreeNode, reading: Reading, key: Entry | undefined, depth: number): YamlNode {
  const place = placeOf(reading, node, key);
  if (++reading.nodes > MAX_NODES) throw new Refusal('yaml: document contains excessive aliasing', place);
  if (node.kind === 'scalar') {
    if (node.quoted) return scalar(String(node.value), 'str', place, true);
    if (typeof node.value === 'string') {
      const { tag } = readPlain(node.value);
      return scalar(node.value, tag === 'timestamp' ? tag : 'str', place);
    }
    const text = reading.section.text.slice(node.start, node.end);
    return scalar(text, readPlain(text).tag, place);
  }
  if (node.kind === 'alias') {
    const target = dereference(node);
    if (target === undefined) throw new Refusal(`yaml: unknown anchor '${node.name}' referenced`, place);
    if (reading.busy.has(target)) throw new Refusal(`yaml: anchor '${node.name}' value contains itself`, place);
    return convert(target, reading, key, depth);
  }
  reading.busy.add(node);
  const made =
    node.kind === 'seq'
      ? sequence(
          node.items.map((item) => convert(item, reading, undefined, depth + 1)),
          place,
        )
      : mapping(fieldsOf(node, reading, depth), place);
  reading.busy.delete(node);
  return made;
}

/** A key as it is spelt: kubectl's reader would make a boolean of `yes`. Numbers as keys have no JSON form. */
function keyOf(entry: Entry, reading: Reading, depth: number): string {
  const raw = reading.section.text.slice(entry.keyStart, entry.keyEnd);
  if (/^['"*&!|>?]/.test(raw) || raw.includes('\n')) return entry.key;
  if (depth > 0 && readPlain(raw).tag !== 'str') {
    throw new Refusal('json: unsupported type: map[interface {}]interface {}', placeOf(reading, entry.value, entry));
  }
  return raw;
}

function fieldsOf(map: MapNode, reading: Reading, depth: number): Map<string, YamlNode> {
  const merged = new Map<string, YamlNode>();
  const own = new Map<string, YamlNode>();
  for (const entry of map.entries) {
    if (entry.merge) {
      for (const [key, value] of mergedFields(entry.value, reading, depth)) merged.set(key, value);
      continue;
    }
    const key = keyOf(entry, reading, depth);
    if (own.has(key)) {
      const place = placeOf(reading, entry.value, entry);
      throw new Refusal(`yaml: unmarshal errors: mapping key ${JSON.stringify(key)} already defined`, place);
    }
    own.set(key, convert(entry.value, reading, entry, depth + 1));
  }
  if (merged.size === 0) return own;
  const out = new Map([...own].map(([key, value]): [string, YamlNode] => [key, value]));
  for (const [key, value] of merged) if (!out.has(key)) out.set(key, value);
  return out;
}

/** What `<<` brings; of several mappings the first wins. */
function mergedFields(value: TreeNode, reading: Reading, depth: number): Map<string, YamlNode> {
  const target = dereference(value);
  const sources = target?.kind === 'seq' ? [...target.items].reverse() : target === undefined ? [] : [target];
  const out = new Map<string, YamlNode>();
  for (const source of sources) {
    const map = dereference(source);
    if (map?.kind !== 'map' || reading.busy.has(map)) {
      throw new Refusal('invalid map merge: received alias for a non-map value', placeOf(reading, value));
    }
    reading.busy.add(map);
    for (const [key, item] of fieldsOf(map, reading, depth)) out.set(key, copyNode(item));
    reading.busy.delete(map);
  }
  return out;
}

/** The roots of a file's sections; empty sections are left out. */
function rootsOf(file: string, text: string): Document[] {
  const out: Document[] = [];
  for (const [index, section] of readTrees(text).entries()) {
    const [problem] = section.problems.filter(({ code }) => code !== 'duplicate-key');
    const reading: Reading = { file, section, busy: new Set(), nodes: 0 };
    if (problem !== undefined) {
      const at = problem.message.startsWith('invalid document separator') ? 0 : section.offset;
      const range = textRange(problem.range.start + at, problem.range.end + at);
      throw new Refusal(`MalformedYAMLError: yaml: ${problem.message} in File: ${file}`, { file, range });
    }
    if (section.root === undefined) continue;
    out.push({ root: convert(section.root, reading, undefined, 0), section: index });
  }
  return out;
}

/** `ConfigMapList` and the like are taken apart, a List that is alone in its file first. */
function unwrapped(documents: readonly Document[]): Document[] {
  const [only] = documents;
  const kind = textOf(fieldOf(only?.root, 'kind'));
  if (documents.length === 1 && only !== undefined && (kind === 'List' || kind === 'ResourceList')) {
    const items = fieldOf(only.root, 'items');
    if (items !== undefined) return items.items.map((root, item) => ({ root, section: only.section, item }));
  }
  return [...documents];
}

/** Whether something may be an object at all. The words are kustomize's. */
function check({ root }: Document): void {
  if (root.kind !== 'map') throw new Refusal('missing Resource metadata', root.place);
  const kind = textOf(fieldOf(root, 'kind'));
  const shown = `{apiVersion: ${textOf(fieldOf(root, 'apiVersion'))}, kind: ${kind}}`;
  if (kind === '') throw new Refusal(`missing kind in object ${shown}`, root.place);
  if (kind.endsWith('List')) return;
  const name = fieldOf(fieldOf(root, 'metadata'), 'name');
  if (isEmpty(name) || textOf(name) === '') {
    throw new Refusal(`missing metadata.name in object ${shown}`, root.place);
  }
}

/** The objects of a text, in kustomize's order: what was in Lists comes last. Throws a Refusal. */
export function readDocuments(file: string, text: string): readonly Document[] {
  const queue = unwrapped(rootsOf(file, text)).filter(({ root }) => !isEmpty(root));
  queue.forEach(check);
  const out: Document[] = [];
  for (const document of queue) {
    const { root, section } = document;
    const items = fieldOf(root, 'items');
    const kind = textOf(fieldOf(root, 'kind'));
    if (!kind.endsWith('List') || items === undefined) {
      out.push(document);
      continue;
    }
    if (items.kind !== 'seq') {
      if (isEmpty(items)) continue;
      throw new Refusal(`expected array in ${kind}/items, but found ${items.kind}`, items.place);
    }
    const inner = items.items.map((item, at): Document => ({ root: item, section, item: at }));
    const kept = inner.filter((item) => !isEmpty(item.root));
    kept.forEach(check);
    // The list grows while it is walked: what was in a List is looked at behind everything else.
    queue.push(...kept);
  }
  return out;
}
