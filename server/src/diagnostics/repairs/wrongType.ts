// A value of the wrong type: quote it, unquote it, make a list of it, make a map of it.
import { stepOf, valueAt, type FieldPath } from '../../api/fieldPath.ts';
import type { TextEdit } from '../../base/textRange.ts';
import { removeField, replaceText, rewriteField } from '../../workspace/edit.ts';
import type { Fix } from '../finding.ts';
import { fieldsAt, shapeAt } from '../schemaView.ts';
import { quantityMeant } from './quantities.ts';
import { fixOf, type RepairContext } from './repair.ts';

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
    case 'map':
    case 'object':
      return mapFixes(context, path, value);
    case 'quantity':
      return quantityFixes(context, path);
    case 'intOrString':
    case 'any':
      return [];
  }
}

const rewrite = (context: RepairContext, path: FieldPath, value: unknown): TextEdit | undefined =>
  value === undefined ? undefined : rewriteField(context.node.resource, path, value);

/** A number, boolean or date where a text is meant: what is written, in quotes. */
function textFixes({ node: { resource, root } }: RepairContext, path: FieldPath): readonly Fix[] {
  const scalar = resource.scalarAt(path);
  if (scalar === undefined || scalar.quoted || scalar.source === '') {
    const value = valueAt(root.value, path);
    if (value !== null) return [];
    return fixOf(resource, `Remove "${String(stepOf(path.at(-1) ?? ''))}"`, removeField(resource, path), true);
  }
  const quoted = JSON.stringify(scalar.source);
  return fixOf(resource, `Quote: ${quoted}`, replaceText(resource, path, quoted), true);
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
    ? [typeof value === 'string' ? value : JSON.stringify(value)]
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
