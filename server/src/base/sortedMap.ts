// A map from texts to values, in the order of the texts, that forks in O(1). Pages are shared between forks until one
// of them writes; who writes copies the few pages on the way down. A B+ tree with owners instead of reference counts.
import { compareText } from './compare.ts';

/** Pages hold at most so many entries; half of it after a split. */
const WIDTH = 64;

interface Leaf<V> {
  owner: object;
  readonly leaf: true;
  readonly keys: string[];
  readonly values: V[];
}

/** `keys[i]` is the least key that may be found below `children[i]`; `keys[0]` is not looked at. */
interface Branch<V> {
  owner: object;
  readonly leaf: false;
  readonly keys: string[];
  readonly children: Page<V>[];
}

type Page<V> = Leaf<V> | Branch<V>;

/** The position of the first key that is not less than `key`. */
function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] as string) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The child below which `key` would stand. */
function childOf(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((keys[middle] as string) <= key) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** A sorted map with O(log n) reads and writes and O(1) `fork`. Not to be changed while it is iterated. */
export class SortedMap<V> {
  #owner: object = {};
  #root: Page<V>;
  #size = 0;

  constructor(entries: Iterable<readonly [string, V]> = []) {
    this.#root = { owner: this.#owner, leaf: true, keys: [], values: [] };
    for (const [key, value] of entries) this.set(key, value);
  }

  get size(): number {
    return this.#size;
  }

  /** An independent map with the same content. Neither sees what the other writes from now on. */
  fork(): SortedMap<V> {
    const copy = new SortedMap<V>();
    copy.#root = this.#root;
    copy.#size = this.#size;
    this.#owner = {};
    return copy;
  }

  get(key: string): V | undefined {
    let page = this.#root;
    while (!page.leaf) page = page.children[childOf(page.keys, key)] as Page<V>;
    const at = lowerBound(page.keys, key);
    return page.keys[at] === key ? page.values[at] : undefined;
  }

  has(key: string): boolean {
    let page = this.#root;
    while (!page.leaf) page = page.children[childOf(page.keys, key)] as Page<V>;
    return page.keys[lowerBound(page.keys, key)] === key;
  }

  set(key: string, value: V): void {
    const root = this.#own(this.#root);
    this.#root = root;
    const right = this.#insert(root, key, value);
    if (right) {
      this.#root = {
        owner: this.#owner,
        leaf: false,
        keys: [root.keys[0] as string, right.keys[0] as string],
        children: [root, right],
      };
    }
  }

  /** Whether the key was there. */
  delete(key: string): boolean {
    if (!this.has(key)) return false;
    const root = this.#own(this.#root);
    this.#root = root;
    this.#remove(root, key);
    while (!this.#root.leaf && this.#root.children.length === 1) this.#root = this.#root.children[0] as Page<V>;
    if (this.#root.keys.length === 0) this.#root = { owner: this.#owner, leaf: true, keys: [], values: [] };
    this.#size--;
    return true;
  }

  /** The entry with the least key. */
  first(): readonly [string, V] | undefined {
    let page = this.#root;
    while (!page.leaf) page = page.children[0] as Page<V>;
    const key = page.keys[0];
    return key === undefined ? undefined : [key, page.values[0] as V];
  }

  /** The values whose keys begin with `prefix`, in the order of the keys. */
  valuesFrom(prefix: string): V[] {
    const out: V[] = [];
    if (this.#size > 0) collect(this.#root, prefix, (_, value) => out.push(value));
    return out;
  }

  /** The entries whose keys begin with `prefix`, in the order of the keys. */
  entriesFrom(prefix: string): Array<readonly [string, V]> {
    const out: Array<readonly [string, V]> = [];
    if (this.#size > 0) collect(this.#root, prefix, (key, value) => out.push([key, value]));
    return out;
  }

  #own(page: Page<V>): Page<V> {
    if (page.owner === this.#owner) return page;
    return page.leaf
      ? { owner: this.#owner, leaf: true, keys: page.keys.slice(), values: page.values.slice() }
      : { owner: this.#owner, leaf: false, keys: page.keys.slice(), children: page.children.slice() };
  }

  /** Inserts below a page that is owned already; the new right half if it had to be split. */
  #insert(page: Page<V>, key: string, value: V): Page<V> | undefined {
    if (page.leaf) {
      const at = lowerBound(page.keys, key);
      if (page.keys[at] === key) {
        page.values[at] = value;
        return undefined;
      }
      page.keys.splice(at, 0, key);
      page.values.splice(at, 0, value);
      this.#size++;
      if (page.keys.length <= WIDTH) return undefined;
      // Keys that only grow (revisions, times) would leave half-empty pages behind: split at the end there.
      const middle = at === page.keys.length - 1 ? at : WIDTH >> 1;
      return { owner: this.#owner, leaf: true, keys: page.keys.splice(middle), values: page.values.splice(middle) };
    }
    const at = childOf(page.keys, key);
    const child = this.#own(page.children[at] as Page<V>);
    page.children[at] = child;
    if (key < (page.keys[at] as string)) page.keys[at] = key;
    const right = this.#insert(child, key, value);
    if (!right) return undefined;
    page.keys.splice(at + 1, 0, right.keys[0] as string);
    page.children.splice(at + 1, 0, right);
    if (page.keys.length <= WIDTH) return undefined;
    const middle = at + 1 === page.keys.length - 1 ? at + 1 : WIDTH >> 1;
    return { owner: this.#owner, leaf: false, keys: page.keys.splice(middle), children: page.children.splice(middle) };
  }

  /** Removes below an owned page; empty pages are cut off, others are not joined (they fill up again). */
  #remove(page: Page<V>, key: string): void {
    if (page.leaf) {
      const at = lowerBound(page.keys, key);
      page.keys.splice(at, 1);
      page.values.splice(at, 1);
      return;
    }
    const at = childOf(page.keys, key);
    const child = this.#own(page.children[at] as Page<V>);
    page.children[at] = child;
    this.#remove(child, key);
    if (child.keys.length === 0) {
      page.keys.splice(at, 1);
      page.children.splice(at, 1);
    }
  }
}

/** Visits the entries that begin with `prefix`; false once a key beyond them was met. */
function collect<V>(page: Page<V>, prefix: string, visit: (key: string, value: V) => void): boolean {
  if (page.leaf) {
    for (let at = lowerBound(page.keys, prefix); at < page.keys.length; at++) {
      const key = page.keys[at] as string;
      if (!key.startsWith(prefix)) return compareText(key, prefix) < 0;
      visit(key, page.values[at] as V);
    }
    return true;
  }
  for (let at = childOf(page.keys, prefix); at < page.children.length; at++) {
    if (!collect(page.children[at] as Page<V>, prefix, visit)) return false;
  }
  return true;
}
