// A field that may not change, put back to what is there, or the object under a new name. The other way out, deleting
// and creating anew, is said in words: it costs what the object holds, and no edit of the text does it.
import { changedFields } from '../../api/changedFields.ts';
import { formatPath, isWithin, valueAt, type FieldPath } from '../../api/fieldPath.ts';
import type { TextEdit } from '../../base/textRange.ts';
import type { Resource } from '../../manifest/manifest.ts';
import { addField, removeField, replaceValue } from '../../workspace/edit.ts';
import type { Fix } from '../finding.ts';
import { fixOf, type RepairContext } from './repair.ts';

function putBack(resource: Resource, path: FieldPath, old: unknown): TextEdit | undefined {
  if (old === undefined) return removeField(resource, path);
  if (valueAt(resource.value, path) !== undefined) return replaceValue(resource, path, old);
  const last = path.at(-1);
  const key = typeof last === 'object' ? last.key : last;
  return typeof key === 'string' ? addField(resource, path.slice(0, -1), key, old) : undefined;
}

/** Writes the old value where another one stands now, or gives the object a new name where that costs nothing. */
export function immutableFixes(context: RepairContext, path: FieldPath): readonly Fix[] {
  return [...putBackFixes(context, path), ...newNameFixes(context)];
}

function putBackFixes({ node, existing }: RepairContext, path: FieldPath): readonly Fix[] {
  if (existing === undefined || path.length === 0) return [];
  const { resource } = node;
  // Compared with what is written: what the server fills in on both sides does not differ.
  const fields = changedFields(valueAt(existing, path), valueAt(resource.value, path), path).filter(
    ({ path: at, after }) => after !== undefined || valueAt(resource.value, at.slice(0, -1)) !== undefined,
  );
  const written = fields.filter(({ path: at, before, after }) => isWithin(at, path) && (before ?? after) !== undefined);
  const edits = written
    .filter(({ after }) => after !== undefined)
    .map(({ path: at, before }) => putBack(resource, at, before));
  return fixOf(resource, `Put ${formatPath(path)} back to what it was`, edits, true);
}

/** What others only know by its name, and what runs once: the old object may stay until nothing needs it. */
const RENAMED: ReadonlySet<string> = new Set([
  '/ConfigMap',
  '/Secret',
  'batch/Job',
  'storage.k8s.io/StorageClass',
  'scheduling.k8s.io/PriorityClass',
]);

/** Whether a new name is one of the ways out for objects of a type. */
export const mayBeRenamed = (type: string): boolean => RENAMED.has(type);

/** `settings` → `settings-2`, `settings-2` → `settings-3`: the first that nobody has. */
function nextName(name: string, taken: (name: string) => boolean): string {
  const [, base = name, number] = /^(.*?)-(\d{1,3})$/.exec(name) ?? [];
  for (let next = Number(number ?? 1) + 1; ; next++) {
    const candidate = `${base}-${next}`;
    if (!taken(candidate)) return candidate;
  }
}

/** A new name for the object, also where others name it. */
function newNameFixes({ node, workspace, existing }: RepairContext): readonly Fix[] {
  const { gvk, name } = node.resource;
  const [identity] = node.identities;
  if (existing === undefined || !mayBeRenamed(node.type) || name === undefined || identity === undefined) return [];
  const named = (wanted: string) => workspace.named(gvk.group, gvk.kind, identity.namespace, wanted);
  // Of two objects of one name it is not known which one is meant.
  if (named(name).size > 1) return [];
  const next = nextName(name, (candidate) => named(candidate).size > 0);
  const uses = workspace
    .linksTo(node)
    .filter(({ from, reference }) => valueAt(from.resource.value, reference.path) === name)
    .map(({ from, reference }) => ({ resource: from.resource, path: reference.path }));
  const edits = new Map<string, TextEdit[]>();
  for (const { resource, path } of [{ resource: node.resource, path: ['metadata', 'name'] }, ...uses]) {
    const edit = replaceValue(resource, path, next);
    if (edit === undefined) return [];
    const { uri } = resource.manifest.source;
    const known = edits.get(uri) ?? [];
    // An anchor may be two fields at once.
    if (!known.some(({ range }) => range.start === edit.range.start)) edits.set(uri, [...known, edit]);
  }
  const where = uses.length === 0 ? '' : ', also where it is used';
  return [
    { title: `Give it a new name: ${next}${where}`, edits: [...edits].map(([uri, list]) => ({ uri, edits: list })) },
  ];
}
