// The outline: one root per section, `Kind name`, its fields below; the items of a `List` are its children.
import { shiftRange, textRange, type TextRange } from '../base/textRange.ts';
import type { Manifest, Resource } from '../manifest/manifest.ts';
import { Field } from '../workspace/field.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What an entry of the outline is, for its icon. */
export type OutlineKind = 'object' | 'map' | 'list' | 'item' | 'text' | 'number' | 'boolean' | 'null';

/** One entry. `range` holds the ranges of all children. */
export interface OutlineEntry {
  readonly name: string;
  readonly detail: string;
  readonly kind: OutlineKind;
  readonly range: TextRange;
  readonly selection: TextRange;
  readonly children: readonly OutlineEntry[];
}

/** An outline of more entries than this per file is of no use to anybody. */
const MAX_ENTRIES = 5000;
const MAX_DEPTH = 12;

/** `Deployment web`, and what can be said where one of the two is missing. */
export const titleOf = (resource: Resource): string =>
  [resource.kind === '' ? '(no kind)' : resource.kind, resource.name].filter((part) => part !== undefined).join(' ');

/** The outline of a section relative to its start: as long as its text is the same, so is the outline. */
const known = new WeakMap<object, readonly OutlineEntry[]>();

/** The outline of a file. */
export function outlineOf(workspace: Workspace, uri: string): readonly OutlineEntry[] {
  let left = MAX_ENTRIES;
  return workspace
    .manifests(uri)
    .filter((manifest) => manifest.isKubernetes && left > 0)
    .flatMap((manifest) => {
      const { identity, range } = manifest;
      let entries = known.get(identity);
      if (!entries) {
        const budget = { left: MAX_ENTRIES };
        entries = outlineOfManifest(manifest, budget).map((entry) => moved(entry, -range.start));
        known.set(identity, entries);
      }
      left -= entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
      return entries.map((entry) => moved(entry, range.start));
    });
}

const sizeOf = (entry: OutlineEntry): number => entry.children.reduce((sum, child) => sum + sizeOf(child), 1);

const moved = (entry: OutlineEntry, by: number): OutlineEntry => ({
  ...entry,
  range: shiftRange(entry.range, by),
  selection: shiftRange(entry.selection, by),
  children: entry.children.map((child) => moved(child, by)),
});

interface Budget {
  left: number;
}

const hull = (range: TextRange, selection: TextRange): TextRange =>
  textRange(Math.min(range.start, selection.start), Math.max(range.end, selection.end));

function outlineOfManifest(manifest: Manifest, budget: Budget): readonly OutlineEntry[] {
  const { resources } = manifest;
  const isList = resources.some((resource) => resource.at.length > 0);
  if (!isList) return resources.map((resource) => outlineOfResource(resource, budget));
  const children = resources.map((resource) => outlineOfResource(resource, budget));
  const trimmed = trimmedRange(manifest);
  const selection = textRange(trimmed.start, Math.min(trimmed.end, trimmed.start + 4));
  const kind = new Field(manifest.value).text('kind') ?? 'List';
  const detail = `${resources.length} ${resources.length === 1 ? 'object' : 'objects'}`;
  return [{ name: kind, detail, kind: 'object', range: trimmed, selection, children }];
}

/** The section without the blank lines around it. */
function trimmedRange({ source, range }: Manifest): TextRange {
  const text = source.text.slice(range.start, range.end);
  const start = range.start + (text.length - text.trimStart().length);
  return textRange(Math.min(start, range.end), Math.max(start, range.start + text.trimEnd().length));
}

function outlineOfResource(resource: Resource, budget: Budget): OutlineEntry {
  const whole = resource.rangeOf([], 'entry') ?? trimmedRange(resource.manifest);
  const selection =
    resource.rangeOf(['metadata', 'name'], 'value') ?? resource.rangeOf(['kind'], 'value') ?? resource.nearestRange([]);
  return {
    name: titleOf(resource),
    detail: resource.namespace ?? '',
    kind: 'object',
    range: hull(whole, selection),
    selection,
    children: fieldsOf(resource, new Field(resource.value), budget, 0),
  };
}

function fieldsOf(resource: Resource, field: Field, budget: Budget, depth: number): readonly OutlineEntry[] {
  if (depth > MAX_DEPTH) return [];
  const children: OutlineEntry[] = [];
  const add = (child: Field, name: string, kind: OutlineKind, detail: string) => {
    if (budget.left-- <= 0) return;
    const range = resource.rangeOf(child.path, 'entry');
    const selection = resource.rangeOf(child.path, 'key');
    if (!range || !selection) return;
    const grandchildren = fieldsOf(resource, child, budget, depth + 1);
    // A value that an alias brings in stands elsewhere: only what lies inside belongs to the tree.
    const inside = grandchildren.filter((entry) => range.start <= entry.range.start && entry.range.end <= range.end);
    const shown = selection.start >= range.start && selection.end <= range.end ? selection : range;
    children.push({ name, detail, kind, range, selection: shown, children: inside });
  };
  for (const [key, child] of field.entries()) {
    if (key === '') continue;
    add(child, key, kindOf(child.value), detailOf(child.value));
  }
  for (const [index, child] of field.items().entries()) {
    const name = child.text('name') ?? (typeof child.value === 'object' ? `[${index}]` : shortText(child.value));
    add(child, name === '' ? `[${index}]` : name, 'item', '');
  }
  return children;
}

function kindOf(value: unknown): OutlineKind {
  if (Array.isArray(value)) return 'list';
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'object') return 'map';
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'string' ? 'text' : 'number';
}

const shortText = (value: unknown): string => {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? '');
  const line = text.split('\n', 1)[0] ?? '';
  return line.length > 40 ? `${line.slice(0, 40)}…` : line;
};

const detailOf = (value: unknown): string =>
  typeof value === 'object' || value === undefined || typeof value === 'bigint' ? '' : shortText(value);
