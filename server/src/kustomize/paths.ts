// The field paths of replacements and vars: `spec.ports.[name=web].port`, `spec.rules.*.host`, `data.a\.b`.
// Source: sigs.k8s.io/kustomize/kyaml v0.21.1 (yaml/fns.go PathGetter, yaml/match.go PathMatcher).
import { isMissing, mapping, present, scalar, sequence, type Place, type YamlNode } from './node.ts';
import { findElement } from './mergeLists.ts';
import { pattern } from './patterns.ts';
import { Incomplete, Refusal } from './refusal.ts';
import { kindName } from './walk.ts';

const isIndex = (part: string): boolean => /^\+?\d+$/.test(part);
const isItem = (part: string): boolean => part.startsWith('[') && part.endsWith(']');

/** `[name=web]` → `name` and `web`. */
function itemOf(part: string, place: Place | undefined): readonly [string, string] {
  const inner = part.slice(1, -1);
  const at = inner.indexOf('=');
  if (at < 0) {
    throw new Refusal('list path element must contain fieldName=fieldValue for element to match', place);
  }
  return [inner.slice(0, at), inner.slice(at + 1)];
}

function items(node: YamlNode): readonly YamlNode[] {
  if (node.kind === 'seq') return node.items;
  if (isMissing(node)) return [];
  throw new Refusal(`wrong node kind: expected SequenceNode but got ${kindName(node)}`, node.place);
}

/** The one value that a path leads to; undefined where a step leads nowhere. */
export function lookup(root: YamlNode, path: readonly string[]): YamlNode | undefined {
  let node: YamlNode | undefined = root;
  for (const part of path.map((each) => each.trim()).filter((each) => each !== '')) {
    if (node === undefined) return undefined;
    if (part === '*') throw new Refusal('wildcard is not supported in PathGetter', node.place);
    if (isIndex(part)) node = items(node)[Number(part)];
    else if (part === '-') node = items(node).at(-1);
    else if (isItem(part)) {
      const [key, value] = itemOf(part, node.place);
      items(node);
      node = findElement(node, [key], [value]);
    } else {
      const found = present(node);
      if (found === undefined) return undefined;
      if (found.kind !== 'map') {
        throw new Refusal(`wrong node kind: expected MappingNode but got ${kindName(found)}`, found.place);
      }
      node = found.fields.get(part);
    }
  }
  return node;
}

/** A scalar as YAML spells it: what patterns for items are matched with. */
const spelt = (node: YamlNode): string => (node.quoted ? `"${node.text}"` : node.text).trim();

/** Finds all values that a path means, and makes what is missing. */
export class PathMatcher {
  readonly #create: YamlNode['kind'] | undefined;
  readonly #place: Place;

  constructor(create: YamlNode['kind'] | undefined, place: Place) {
    this.#create = create;
    this.#place = place;
  }

  match(node: YamlNode, path: readonly string[]): YamlNode[] {
    const [part, ...rest] = path;
    if (part === undefined) return [node];
    if (isIndex(part)) return this.#index(node, Number(part), rest);
    if (isItem(part)) return this.#item(node, part, rest);
    if (part === '*') return items(node).flatMap((item) => this.match(item, rest));
    return this.#field(node, part, rest);
  }

  /** What a missing value on the way is made as. */
  #made(next: string | undefined): YamlNode {
    if (next !== undefined && (isItem(next) || isIndex(next))) return sequence([], this.#place);
    const kind = next === undefined ? this.#create : 'map';
    if (kind === 'map') return mapping(new Map(), this.#place);
    return kind === 'seq' ? sequence([], this.#place) : scalar('', '', this.#place);
  }

  #field(node: YamlNode, name: string, rest: readonly string[]): YamlNode[] {
    const found = present(node);
    if (found !== undefined && found.kind !== 'map') {
      throw new Refusal(`wrong node kind: expected MappingNode but got ${kindName(found)}`, this.#place);
    }
    let field = found?.fields.get(name);
    if (field === undefined) {
      if (this.#create === undefined || found === undefined) return [];
      field = this.#made(rest[0]);
      found.fields.set(name, field);
    }
    if (field.kind === 'scalar' && rest.length > 0 && !isMissing(field)) {
      throw new Incomplete('incomplete: replacements inside of texts are not supported', this.#place);
    }
    return this.match(field, rest);
  }

  #index(node: YamlNode, index: number, rest: readonly string[]): YamlNode[] {
    const list = items(node);
    if (list.length === index && this.#create !== undefined && node.kind === 'seq')
      node.items.push(this.#made(rest[0]));
    const item = items(node)[index];
    if (item === undefined) {
      throw new Refusal(`index ${index} specified but only ${list.length} elements found`, this.#place);
    }
    return this.match(item, rest);
  }

  #item(node: YamlNode, part: string, rest: readonly string[]): YamlNode[] {
    const [key, value] = itemOf(part, this.#place);
    const matches = pattern(value, this.#place);
    const found = (): YamlNode[] =>
      items(node).flatMap((item) => {
        if (key === '') return matches(spelt(item)) ? [item] : [];
        const field = item.kind === 'map' ? item.fields.get(key) : undefined;
        return field !== undefined && matches(spelt(field)) ? this.match(item, rest) : [];
      });
    const first = found();
    if (first.length > 0 || this.#create === undefined || node.kind !== 'seq') return first;
    const made = scalar(value, '', this.#place);
    node.items.push(key === '' ? made : mapping(new Map([[key, made]]), this.#place));
    return found();
  }
}
