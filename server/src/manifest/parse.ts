// A file's text → manifests and resources. An edit parses only the sections whose text changed.
import { shiftRange, textRange, type TextRange } from '../base/textRange.ts';
import { gvkOf, type GroupVersionKind } from '../api/gvk.ts';
import type { FieldPath, PathElement } from '../api/fieldPath.ts';
import { valueAt } from '../api/fieldPath.ts';
import type { Manifest, ParsedSource, Part, Resource, SyntaxProblem } from './manifest.ts';
import type { TreeNode } from './nodes.ts';
import { nearestRangeOfPath, pathAtOffset, rangeOfPath, scalarAtPath } from './positions.ts';
import { Section } from './section.ts';
import { cutSections, isForeignFile, type Cut } from './sections.ts';
import type { Source } from './source.ts';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const ownText = (value: unknown, key: string): string | undefined => {
  if (!isRecord(value) || !Object.hasOwn(value, key)) return undefined;
  const text = value[key];
  return typeof text === 'string' ? text : undefined;
};

/** What identifies an object. */
interface Head {
  readonly apiVersion: string;
  readonly kind: string;
  readonly gvk: GroupVersionKind;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
}

/** By value: an object that has only moved since the last edit is not looked at again. */
const heads = new WeakMap<object, Head>();

function headOf(value: unknown): Head {
  const known = isRecord(value) ? heads.get(value) : undefined;
  if (known) return known;
  const apiVersion = ownText(value, 'apiVersion') ?? '';
  const kind = ownText(value, 'kind') ?? '';
  const metadata = valueAt(value, ['metadata']);
  const name = ownText(metadata, 'name');
  const head = { apiVersion, kind, gvk: gvkOf(apiVersion, kind), name, namespace: ownText(metadata, 'namespace') };
  if (isRecord(value)) heads.set(value, head);
  return head;
}

class ParsedResource implements Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly gvk: GroupVersionKind;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  readonly manifest: SectionManifest;
  readonly value: unknown;
  readonly at: FieldPath;

  constructor(manifest: SectionManifest, value: unknown, at: FieldPath, inferred?: GroupVersionKind) {
    this.manifest = manifest;
    this.value = value;
    this.at = at;
    const head = headOf(value);
    this.apiVersion = head.apiVersion;
    this.kind = head.kind;
    this.gvk = inferred ?? head.gvk;
    this.name = head.name;
    this.namespace = head.namespace;
  }

  rangeOf(path: FieldPath, part: Part): TextRange | undefined {
    const { root, text, offset } = this.manifest;
    if (root === undefined) return undefined;
    return shiftMaybe(rangeOfPath(text, root, [...this.at, ...path], part), offset);
  }

  nearestRange(path: FieldPath): TextRange {
    const { root, text, offset } = this.manifest;
    if (root === undefined) return this.manifest.range;
    const full = [...this.at, ...path];
    // What the whole object lacks is shown at its `kind`, else at its first key.
    const written =
      path.length > 0 && rangeOfPath(text, root, [...this.at, path[0] as PathElement], 'key') !== undefined;
    const range = written
      ? nearestRangeOfPath(root, full)
      : (rangeOfPath(text, root, [...this.at, 'kind'], 'key') ??
        rangeOfPath(text, root, [...this.at, 'apiVersion'], 'key') ??
        rangeOfPath(text, root, this.at, 'key'));
    return shiftRange(range ?? textRange(root.start, root.end), offset);
  }

  pathAt(offset: number): { readonly path: FieldPath; readonly part: Part } | undefined {
    const { root } = this.manifest;
    if (root === undefined) return undefined;
    const found = pathAtOffset(root, offset - this.manifest.offset);
    if (found === undefined || found.path.length < this.at.length) return undefined;
    if (!this.at.every((element, index) => found.path[index] === element)) return undefined;
    return { path: found.path.slice(this.at.length), part: found.part };
  }

  scalarAt(path: FieldPath) {
    const { root, text, offset } = this.manifest;
    if (root === undefined) return undefined;
    const found = scalarAtPath(text, root, [...this.at, ...path]);
    return found && { ...found, range: shiftRange(found.range, offset) };
  }
}

const shiftMaybe = (range: TextRange | undefined, by: number): TextRange | undefined => range && shiftRange(range, by);

/** A section at its place in a file. Cheap to make: what depends on the text alone is shared through `section`. */
class SectionManifest implements Manifest {
  readonly source: Source;
  readonly ordinal: number;
  readonly range: TextRange;
  readonly section: Section;
  readonly #cut: Cut;
  readonly #foreign: boolean;
  #problems: readonly SyntaxProblem[] | undefined;
  #resources: readonly Resource[] | undefined;

  constructor(source: Source, ordinal: number, cut: Cut, section: Section, foreign: boolean) {
    this.source = source;
    this.ordinal = ordinal;
    this.range = cut.range;
    this.section = section;
    this.#cut = cut;
    this.#foreign = foreign;
  }

  get identity(): object {
    return this.section;
  }
  get text(): string {
    return this.section.text;
  }
  get offset(): number {
    return this.range.start;
  }
  get root(): TreeNode | undefined {
    return this.section.reading.root;
  }
  get isKubernetes(): boolean {
    return !this.#foreign && this.section.reading.isKubernetes;
  }
  get value(): unknown {
    return this.#foreign ? undefined : this.section.reading.value;
  }

  get problems(): readonly SyntaxProblem[] {
    this.#problems ??= this.#findProblems();
    return this.#problems;
  }

  #findProblems(): readonly SyntaxProblem[] {
    if (!this.isKubernetes) return [];
    const problems = this.section.reading.problems.map((problem) => shiftProblem(problem, this.offset));
    const bad = this.#cut.badSeparator;
    if (bad === undefined) return problems;
    const after = this.source.text.slice(bad.start + 3, bad.end).trim();
    const message = `invalid Yaml document separator: ${after}`;
    return [{ code: 'yaml-syntax', range: bad, message, path: [] }, ...problems];
  }

  get resources(): readonly Resource[] {
    this.#resources ??= this.#findResources();
    return this.#resources;
  }

  #findResources(): readonly Resource[] {
    if (!this.isKubernetes) return [];
    const { value } = this;
    const kind = ownText(value, 'kind') ?? '';
    const items = isRecord(value) && Object.hasOwn(value, 'items') ? value['items'] : undefined;
    if (!kind.endsWith('List') || !Array.isArray(items)) return [new ParsedResource(this, value, [])];
    const apiVersion = ownText(value, 'apiVersion') ?? '';
    const itemKind = kind.slice(0, -'List'.length);
    return items.map((item: unknown, index) => {
      // The items of a PodList need not say that they are Pods.
      const silent = ownText(item, 'kind') === undefined && ownText(item, 'apiVersion') === undefined;
      return new ParsedResource(
        this,
        item,
        ['items', index],
        silent && itemKind !== '' ? gvkOf(apiVersion, itemKind) : undefined,
      );
    });
  }
}

const shiftProblem = (problem: SyntaxProblem, by: number): SyntaxProblem =>
  by === 0
    ? problem
    : {
        ...problem,
        range: shiftRange(problem.range, by),
        ...(problem.repair ? { repair: { ...problem.repair, range: shiftRange(problem.repair.range, by) } } : {}),
        ...(problem.related ? { related: { ...problem.related, range: shiftRange(problem.related.range, by) } } : {}),
      };

/** The sections of the previous version by their place from the front and from the back, and by their text. */
class KnownSections {
  readonly #sections: readonly Section[];
  readonly #shift: number;
  #byText: Map<string, Section> | undefined;

  constructor(previous: ParsedSource | undefined, json: boolean, count: number) {
    const sections = (previous?.manifests ?? []).map((manifest) => manifest.identity);
    this.#sections = sections
      .filter((section) => section instanceof Section)
      .filter((section) => section.json === json);
    this.#shift = this.#sections.length - count;
  }

  find(text: string, ordinal: number): Section | undefined {
    if (this.#sections.length === 0) return undefined;
    const front = this.#sections[ordinal];
    if (front?.text === text) return front;
    const back = this.#sections[ordinal + this.#shift];
    if (back?.text === text) return back;
    this.#byText ??= new Map(this.#sections.map((section) => [section.text, section]));
    return this.#byText.get(text);
  }
}

/**
 * Parses a file. Sections are cut at lines that begin with `---` before anything is parsed, as kubectl does it; each
 * is parsed by itself, on first use. With `previous`, the file's version before an edit, only what changed is parsed
 * again. Never throws.
 */
export function parseSource(source: Source, previous?: ParsedSource): ParsedSource {
  const json = source.languageId === 'json';
  const cuts: readonly Cut[] = json
    ? [{ range: textRange(startOf(source.text), source.text.length) }]
    : cutSections(source.text);
  const known = new KnownSections(previous, json, cuts.length);
  const foreign = isForeignFile(source.uri);
  const manifests = cuts.map((cut, ordinal) => {
    const text = source.text.slice(cut.range.start, cut.range.end);
    return new SectionManifest(source, ordinal, cut, known.find(text, ordinal) ?? new Section(text, json), foreign);
  });
  return { source, manifests };
}

const startOf = (text: string): number => (text.charCodeAt(0) === 0xfeff ? 1 : 0);
