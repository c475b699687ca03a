// A field that the type does not have: what was meant (another name, another place, another kind), and the repair.
import { formatPath, isWithin, stepOf, valueAt, type FieldPath } from '../../api/fieldPath.ts';
import { addItem, moveField, removeField, renameKey, together } from '../../workspace/edit.ts';
import type { Fix } from '../finding.ts';
import { nearest } from '../nearest.ts';
import type { GroupVersionKind } from '../../api/gvk.ts';
import type { FieldFact } from '../../schema/facts.ts';
import { fieldsAt, shapeOfField, type FieldShape } from '../schemaView.ts';
import { fixOf, type RepairContext } from './repair.ts';

/** What an unknown field was most likely meant to be. */
export type Meant =
  | { readonly how: 'rename'; readonly path: FieldPath; readonly key: string }
  | { readonly how: 'move'; readonly path: FieldPath; readonly parent: FieldPath; readonly key: string }
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
  const elsewhere = misplaced(context, parent, key, free);
  const near = nearest(
    key,
    free(parent).map((field) => field.name),
  );
  const renamed: Meant | undefined =
    near === undefined ? undefined : { how: 'rename', path: [...parent, near], key: near };
  return renamed ?? elsewhere;
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
function candidatesBelow(gvk: GroupVersionKind, at: FieldPath, depth: number): FieldPath[] {
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
export function describeMeant(meant: Meant): string {
  switch (meant.how) {
    case 'rename':
      return `did you mean "${meant.key}"?`;
    case 'move':
      return meant.parent.length === 0
        ? `it belongs to the top level.`
        : `it belongs to "${formatPath(meant.parent)}".`;
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
      const edits = moveField(resource, path, meant.parent, meant.key);
      return fixOf(resource, `Move "${meant.key}" to "${formatPath(meant.parent) || 'the top level'}"`, edits, true);
    }
    case 'volume':
      return volumeFixes(node, path, meant);
  }
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
