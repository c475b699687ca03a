// Sort and normalise: the fields of each mapping in the schema's order, then the formatter. Comments above a field go
// with it; those at the top of the section stay there. What would change its meaning is left alone.
import { deepEqual } from '../../base/compare.ts';
import { applyEdits, textRange, type TextEdit } from '../../base/textRange.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import type { GroupVersionKind, KnownKind } from '../../api/gvk.ts';
import type { Manifest, Resource } from '../../manifest/manifest.ts';
import { parseSource } from '../../manifest/parse.ts';
import { Field } from '../../workspace/field.ts';
import { formatSection } from '../format.ts';
import { schemaAt, structOf } from '../schemaAt.ts';
import { uriOf } from '../spot.ts';
import { lineEdits } from '../textDiff.ts';
import type { Refactoring, RefactorPlace } from './refactoring.ts';

const TOP = ['apiVersion', 'kind', 'metadata'];
const META = ['name', 'generateName', 'namespace', 'labels', 'annotations'];

/** What is known of types. */
interface Kinds {
  readonly kindOf: (gvk: GroupVersionKind) => KnownKind;
}

/** An object and what is known of its type. */
interface Typed {
  readonly resource: Resource;
  readonly gvk: KnownKind;
}

/** The order of the fields of the mapping at a path; undefined where order is the author's (labels, data). */
function orderOf(gvk: KnownKind, path: FieldPath): readonly string[] | undefined {
  const place = schemaAt(gvk, path);
  const struct = place && structOf(place.type);
  if (!struct) return undefined;
  const names = [...struct.fields.keys()];
  const first = path.length === 0 ? TOP : path.at(-1) === 'metadata' ? META : [];
  return [...first, ...names.filter((name) => !first.includes(name))];
}

/** Sorting a section takes at most as many steps as it has mappings; a text of more is no manifest. */
const MAX_STEPS = 400;

/** The section's text with its fields sorted and formatted; undefined where it cannot be done safely. */
export function sortedSection(manifest: Manifest, { kindOf }: Kinds): string | undefined {
  const { source, range, value } = manifest;
  let text = source.text.slice(range.start, range.end);
  const given = new Set<string>();
  for (let step = 0; step < MAX_STEPS; step++) {
    const [section, ...more] = parseSource({ ...source, text }).manifests;
    if (!section || more.length > 0) return undefined;
    const edit = section.resources
      .map((resource) => firstUnsorted({ resource, gvk: kindOf(resource.gvk) }, new Field(resource.value), given))
      .find(Boolean);
    if (!edit) break;
    text = applyEdits(text, [edit]);
  }
  const formatted = formatSection(text);
  for (const candidate of [formatted, text]) {
    const [section, ...more] = parseSource({ ...source, text: candidate }).manifests;
    if (section && more.length === 0 && section.problems.length === 0 && deepEqual(section.value, value))
      return candidate;
  }
  return undefined;
}

/** The edit that sorts the first mapping that is not sorted, outermost first. `given` are those that cannot be. */
function firstUnsorted(object: Typed, field: Field, given: Set<string>): TextEdit | undefined {
  const { resource } = object;
  const key = JSON.stringify([resource.at, field.path]);
  if (!given.has(key)) {
    const edit = sortMapping(object, field);
    if (edit) return edit;
    given.add(key);
  }
  for (const child of [...field.entries().map(([, entry]) => entry), ...field.items()]) {
    if (typeof child.value !== 'object' || child.value === null) continue;
    const edit = firstUnsorted(object, child, given);
    if (edit) return edit;
  }
  return undefined;
}

const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

/** One field with the comments above it. */
interface Chunk {
  readonly name: string;
  readonly start: number;
  end: number;
}

function chunksOf(resource: Resource, field: Field, text: string): Chunk[] | undefined {
  const entries = field
    .entries()
    .flatMap(([name, child]) => {
      const range = resource.rangeOf(child.path, 'entry');
      return range ? [{ name, range }] : [];
    })
    .sort((a, b) => a.range.start - b.range.start);
  const chunks: Chunk[] = [];
  for (const { name, range } of entries) {
    let start = lineStart(text, range.start);
    const column = range.start - start;
    const behindDash = text.slice(start, range.start).trim() !== '';
    if (behindDash && chunks.length > 0) return undefined;
    if (behindDash) start = range.start;
    else {
      const floor = chunks.at(-1)?.start ?? 0;
      for (;;) {
        const above = lineStart(text, start - 1);
        const comment = /^([ \t]*)#/.exec(text.slice(above, start));
        // A comment that is indented further belongs to what ends above it.
        if (start === 0 || above <= floor || !comment || (comment[1]?.length ?? 0) > column) break;
        start = above;
      }
    }
    const newline = text.indexOf('\n', range.end);
    const before = chunks.at(-1);
    if (before) before.end = start;
    chunks.push({ name, start, end: newline < 0 ? text.length : newline + 1 });
  }
  return chunks;
}

function sortMapping({ resource, gvk }: Typed, field: Field): TextEdit | undefined {
  const order = orderOf(gvk, field.path);
  const whole = resource.rangeOf(field.path, 'value');
  const { text } = resource.manifest.source;
  if (!order || !whole || text.charAt(whole.start) === '{') return undefined;
  const chunks = chunksOf(resource, field, text);
  const [first] = chunks ?? [];
  if (!chunks || !first || chunks.length < 2) return undefined;
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  const sorted = [...chunks].sort((a, b) => rank(a.name) - rank(b.name));
  if (sorted.every((chunk, index) => chunk === chunks[index])) return undefined;
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const column = first.start - lineStart(text, first.start);
  const pieces = sorted.map((chunk) => {
    const piece = text.slice(chunk.start, chunk.end);
    const ended = piece.endsWith('\n') ? piece : piece + lineBreak;
    // Behind a dash the first field has no indentation of its own.
    return column > 0 && chunk === first ? ' '.repeat(column) + ended : ended;
  });
  const joined = pieces.join('');
  if (column > 0 && /^[ \t]*#/.test(joined)) return undefined;
  const end = chunks.at(-1)?.end ?? whole.end;
  return { range: textRange(first.start, end), newText: column > 0 ? joined.trimStart() : joined };
}

/** Offered anywhere in a manifest that is not sorted and formatted. */
export function sortFields({ node, workspace }: RefactorPlace): Refactoring[] {
  const { manifest } = node.resource;
  if (manifest.source.languageId !== 'yaml' || manifest.problems.length > 0) return [];
  const edits = () => {
    const { start, end } = manifest.range;
    const before = manifest.source.text.slice(start, end);
    const after = sortedSection(manifest, { kindOf: (gvk) => workspace.kindOf(gvk) });
    if (after === undefined || after === before) return undefined;
    const shifted = lineEdits(before, after).map(({ range, newText }) => ({
      range: textRange(range.start + start, range.end + start),
      newText,
    }));
    return [{ uri: uriOf(node), edits: shifted }];
  };
  return [{ id: 'sort-fields', title: 'Sort fields and normalise', kind: 'refactor.rewrite', edits }];
}
