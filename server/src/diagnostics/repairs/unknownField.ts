// A field that the type does not have: what was meant (another name, another place, another kind), and the repair.
import { formatPath, isWithin, stepOf, valueAt, type FieldPath } from '../../api/fieldPath.ts';
import type { TextEdit } from '../../base/textRange.ts';
import type { Resource } from '../../manifest/manifest.ts';
import {
  addItem,
  moveField,
  removeField,
  renameKey,
  replaceValue,
  rewriteField,
  together,
} from '../../workspace/edit.ts';
import { yamlLines } from '../../workspace/yamlText.ts';
import type { Fix } from '../finding.ts';
import { nearest } from '../nearest.ts';
import type { KnownKind } from '../../api/gvk.ts';
import type { FieldFact } from '../../schema/facts.ts';
import { fieldsAt, shapeOfField, type FieldShape } from '../schemaView.ts';
import { fixOf, type RepairContext } from './repair.ts';

/** What an unknown field was most likely meant to be. */
export type Meant =
  | { readonly how: 'rename'; readonly path: FieldPath; readonly key: string }
  | { readonly how: 'move'; readonly path: FieldPath; readonly parent: FieldPath; readonly key: string }
  /** All that stands in the selector at `path` belongs below its `matchLabels`. */
  | { readonly how: 'labels'; readonly path: FieldPath }
  /** The item at `path` of a list of names with values is written as `{KEY: value}`. */
  | { readonly how: 'pair'; readonly path: FieldPath; readonly key: string; readonly value: string }
  | { readonly how: 'volume'; readonly path: FieldPath; readonly volumes: FieldPath; readonly key: string };

function shapeOf(value: unknown): FieldShape {
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'object' && value !== null) return 'object';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number' || typeof value === 'bigint') return 'number';
  return typeof value === 'string' ? 'text' : 'any';
}

/** Whether a value of this shape can stand in the field. */
function fits(field: FieldFact, shape: FieldShape): boolean {
  const wanted = shapeOfField(field);
  if (shape === 'any' || wanted === 'any' || wanted === shape) return true;
  if (wanted === 'map') return shape === 'object';
  return (wanted === 'quantity' || wanted === 'intOrString') && (shape === 'number' || shape === 'text');
}

/** What was meant by the unknown field at `path`; undefined if nothing is obvious. */
export function meantBy(context: RepairContext, path: FieldPath): Meant | undefined {
  const { node, gvk } = context;
  const last = path.at(-1);
  if (last === undefined || typeof last === 'number') return undefined;
  const key = String(stepOf(last));
  const parent = path.slice(0, -1);
  const shape = shapeOf(valueAt(node.root.value, path));
  const free = (at: FieldPath): readonly FieldFact[] => {
    const fields = fieldsAt(gvk, at);
    return fields === undefined
      ? []
      : [...fields.values()].filter((f) => fits(f, shape) && valueAt(node.root.value, [...at, f.name]) === undefined);
  };
  const form = otherForm(context, parent, key) ?? successor(context, parent, key);
  if (form !== undefined) return form;
  const elsewhere = misplaced(context, parent, key, free);
  const near = nearest(
    key,
    free(parent).map((field) => field.name),
  );
  const renamed: Meant | undefined =
    near === undefined ? undefined : { how: 'rename', path: [...parent, near], key: near };
  return renamed ?? elsewhere;
}

/** Labels directly in a selector, `A: b` in a list of names and values. */
function otherForm({ node, gvk }: RepairContext, parent: FieldPath, key: string): Meant | undefined {
  const fields = fieldsAt(gvk, parent);
  const value = valueAt(node.root.value, [...parent, key]) ?? valueAt(node.root.value, [...parent, { key }]);
  const written = valueAt(node.root.value, parent);
  const entries = Object.entries(Object(written) as Readonly<Record<string, unknown>>);
  if (fields?.has('matchLabels') === true && fields.has('matchExpressions')) {
    const labels = entries.every(([name, item]) => !fields.has(name) && typeof item !== 'object');
    return labels ? { how: 'labels', path: parent } : undefined;
  }
  const isPair = typeof parent.at(-1) === 'number' && fields?.has('name') === true && fields.has('value');
  if (!isPair || entries.length !== 1 || typeof value === 'object' || value === undefined) return undefined;
  return { how: 'pair', path: parent, key, value: typeof value === 'string' ? value : JSON.stringify(value) };
}

/** Fields of older versions and short forms: where in the object what they say stands today. */
function successor({ node, gvk }: RepairContext, parent: FieldPath, key: string): Meant | undefined {
  const value = valueAt(node.root.value, [...parent, key]);
  const move = (below: readonly string[], name: string): Meant | undefined => {
    const at = [...parent, ...below];
    const path = [...at, name];
    return valueAt(node.root.value, path) === undefined ? { how: 'move', path, parent: at, key: name } : undefined;
  };
  const has = (name: string): boolean => fieldsAt(gvk, parent)?.has(name) === true;
  // Source: extensions/v1beta1 and networking.k8s.io/v1beta1 IngressBackend.
  if (gvk.kind === 'Ingress' && has('service')) {
    if (key === 'serviceName') return move(['service'], 'name');
    if (key === 'servicePort') return move(['service', 'port'], typeof value === 'number' ? 'number' : 'name');
  }
  if (gvk.kind === 'PersistentVolumeClaim' && key === 'storage' && has('resources')) {
    return move(['resources', 'requests'], 'storage');
  }
  if (key === 'name' && has('metadata') && typeof value === 'string') return move(['metadata'], 'name');
  // What a container asks for; what it may use at most is the other possibility.
  if (has('requests') && has('limits') && /^(?:cpu|memory|ephemeral-storage)$/.test(key))
    return move(['requests'], key);
  return undefined;
}

/** Fields of every object, which say nothing about where a field belongs. */
const EVERYWHERE: ReadonlySet<string> = new Set(['name', 'type', 'kind', 'apiVersion', 'status']);

function misplaced(
  { node, gvk }: RepairContext,
  parent: FieldPath,
  key: string,
  free: (at: FieldPath) => readonly FieldFact[],
): Meant | undefined {
  const has = (at: FieldPath): boolean => free(at).some((field) => field.name === key);
  const move = (at: FieldPath): Meant => ({ how: 'move', path: [...at, key], parent: at, key });
  const mounts = parent.at(-2) === 'volumeMounts' ? parent.findLastIndex((step) => step === 'spec') : -1;
  if (mounts >= 0 && typeof valueAt(node.root.value, [...parent, key]) === 'object') {
    const volumes = [...parent.slice(0, mounts + 1), 'volumes'];
    if (fieldsAt(gvk, [...volumes, 0])?.has(key)) return { how: 'volume', path: volumes, volumes, key };
  }
  if (EVERYWHERE.has(key)) return undefined;
  for (let length = parent.length - 1; length >= 0; length--) {
    const at = parent.slice(0, length);
    if (has(at)) return move(at);
  }
  for (let length = parent.length; length >= 0; length--) {
    const below = candidatesBelow(gvk, parent.slice(0, length), length === 0 ? 3 : 1);
    const found = below.filter((at) => has(at));
    const written = found.filter((at) => valueAt(node.root.value, at) !== undefined);
    const choice = written.length > 0 ? written : found;
    const shortest = choice.filter((at) => at.length === choice[0]?.length);
    if (shortest.length === 1 && shortest[0] !== undefined) return move(shortest[0]);
    if (choice.length > 0) return undefined;
  }
  return undefined;
}

/** The objects below `at` in the type, nearest first. */
function candidatesBelow(gvk: KnownKind, at: FieldPath, depth: number): FieldPath[] {
  const all: FieldPath[] = [];
  let level: FieldPath[] = [at];
  for (let n = 0; n < depth; n++) {
    level = level.flatMap((path) =>
      [...(fieldsAt(gvk, path)?.values() ?? [])]
        .filter((field) => shapeOfField(field) === 'object' && field.name !== 'status')
        .map((field) => [...path, field.name]),
    );
    all.push(...level);
  }
  return all;
}

/** What was meant, for the message. */
export function describeMeant(meant: Meant, key: string): string {
  switch (meant.how) {
    case 'rename':
      return `did you mean "${meant.key}"?`;
    case 'move':
      return meant.parent.length === 0
        ? `it belongs to the top level.`
        : `it belongs to "${formatPath(meant.parent)}"${meant.key === key ? '' : ` as "${meant.key}"`}.`;
    case 'labels':
      return `labels stand below "matchLabels".`;
    case 'pair':
      return `write "name: ${meant.key}" and "value: ${meant.value}".`;
    case 'volume':
      return `it belongs to a volume in "${formatPath(meant.volumes)}", which the mount names.`;
  }
}

/** Rename, move or remove. */
export function unknownFieldFixes(context: RepairContext, path: FieldPath): readonly Fix[] {
  const { resource } = context.node;
  const meant = meantBy(context, path);
  const key = String(stepOf(path.at(-1) ?? ''));
  const remove = fixOf(resource, `Remove "${key}"`, removeField(resource, path), meant === undefined);
  if (meant === undefined) return remove;
  return [...meantFixes(context, path, meant), ...remove];
}

function meantFixes({ node }: RepairContext, path: FieldPath, meant: Meant): readonly Fix[] {
  const { resource } = node;
  switch (meant.how) {
    case 'rename':
      return fixOf(resource, `Change to "${meant.key}"`, renameKey(resource, path, meant.key), true);
    case 'move': {
      const edits = moveEdits(resource, path, meant);
      return fixOf(resource, `Move "${meant.key}" to "${formatPath(meant.parent) || 'the top level'}"`, edits, true);
    }
    case 'labels': {
      const value = { matchLabels: valueAt(resource.value, meant.path) };
      return fixOf(resource, 'Put the labels below "matchLabels"', rewriteField(resource, meant.path, value), true);
    }
    case 'pair': {
      const { key, value } = meant;
      const edit = rewriteOnly(resource, path, { name: key, value });
      return fixOf(resource, `Write "name: ${key}" and "value: ${value}"`, edit, true);
    }
    case 'volume':
      return volumeFixes(node, path, meant);
  }
}

/** The only field of a mapping becomes other ones, in the same column. */
function rewriteOnly(resource: Resource, path: FieldPath, value: Readonly<Record<string, unknown>>) {
  const parent = path.slice(0, -1);
  const keyRange = resource.rangeOf(path, 'key');
  const entry = resource.rangeOf(path, 'entry');
  const around = resource.rangeOf(parent, 'value');
  const { text, languageId } = resource.manifest.source;
  if (!keyRange || !entry || !around) return undefined;
  if (languageId === 'json' || text.charAt(around.start) === '{') return replaceValue(resource, parent, value);
  const indent = ' '.repeat(keyRange.start - text.lastIndexOf('\n', keyRange.start - 1) - 1);
  const lines = yamlLines(value).map((line, index) => (index === 0 || line === '' ? line : indent + line));
  return {
    range: { start: keyRange.start, end: entry.end },
    newText: lines.join(text.includes('\r\n') ? '\r\n' : '\n'),
  };
}

/** A field moved to its place; one that stands alone in its mapping and belongs deeper takes the mapping's place. */
function moveEdits(
  resource: Resource,
  path: FieldPath,
  { parent: target, key }: Extract<Meant, { how: 'move' }>,
): TextEdit | readonly TextEdit[] | undefined {
  const parent = path.slice(0, -1);
  const alone = Object.keys(Object(valueAt(resource.value, parent)) as object).length === 1;
  if (!alone || target.length <= parent.length || !isWithin(target, parent)) {
    return moveField(resource, path, target, key);
  }
  const field = { [key]: valueAt(resource.value, path) };
  const value = target
    .slice(parent.length)
    .reduceRight<Readonly<Record<string, unknown>>>((inner, step) => ({ [String(stepOf(step))]: inner }), field);
  return rewriteOnly(resource, path, value);
}

/** A volume's source that was written into the mount becomes a volume of the mount's name. */
function volumeFixes(
  { resource, root }: RepairContext['node'],
  path: FieldPath,
  meant: Extract<Meant, { how: 'volume' }>,
): readonly Fix[] {
  const name = root.walk(path.slice(0, -1)).text('name');
  const source = valueAt(root.value, path);
  const removed = removeField(resource, path);
  if (name === undefined || removed === undefined) return [];
  const defined = root
    .walk(meant.volumes)
    .items()
    .some((volume) => volume.get('name').value === name);
  if (defined) return [];
  const added = addItem(resource, meant.volumes, { name, [meant.key]: source });
  if (added === undefined) return [];
  const edits = together(resource.manifest.source.text, removed, added);
  return fixOf(resource, `Move "${meant.key}" to a volume "${name}"`, edits, true);
}

/** Whether what is wrong at `path` comes from a field that was meant to stand there. */
export const explains = (meant: Meant | undefined, path: FieldPath): boolean =>
  meant !== undefined && (isWithin(path, meant.path) || isWithin(meant.path, path));
