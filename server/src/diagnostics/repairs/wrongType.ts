// A value of the wrong type: quote it, unquote it, make a list of it, make a map of it.
import { toBase64 } from '../../api/base64.ts';
import { stepOf, valueAt, type FieldPath } from '../../api/fieldPath.ts';
import type { TextEdit } from '../../base/textRange.ts';
import { moveField, removeField, replaceText, replaceValue, rewriteField } from '../../workspace/edit.ts';
import { yamlLines } from '../../workspace/yamlText.ts';
import type { Resource } from '../../manifest/manifest.ts';
import type { Fix } from '../finding.ts';
import { fieldsAt, shapeAt } from '../schemaView.ts';
import { quantityMeant } from './quantities.ts';
import { fixOf, type RepairContext } from './repair.ts';
import { expansionOf, wordsOf } from './shorthand.ts';

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The repairs of a value of the wrong type. */
export function wrongTypeFixes(context: RepairContext, path: FieldPath): readonly Fix[] {
  const { resource, root } = context.node;
  const wanted = shapeAt(context.gvk, path);
  const value = valueAt(root.value, path);
  if (wanted === undefined || path.length === 0) return [];
  switch (wanted) {
    case 'text':
      return textFixes(context, path);
    case 'number':
    case 'boolean':
      return scalarFixes(context, path, wanted);
    case 'list':
      return fixOf(resource, 'Make it a list', rewrite(context, path, listOf(context, path, value)), true);
    case 'object': {
      const written = shorthandFixes(context, path, value);
      return written.length > 0 ? written : mapFixes(context, path, value);
    }
    case 'map':
      return mapFixes(context, path, value);
    case 'quantity':
      return quantityFixes(context, path);
    case 'intOrString':
    case 'any':
      return [];
  }
}

/** A short form, written out. */
function shorthandFixes({ node, gvk }: RepairContext, path: FieldPath, value: unknown): readonly Fix[] {
  const { resource } = node;
  const meant = expansionOf(gvk, path, value);
  if (meant === undefined) return [];
  const [line = '', ...more] = yamlLines(meant.value);
  const title = `Write it as ${more.length > 0 ? 'an object' : line}`;
  if (typeof path.at(-1) !== 'number')
    return fixOf(resource, title, rewriteField(resource, path, meant.value), meant.whole);
  const range = resource.rangeOf(path, 'value');
  const list = resource.rangeOf(path.slice(0, -1), 'value');
  const text = resource.manifest.source.text;
  if (range === undefined || list === undefined) return [];
  const flow = text.charAt(list.start) === '[' || resource.manifest.source.languageId === 'json';
  const indent = ' '.repeat(range.start - text.lastIndexOf('\n', range.start - 1) - 1);
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = [line, ...more.map((other) => indent + other)].join(lineBreak);
  const edit = flow ? replaceValue(resource, path, meant.value) : replaceText(resource, path, lines);
  return fixOf(resource, title, edit, meant.whole);
}

const rewrite = (context: RepairContext, path: FieldPath, value: unknown): TextEdit | undefined =>
  value === undefined ? undefined : rewriteField(context.node.resource, path, value);

/** A number, boolean or date where a text is meant: what is written, in quotes. */
function textFixes(context: RepairContext, path: FieldPath): readonly Fix[] {
  const { resource, root } = context.node;
  const scalar = resource.scalarAt(path);
  const value = valueAt(root.value, path);
  const plain = plainTextFixes(context, path);
  if (plain.length > 0) return plain;
  if (scalar === undefined || scalar.quoted || scalar.source === '') {
    if (isMap(value)) return [...selectorFixes(resource, path, value), ...blockFixes(resource, path)];
    if (value !== null) return [];
    return fixOf(resource, `Remove "${String(stepOf(path.at(-1) ?? ''))}"`, removeField(resource, path), true);
  }
  const quoted = JSON.stringify(scalar.source);
  return fixOf(resource, `Quote: ${quoted}`, replaceText(resource, path, quoted), true);
}

/** Plain text where base64 is meant: it has a field of its own, or is encoded. */
function plainTextFixes({ node: { resource, root }, gvk }: RepairContext, path: FieldPath): readonly Fix[] {
  const value = valueAt(root.value, path);
  const key = String(stepOf(path.at(-1) ?? ''));
  if (gvk.kind !== 'Secret' || path[0] !== 'data' || typeof value !== 'string') return [];
  return [
    ...fixOf(resource, 'Move it to "stringData"', moveField(resource, path, ['stringData'], key)),
    ...fixOf(resource, 'Encode it as base64', replaceText(resource, path, toBase64(value))),
  ];
}

/** `matchLabels` in a selector that is a plain map: the labels stand directly in it. */
function selectorFixes(resource: Resource, path: FieldPath, value: unknown): readonly Fix[] {
  const parent = path.slice(0, -1);
  if (stepOf(path.at(-1) ?? '') !== 'matchLabels' || parent.at(-1) !== 'selector') return [];
  if (Object.keys(Object(valueAt(resource.value, parent)) as object).length !== 1) return [];
  return fixOf(resource, 'Put the labels directly below "selector"', rewriteField(resource, parent, value), true);
}

/** The lines below become a text, as the file that they are meant to be. */
function blockFixes(resource: Resource, path: FieldPath): readonly Fix[] {
  const key = resource.rangeOf(path, 'key');
  const value = resource.rangeOf(path, 'value');
  const { text } = resource.manifest.source;
  if (path[0] !== 'data' || key === undefined || value === undefined || /[[{]/.test(text.charAt(value.start)))
    return [];
  const colon = text.indexOf(':', key.end);
  if (colon < 0 || colon > value.start) return [];
  const at = { start: colon + 1, end: colon + 1 };
  return fixOf(resource, 'Make the lines below a text', { range: at, newText: ' |' }, true);
}

const BOOLEANS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  y: true,
  on: true,
  '1': true,
  false: false,
  no: false,
  n: false,
  off: false,
  '0': false,
};

function scalarFixes(
  { node: { resource } }: RepairContext,
  path: FieldPath,
  shape: 'number' | 'boolean',
): readonly Fix[] {
  const scalar = resource.scalarAt(path);
  if (scalar === undefined) return [];
  const text = scalar.source.replace(/^["']|["']$/g, '').trim();
  if (shape === 'number') {
    const number = /^[+-]?\d+$/.test(text)
      ? String(Number(text))
      : /^[+-]?\d+\.0+$/.test(text)
        ? String(Number(text))
        : undefined;
    return number === undefined || number === scalar.source
      ? []
      : fixOf(resource, `Change to ${number}`, replaceText(resource, path, number), true);
  }
  const lower = text.toLowerCase();
  if (!Object.hasOwn(BOOLEANS, lower)) return [];
  const boolean = String(BOOLEANS[lower]);
  return fixOf(resource, `Change to ${boolean}`, replaceText(resource, path, boolean), true);
}

/** `128mb`, `500 m`: the unit in the spelling that Kubernetes has. */
export function quantityFixes({ node: { resource } }: RepairContext, path: FieldPath): readonly Fix[] {
  const text = resource.scalarAt(path)?.source.replace(/^["']|["']$/g, '');
  const last = path.at(-1);
  const meant = text === undefined || last === undefined ? undefined : quantityMeant(text, stepOf(last) === 'cpu');
  return meant === undefined ? [] : fixOf(resource, `Change to ${meant}`, replaceText(resource, path, meant), true);
}

/** A map of names to values where a list of `{name, value}` is meant becomes one; anything else is wrapped. */
function listOf({ gvk }: RepairContext, path: FieldPath, value: unknown): unknown {
  const item = fieldsAt(gvk, [...path, 0]);
  const values = isMap(value) ? Object.entries(value) : [];
  const scalars = values.length > 0 && values.every(([, entry]) => typeof entry !== 'object');
  if (item?.has('name') && item.has('value') && scalars && !values.some(([key]) => item.has(key))) {
    return values.map(([name, entry]) => ({ name, value: String(entry) }));
  }
  const single = shapeAt(gvk, [...path, 0]);
  if (isMap(value)) return single === 'object' ? [value] : undefined;
  if (Array.isArray(value) || value === null || value === undefined) return undefined;
  return single === 'text'
    ? typeof value === 'string'
      ? wordsOf(path, value)
      : [JSON.stringify(value)]
    : single === 'number'
      ? [value]
      : undefined;
}

/** A list of one-entry maps where a map is meant: all entries in one map. */
function mapFixes(context: RepairContext, path: FieldPath, value: unknown): readonly Fix[] {
  const { resource } = context.node;
  if (value === null) {
    const key = String(stepOf(path.at(-1) ?? ''));
    return fixOf(resource, `Remove "${key}"`, removeField(resource, path));
  }
  if (!Array.isArray(value) || value.length === 0 || !value.every(isMap)) return [];
  const pairs = value.map((item) =>
    Object.keys(item).length === 2 && Object.hasOwn(item, 'name') && Object.hasOwn(item, 'value')
      ? [[String(item['name']), item['value']] as const]
      : Object.entries(item),
  );
  const entries = pairs.flat();
  if (new Set(entries.map(([key]) => key)).size !== entries.length) return [];
  return fixOf(resource, 'Make it a map', rewrite(context, path, Object.fromEntries(entries)), true);
}
