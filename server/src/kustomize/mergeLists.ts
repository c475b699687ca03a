// Lists whose items merge by keys. Kustomize finds items by the spelling of their keys' values, puts those of the patch
// first, and has its own ways with items that lack a key; an outcome that is to be the same has to go the same way.
// Source: sigs.k8s.io/kustomize/kyaml v0.21.1 (yaml/walk/associative_sequence.go, yaml/fns.go).
import { fieldOf, isEmpty, isMissing, scalar, textOf, type YamlNode } from './node.ts';
import { Refusal } from './refusal.ts';
import { kindName } from './walk.ts';

const isEmptyMap = (node: YamlNode): boolean => isMissing(node) || (node.kind === 'map' && node.fields.size === 0);

/** Whether an item has a key with a value; with "" any value does. */
function hasKey(item: YamlNode, key: string, value: string): boolean {
  if (key === '') {
    if (!isMissing(item) && item.kind !== 'scalar') throw wrongKind(item, 'ScalarNode');
    return textOf(item) === value;
  }
  if (isMissing(item)) return false;
  if (item.kind !== 'map') throw wrongKind(item, 'MappingNode');
  const field = item.fields.get(key);
  return field !== undefined && (value === '' || field.text === value);
}

const wrongKind = (node: YamlNode, wanted: string): Refusal =>
  new Refusal(`wrong node kind: expected ${wanted} but got ${kindName(node)}: node contents: ${node.text}`, node.place);

/**
 * Puts an item in place of the one with the same keys, or at the end; without an item, takes that one out. Values may
 * be fewer than keys: then nothing is found, and without any value nothing is kept.
 */
export function setElement(
  list: YamlNode,
  keys: readonly string[],
  values: readonly string[],
  element?: YamlNode,
): void {
  const setsMapping = (keys[0] ?? '') !== '' && (values[0] ?? '') !== '';
  const kept: YamlNode[] = [];
  let found = false;
  for (const item of list.items) {
    if (isEmptyMap(item)) continue;
    if (item.kind !== 'map' && setsMapping) {
      kept.push(item);
      continue;
    }
    let matches = false;
    for (const [at, key] of keys.entries()) {
      if (at < values.length) matches = hasKey(item, key, values[at] ?? '');
      if (!matches) break;
    }
    if (!matches) {
      if (values.length > 0) kept.push(item);
      continue;
    }
    found = true;
    if (element !== undefined) kept.push(element);
  }
  list.items = kept;
  if (element !== undefined && !isMissing(element) && !found) list.items.push(element);
}

/** The first item with these keys; here a missing value is one that is spelt "". */
export function findElement(
  list: YamlNode | undefined,
  keys: readonly string[],
  values: readonly string[],
): YamlNode | undefined {
  if (list?.kind !== 'seq') return undefined;
  if ((keys[0] ?? '') === '') return list.items.find((item) => item.text === (values[0] ?? ''));
  return list.items.find(
    (item) =>
      item.kind === 'map' &&
      keys.every((key, at) => {
        const field = item.fields.get(key);
        return field !== undefined && field.text === (values[at] ?? '');
      }),
  );
}

/** The values of the keys in each item, once each: those of the patch, then those of the object. */
export function keyValues(sources: readonly (YamlNode | undefined)[], keys: readonly string[]): string[][] {
  const seen = new Set<string>();
  const out: string[][] = [];
  for (const source of sources) {
    for (const item of source?.items ?? []) {
      const values = keys.map((key) => {
        const field = fieldOf(item, key);
        return field === undefined || isEmpty(field) ? '' : field.text;
      });
      const id = JSON.stringify(values);
      if (values.length === 0 || seen.has(id)) continue;
      seen.add(id);
      out.push(values);
    }
  }
  return out;
}

/** The texts of the items of lists of scalars, once each. */
export function scalarValues(sources: readonly (YamlNode | undefined)[]): string[][] {
  const texts = new Set(sources.flatMap((source) => (source?.items ?? []).map((item) => item.text)));
  return [...texts].map((text) => [text]);
}

/** Two value lists that agree as far as both say something become one. */
function together(a: readonly string[], b: readonly string[]): string[] | undefined {
  let common = false;
  const out: string[] = [];
  for (const [at, value] of a.entries()) {
    const other = b[at] ?? '';
    if (value === other) common = true;
    else if (value !== '' && other !== '') return undefined;
    out.push(value === '' ? other : value);
  }
  return common ? out : undefined;
}

/** A port without a protocol is the same as that with one. */
export function completeValues(list: string[][]): string[][] {
  for (let i = 0; i < list.length; i++) {
    const one = list[i] ?? [];
    for (let j = 0; j < list.length; j++) {
      const values = together(one, list[j] ?? []);
      if (values === undefined) continue;
      list[i] = values;
      list[j] = values;
    }
  }
  return list;
}

/** The keys that any of the items has, and an item's values for them. Without any, all keys. */
export function usedKeys(
  all: readonly (readonly string[])[],
  values: readonly string[],
  keys: readonly string[],
): { readonly keys: readonly string[]; readonly values: readonly string[] } {
  const used = new Set(all.flatMap((item) => keys.filter((_, at) => (item[at] ?? '') !== '')));
  if (used.size === 0) return { keys, values };
  return {
    keys: keys.filter((key) => used.has(key)),
    values: values.filter((value, at) => value !== '' || used.has(keys[at] ?? '')),
  };
}

/** Lays the object's items behind the merged ones; an item that is there already is put where it stands. */
export function appendRest(target: YamlNode, source: YamlNode, keys: readonly string[]): void {
  for (const item of source.items) {
    if ((keys[0] ?? '') === '') {
      setElement(target, [''], [item.text], item);
      continue;
    }
    if (!isMissing(item) && item.kind !== 'map') throw wrongKind(item, 'MappingNode');
    const values: string[] = [];
    for (const key of keys) {
      const field = fieldOf(item, key);
      if (field === undefined) target.items.push(item);
      else values.push(field.text);
    }
    if (keys.length > 1) setElement(target, keys, values);
    setElement(target, keys, values, item);
  }
}

/** Makes sure that a merged item has its keys. */
export function withKeys(item: YamlNode, keys: readonly string[], values: readonly string[]): void {
  for (const [at, key] of keys.entries()) {
    const value = values[at] ?? '';
    if (value === '' || fieldOf(item, key) !== undefined) continue;
    if (key === '') item.tag = '';
    else if (item.kind === 'map') item.fields.set(key, scalar(value, '', item.place));
  }
}
