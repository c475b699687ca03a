// Systematic mutations of a valid manifest, one change a case: what is left out, misspelt, of another type, empty, too
// long, out of range, repeated. For recording what a server answers (record.ts); the names of the mutations are those of
// the cases that were recorded first.
import type { GroupVersionKind } from '../../server/src/api/gvk.ts';
import { fieldAt, fieldsOf, type FieldInfo } from '../../server/src/schema/catalog.ts';
import type { Case, PatchOperation } from './data.ts';
import { isObject, type Json } from './mutations.ts';

type Path = readonly (string | number)[];

/** A mutation's name and the patch that makes it. */
interface Mutation {
  readonly name: string;
  readonly patch: readonly PatchOperation[];
}

/** An RFC 6901 pointer. */
export const pointerOf = (path: Path): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const replace = (path: Path, value: unknown): PatchOperation[] => [{ op: 'replace', path: pointerOf(path), value }];
const add = (path: Path, value: unknown): PatchOperation[] => [{ op: 'add', path: pointerOf(path), value }];
const move = (path: Path, name: string): PatchOperation[] => [
  { op: 'move', from: pointerOf(path), path: pointerOf([...path.slice(0, -1), name]) },
];

/** A letter of the middle left out, as a finger does. */
const misspelt = (name: string): string => {
  const at = Math.floor(name.length / 2);
  return name.slice(0, at) + name.slice(at + 1);
};
const otherCase = (name: string): string => {
  const first = name[0] ?? '';
  const changed = first === first.toLowerCase() ? first.toUpperCase() : first.toLowerCase();
  return changed + name.slice(1);
};

const STRINGS: Readonly<Record<string, unknown>> = {
  empty: '',
  space: 'a b',
  padded: ' abc ',
  upper: 'My_Name',
  unicode: 'naïve-名',
  'leading-dash': '-abc',
  'trailing-dash': 'abc-',
  'trailing-dot': 'abc.',
  'double-dot': 'a..b',
  slash: 'a/b',
  dotted: 'a.b',
  digits: '123',
  newline: 'a\nb',
  '63': { $repeat: 'a', times: 63 },
  '64': { $repeat: 'a', times: 64 },
  '253': { $repeat: 'a', times: 253 },
  '254': { $repeat: 'a', times: 254 },
};
const NUMBERS: Readonly<Record<string, unknown>> = {
  '-1': -1,
  '0': 0,
  '1': 1,
  float: 1.5,
  max32: 2147483647,
  over32: 2147483648,
  large: 1000000,
};
const QUANTITIES: Readonly<Record<string, unknown>> = {
  empty: '',
  '-1': '-1',
  '0': 0,
  '1e3': '1e3',
  '1.5Gi': '1.5Gi',
  '1Gb': '1Gb',
  abc: 'abc',
  space: '1 Gi',
  float: 1.5,
};
const TIMES: Readonly<Record<string, unknown>> = {
  empty: '',
  date: '2026-01-02',
  garbage: 'yesterday',
  offset: '2026-01-02T03:04:05+02:00',
};
const WRONG_TYPES = {
  text: { int: 7, bool: true, list: ['x'], map: { a: 'b' } },
  number: { string: 'x', numstr: '1', bool: true, list: [1], map: { a: 'b' } },
  boolean: { string: 'x', boolstr: 'true', yes: 'yes', int: 1, list: [true] },
  list: { string: 'x', int: 1, bool: true, map: { a: 'b' } },
  struct: { string: 'x', int: 1, bool: false, 'empty-list': [] },
  map: { string: 'x', int: 1, bool: false, 'empty-list': [] },
} as const;

const each = (prefix: string, path: Path, values: Readonly<Record<string, unknown>>): Mutation[] =>
  Object.entries(values).map(([name, value]) => ({ name: `${prefix}:${name}`, patch: replace(path, value) }));

const shapeOf = (value: unknown, info: FieldInfo | undefined, isItem: boolean): keyof typeof WRONG_TYPES => {
  if (Array.isArray(value)) return 'list';
  if (isObject(value)) return info?.shape === 'map' && !isItem ? 'map' : 'struct';
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'boolean' : 'text';
};

/** Fields in CEL: what a text means there is not a matter of its form. */
const CEL_FIELDS: ReadonlySet<unknown> = new Set(['expression', 'messageExpression', 'valueExpression', 'rule']);

function ofText(value: string, info: FieldInfo | undefined, path: Path): Mutation[] {
  if (CEL_FIELDS.has(path.at(-1))) return each('str', path, { empty: '', blank: ' ' });
  if (info?.format === 'quantity') return each('qty', path, QUANTITIES);
  if (info?.format === 'time') return each('time', path, TIMES);
  if (info?.format === 'bytes') return each('bytes', path, { empty: '', garbage: 'not base64!', short: 'YQ==' });
  const values = info?.values ?? [];
  const enums = values.length > 0 || /^[A-Z][A-Za-z]+$/.test(value);
  const listed = each('enum', path, Object.fromEntries(values.map((item) => [item, item])));
  const variants = enums
    ? each('enum', path, { unknown: 'Unknown', lower: value.toLowerCase(), upper: value.toUpperCase() })
    : [];
  return [...listed, ...variants, ...each('str', path, STRINGS)];
}

function ofList(list: readonly unknown[], path: Path): Mutation[] {
  const [first] = list;
  const end = [...path, '-'];
  const out: Mutation[] = [
    { name: 'list:empty', patch: replace(path, []) },
    { name: 'list:null-item', patch: add(end, null) },
    { name: 'list:empty-item', patch: add(end, typeof first === 'string' ? '' : {}) },
  ];
  if (list.length > 1) out.push({ name: 'list:reverse', patch: replace(path, [...list].reverse()) });
  if (first === undefined) return out;
  out.push({ name: 'list:dup-first', patch: add(end, first) }, { name: 'list:unwrap', patch: replace(path, first) });
  if (typeof first === 'string') out.push({ name: 'list:int-item', patch: add(end, 1) });
  else out.push({ name: 'list:string-item', patch: add(end, 'x') });
  if (isObject(first)) {
    const { [Object.keys(first).at(-1) ?? '']: _, ...rest } = first;
    out.push({ name: 'list:near-dup', patch: add(end, rest) });
  }
  return out;
}

const KEYS = ['', 'a b', '-a', 'a/b', 'a/b/c', 'Good_Key.1', 'EXAMPLE.com/x', 'naïve', 'x'.repeat(64)];

function ofMap(map: Json, path: Path): Mutation[] {
  const value = Object.values(map)[0] ?? 'x';
  return [
    { name: 'map:empty', patch: replace(path, {}) },
    { name: 'map:nested', patch: add([...path, 'nested'], { a: 'b' }) },
    { name: 'map:list-value', patch: add([...path, 'listed'], ['a']) },
    { name: 'map:null-value', patch: add([...path, 'nothing'], null) },
    ...KEYS.map((key) => ({ name: `key:${key.slice(0, 12)}`, patch: add([...path, key], value) })),
  ];
}

/** A value of a field's type, for a field that is not there. */
function sample(gvk: GroupVersionKind, path: Path, info: FieldInfo): unknown {
  if (info.format === 'quantity') return '1';
  if (info.format === 'time') return '2026-01-02T03:04:05Z';
  if (info.format === 'bytes') return 'YQ==';
  switch (info.shape) {
    case 'number':
      return 1;
    case 'boolean':
      return true;
    case 'list':
      return [info.hasFields ? required(gvk, [...path, 0]) : info.items === 'number' ? 1 : (info.values?.[0] ?? 'added')];
    case 'map':
      return { added: info.hasFields ? {} : 'x' };
    case 'struct':
      return required(gvk, path);
    case 'any':
      return { a: 'b' };
    case 'text':
      return info.values?.[0] ?? 'added';
  }
}

function required(gvk: GroupVersionKind, path: Path): Json {
  if (path.length > 12) return {};
  const fields = fieldsOf(gvk, path) ?? [];
  return Object.fromEntries(
    fields.filter((field) => field.required).map((field) => [field.name, sample(gvk, [...path, field.name], field)]),
  );
}

function ofStruct(gvk: GroupVersionKind, struct: Json, path: Path): Mutation[] {
  const out: Mutation[] = [];
  if (path.length > 0) out.push({ name: 'map:empty', patch: replace(path, {}) });
  const name = Object.keys(struct).find((key) => key.length > 3);
  if (name !== undefined) out.push({ name: 'map:unknown-key', patch: add([...path, misspelt(name)], struct[name]) });
  for (const field of fieldsOf(gvk, path) ?? []) {
    if (Object.hasOwn(struct, field.name) || ['managedFields', 'namespace', 'selfLink'].includes(field.name)) continue;
    const at = [...path, field.name];
    out.push({ name: `add:${field.name}`, patch: add(at, sample(gvk, at, field)) });
  }
  return out;
}

function mutationsAt(gvk: GroupVersionKind, value: unknown, path: Path, inMap: boolean, isItem: boolean): Mutation[] {
  const info = fieldAt(gvk, path);
  const last = path.at(-1) ?? '';
  const out: Mutation[] = [
    { name: 'delete', patch: [{ op: 'remove', path: pointerOf(path) }] },
    { name: 'null', patch: replace(path, null) },
  ];
  if (typeof last === 'string' && !inMap) {
    out.push({ name: 'rename:case', patch: move(path, otherCase(last)) });
    if (last.length > 2) out.push({ name: 'rename:typo', patch: move(path, misspelt(last)) });
  }
  out.push(...each('type', path, WRONG_TYPES[shapeOf(value, info, isItem)]));
  if (typeof value === 'string') out.push(...ofText(value, info, path));
  else if (typeof value === 'number') out.push(...each('int', path, NUMBERS));
  else if (typeof value === 'boolean') out.push({ name: 'bool:flip', patch: replace(path, !value) });
  else if (Array.isArray(value)) out.push(...ofList(value, path), ...each('type', path, { list: [value] }));
  else if (isObject(value)) {
    const free = info === undefined || (info.shape === 'map' && !isItem);
    out.push(...(free ? ofMap(value, path) : ofStruct(gvk, value, path)), ...each('type', path, { list: [value] }));
  }
  return out;
}

/** All mutations of an object's parts; identity (kind, version, namespace) is left alone. */
export function systematicCases(base: string, gvk: GroupVersionKind, object: Json): Case[] {
  const cases: Case[] = [];
  const walk = (value: unknown, path: Path, inMap: boolean, isItem: boolean): void => {
    const mutations =
      path.length === 0 ? ofStruct(gvk, object, path) : mutationsAt(gvk, value, path, inMap, isItem);
    for (const { name, patch } of mutations) {
      cases.push({ id: `${base}#${pointerOf(path)}!${name}`, base, kind: gvk.kind, path, mutation: name, patch });
    }
    if (Array.isArray(value)) value.forEach((item, index) => walk(item, [...path, index], false, true));
    else if (isObject(value)) {
      const info = path.length === 0 ? undefined : fieldAt(gvk, path);
      const map = path.length > 0 && (info === undefined || (info.shape === 'map' && !inMap));
      for (const key of Object.keys(value)) {
        if (path.length === 0 && (key === 'apiVersion' || key === 'kind')) continue;
        if (path.length === 1 && path[0] === 'metadata' && key === 'namespace') continue;
        walk(value[key], [...path, key], map, map);
      }
    }
  };
  walk(object, [], false, false);
  return cases;
}

/** About `count` of the cases, always the same ones: each is taken or not by a hash of its id. */
export function thinned(cases: readonly Case[], count: number): readonly Case[] {
  if (cases.length <= count) return cases;
  return cases.filter(({ id }) => hash(id) % cases.length < count);
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return value;
}
