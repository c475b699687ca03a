// What a case stands for: RFC 6902 patches on bases, with two extensions that keep large values out of the file.
import type { Case, PatchOperation } from './data.ts';

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const define = (target: Json, key: string, value: unknown): void => {
  Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
};

const tokensOf = (pointer: string): string[] =>
  pointer === ''
    ? []
    : pointer
        .slice(1)
        .split('/')
        .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));

function position(token: string, max: number, pointer: string): number {
  if (!/^(0|[1-9]\d*)$/.test(token) || Number(token) > max) throw new Error(`patch: bad position in ${pointer}`);
  return Number(token);
}

function get(root: unknown, pointer: string, tokens = tokensOf(pointer)): unknown {
  let node = root;
  for (const token of tokens) {
    if (Array.isArray(node)) node = node[position(token, node.length - 1, pointer)];
    else if (isObject(node) && Object.hasOwn(node, token)) node = node[token];
    else throw new Error(`patch: nothing at ${pointer}`);
  }
  return node;
}

function put(root: unknown, pointer: string, value: unknown, insert: boolean): unknown {
  const tokens = tokensOf(pointer);
  const last = tokens.pop();
  if (last === undefined) return value;
  const parent = get(root, pointer, tokens);
  if (Array.isArray(parent)) {
    if (insert) parent.splice(last === '-' ? parent.length : position(last, parent.length, pointer), 0, value);
    else parent[position(last, parent.length - 1, pointer)] = value;
  } else if (isObject(parent)) define(parent, last, value);
  else throw new Error(`patch: nothing at ${pointer}`);
  return root;
}

function remove(root: unknown, pointer: string): void {
  const tokens = tokensOf(pointer);
  const last = tokens.pop() ?? '';
  const parent = get(root, pointer, tokens);
  if (Array.isArray(parent)) parent.splice(position(last, parent.length - 1, pointer), 1);
  else if (isObject(parent) && Object.hasOwn(parent, last)) delete parent[last];
  else throw new Error(`patch: nothing at ${pointer}`);
}

/** `{"$repeat": "x", "times": n}` is a long text, `{"$list": item, "times": n}` a list with numbered items. */
function expand(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(expand);
  if (!isObject(value)) return value;
  if (typeof value['$repeat'] === 'string') return value['$repeat'].repeat(Number(value['times']));
  if (Object.hasOwn(value, '$list')) {
    return Array.from({ length: Number(value['times']) }, (_, index) => numbered(expand(value['$list']), index));
  }
  return mapEntries(value, (key, item) => [key, expand(item)]);
}

function numbered(value: unknown, index: number): unknown {
  if (typeof value === 'string') return value.replaceAll('%d', String(index));
  if (Array.isArray(value)) return value.map((item) => numbered(item, index));
  if (!isObject(value)) return value;
  if (Object.hasOwn(value, '$base')) return Number(value['$base']) + index;
  return mapEntries(value, (key, item) => [key.replaceAll('%d', String(index)), numbered(item, index)]);
}

function mapEntries(value: Json, each: (key: string, item: unknown) => readonly [string, unknown]): Json {
  const out: Json = {};
  for (const key of Object.keys(value)) define(out, ...each(key, value[key]));
  return out;
}

function applyOne(root: unknown, operation: PatchOperation): unknown {
  const value = expand(structuredClone(operation.value));
  switch (operation.op) {
    case 'add':
      return put(root, operation.path, value, true);
    case 'replace':
      if (operation.path !== '') get(root, operation.path);
      return put(root, operation.path, value, false);
    case 'remove':
      remove(root, operation.path);
      return root;
    case 'move': {
      const moved = get(root, operation.from ?? '');
      remove(root, operation.from ?? '');
      return put(root, operation.path, moved, true);
    }
    case 'copy':
      return put(root, operation.path, structuredClone(get(root, operation.from ?? '')), true);
    case 'test':
      return root;
  }
}

/** Applies a patch to a copy. Throws where an operation does not apply. */
export function applyPatch(object: unknown, patch: readonly PatchOperation[] | undefined): unknown {
  let root: unknown = structuredClone(object);
  for (const operation of patch ?? []) root = applyOne(root, operation);
  return root;
}

/** The object of a create, or what exists before an update. */
export function createdObject(item: Case, bases: ReadonlyMap<string, unknown>): unknown {
  const base = bases.get(item.base ?? '');
  if (base === undefined) throw new Error(`${item.id}: no base ${item.base}`);
  return applyPatch(base, item.update === true ? item.create : item.patch);
}
