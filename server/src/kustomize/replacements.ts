// replacements: a value of one object copied into fields of others.
// Source: sigs.k8s.io/kustomize/api v0.21.1 (filters/replacement/replacement.go).
import type { FieldOptions, ReplacementEntry, TargetEntry } from './fields.ts';
import type { Files } from './files.ts';
import { gvkText, sameNamespace, selectsGvk, type Id } from './identity.ts';
import { readReplacements, type KustomizationFile } from './kustomization.ts';
import { assign, copyNode, isEmpty, scalar, type Place, type YamlNode } from './node.ts';
import { lookup, PathMatcher } from './paths.ts';
import { Incomplete, Refusal, within } from './refusal.ts';
import type { Resource } from './resource.ts';
import { idPatterns, labelMatcher } from './resources.ts';
import { splitSmartly } from './walk.ts';

/** The field of a path that is not said. */
export const DEFAULT_PATH = 'metadata.name';

type Source = NonNullable<ReplacementEntry['source']>;

/** A selector in messages. */
function shown({ group, version, kind, name = '', namespace = '' }: Source): string {
  const type = gvkText({ ...(group && { group }), ...(version && { version }), ...(kind && { kind }) });
  return `${type}/${name === '' ? '[noName]' : name}.${namespace === '' ? '[noNs]' : namespace}`;
}

const isMeant = (source: Source, id: Id): boolean =>
  ((source.name ?? '') === '' || source.name === id.name) &&
  ((source.namespace ?? '') === '' ||
    sameNamespace({ gvk: { group: '', version: '', kind: '' }, name: '', namespace: source.namespace ?? '' }, id)) &&
  selectsGvk(source, id.gvk);

/** One part of a text, where a delimiter is said. */
function refined(node: YamlNode, options: FieldOptions | undefined, place: Place): YamlNode {
  const { delimiter = '', index = 0 } = options ?? {};
  if (delimiter === '') return node;
  if (node.kind !== 'scalar') throw new Refusal('delimiter option can only be used with scalar nodes', place);
  const part = index < 0 ? undefined : node.text.split(delimiter)[index];
  if (part === undefined) throw new Refusal(`options.index ${index} is out of bounds for value ${node.text}`, place);
  return { ...node, text: part };
}

function sourceValue(list: readonly Resource[], entry: ReplacementEntry, place: Place): YamlNode {
  const { source } = entry;
  if (entry.sourceValue !== undefined) {
    if (source !== undefined) throw new Refusal('value and resource selectors are mutually exclusive', place);
    return scalar(entry.sourceValue, '', place);
  }
  if (source === undefined) throw new Refusal('replacements must specify a source and at least one target', place);
  const found = list.filter((resource) => resource.ids.some((id) => isMeant(source, { ...id, former: true })));
  const [only] = found;
  if (found.length > 1) throw new Refusal(`multiple matches for selector ${shown(source)}`, place);
  if (only === undefined) throw new Refusal(`nothing selected by ${shown(source)}`, place);
  const path = (source.fieldPath ?? '') === '' ? DEFAULT_PATH : (source.fieldPath ?? '');
  const node = within('error looking up replacement source', place, () => lookup(only.node, splitSmartly(path)));
  if (node === undefined || isEmpty(node)) {
    throw new Refusal(`fieldPath \`${path}\` is missing for replacement source ${shown(source)}`, place);
  }
  return refined(node, source.options, place);
}

function setField(node: YamlNode, value: YamlNode, options: FieldOptions | undefined, place: Place): void {
  const { delimiter = '', index = 0 } = options ?? {};
  let { text } = value;
  if (delimiter !== '') {
    if (node.kind !== 'scalar') throw new Refusal('delimiter option can only be used with scalar nodes', place);
    const parts = node.text.split(delimiter);
    if (index < 0) parts.unshift(text);
    else if (index >= parts.length) parts.push(text);
    else parts[index] = text;
    text = parts.join(delimiter);
  }
  // A scalar keeps its kind: a number that is copied into a text is one there.
  if (node.kind === 'scalar') Object.assign(node, { text, place });
  else assign(node, { ...copyNode(value), text }, place);
}

/** A scalar on the way holds a document of its own, which upstream would go into. */
function entersText(resource: Resource, path: readonly string[]): boolean {
  for (let length = 1; length < path.length; length++) {
    try {
      const node = lookup(resource.node, path.slice(0, length));
      if (node !== undefined && node.kind === 'scalar') return node.tag === 'str' || node.tag === '';
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
  return false;
}

function copyInto(resource: Resource, value: YamlNode, target: TargetEntry, place: Place): void {
  const create = target.options?.create === true;
  const paths = (target.fieldPaths ?? []).length > 0 ? (target.fieldPaths ?? []) : [DEFAULT_PATH];
  for (const fieldPath of paths) {
    const path = splitSmartly(fieldPath);
    if (entersText(resource, path)) {
      throw new Incomplete('incomplete: replacements inside of texts are not supported', place);
    }
    const words = `unable to find ${create ? 'or create ' : ''}field ${JSON.stringify(fieldPath)} in replacement target`;
    const matcher = new PathMatcher(create ? value.kind : undefined, place);
    const fields = within(words, place, () => matcher.match(resource.node, path));
    if (fields.length === 0) throw new Refusal(words, place);
    for (const field of fields) setField(field, value, target.options, place);
  }
}

function applyTarget(list: readonly Resource[], value: YamlNode, target: TargetEntry, place: Place): void {
  if (target.select === undefined) throw new Refusal('target must specify resources to select', place);
  const wanted = idPatterns(target.select, place);
  const labels = labelMatcher(target.select.labelSelector, place);
  const annotations = labelMatcher(target.select.annotationSelector, place);
  const rejects = (target.reject ?? []).map((selector) => ({
    selector,
    ids: idPatterns(selector, place),
    labels: labelMatcher(selector.labelSelector, place),
    annotations: labelMatcher(selector.annotationSelector, place),
  }));
  const fits = (patterns: typeof wanted, id: Id): boolean =>
    patterns.gvk(id) && patterns.name(id.name) && patterns.namespace(id.namespace);
  for (const resource of list) {
    const ids = resource.ids;
    const own = [resource.texts('annotations'), resource.texts('labels')] as const;
    if (!annotations(own[0]) || !labels(own[1])) continue;
    const rejected = rejects.some(({ selector, ids: patterns, ...reject }) => {
      const { labelSelector = '', annotationSelector = '', group, version, kind, name, namespace } = selector;
      const byLabel = labelSelector !== '' || annotationSelector !== '';
      if (byLabel && reject.annotations(own[0]) && reject.labels(own[1])) return true;
      const byId = [group, version, kind, name, namespace].some((part) => (part ?? '') !== '');
      return byId && ids.some((id) => fits(patterns, id));
    });
    if (!rejected && ids.some((id) => fits(wanted, id))) copyInto(resource, value, target, place);
  }
}

/** Carries out the replacements of a kustomization, those in files included. */
export function applyReplacements(list: readonly Resource[], file: KustomizationFile, files: Files): void {
  const entries = (file.fields.replacements ?? []).flatMap((entry, at) => {
    const place = file.place('replacements', at);
    const { path = '' } = entry;
    if (path === '') return [{ entry, place }];
    if (entry.source !== undefined || (entry.targets ?? []).length > 0) {
      throw new Refusal('cannot specify both path and inline replacement', place);
    }
    const at2 = file.place('replacements', at, 'path');
    const text = files.loadText(file, path, at2);
    return readReplacements(files.pathOf(file, path), text).map((each) => ({ entry: each, place: at2 }));
  });
  for (const { entry, place } of entries) {
    if ((entry.source === undefined && entry.sourceValue === undefined) || entry.targets === undefined) {
      throw new Refusal('replacements must specify a source and at least one target', place);
    }
    const value = sourceValue(list, entry, place);
    for (const target of entry.targets) applyTarget(list, value, target, place);
  }
}
