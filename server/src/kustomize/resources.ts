// The objects of a build in the order in which they were taken in, and finding some of them.
// Source: sigs.k8s.io/kustomize/api v0.21.1 (resmap/reswrangler.go, types/selector.go).
import { parseSelector, type Matches } from '../api/selectorText.ts';
import type { Selector } from './fields.ts';
import { effectiveNamespace, idKey, idText, sameId, type Id } from './identity.ts';
import { copyNode, fieldOf, mapping, textNode, type Place, type YamlNode } from './node.ts';
import { wholePattern } from './patterns.ts';
import { Incomplete, Refusal } from './refusal.ts';
import type { Resource } from './resource.ts';
import { strategicMerge } from './merge.ts';

/** More objects than any cluster takes from one build. */
const MAX_OBJECTS = 50_000;

/** What the objects of a list are called. */
export const idsOf = (list: readonly Resource[]): Set<string> => new Set(list.map((resource) => idKey(resource.id)));

/** Adds objects. No two may mean the same; `known` is what those of the list are called, if that is at hand. */
export function appendAll(
  list: Resource[],
  more: readonly Resource[],
  place: Place | undefined,
  known: Set<string> = idsOf(list),
): void {
  if (list.length + more.length > MAX_OBJECTS) throw new Incomplete('incomplete: there are too many objects', place);
  for (const resource of more) {
    const { id } = resource;
    const key = idKey(id);
    if (known.has(key)) {
      throw new Refusal(`may not add resource with an already registered id: ${idText(id)}`, place);
    }
    known.add(key);
    list.push(resource);
  }
}

/** The data of two generated objects laid over each other. */
function mergeData(resource: Resource, old: Resource, field: 'data' | 'binaryData'): void {
  const fields = new Map<string, YamlNode>();
  for (const source of [old, resource]) {
    const node = fieldOf(source.node, field);
    if (node?.kind !== 'map') continue;
    for (const [key, value] of node.fields) fields.set(key, textNode(value.text, value.place));
  }
  if (fields.size > 0) resource.node.fields.set(field, mapping(fields, fieldOf(resource.node, field)?.place));
  else resource.node.fields.delete(field);
}

/** Takes over what an object was called and labelled. */
function takeMetadata(resource: Resource, old: Resource): void {
  for (const field of ['labels', 'annotations'] as const) {
    const fields = new Map<string, YamlNode>();
    for (const source of [old, resource]) {
      const node = source.metadata(field);
      if (node?.kind === 'map') for (const [key, value] of node.fields) fields.set(key, copyNode(value));
    }
    if (fields.size > 0) resource.metadataNode().fields.set(field, mapping(fields, resource.metadata(field)?.place));
    resource.normalise(field);
  }
  resource.setMetadata('name', old.name, undefined);
  resource.setMetadata('namespace', old.namespace, undefined);
  resource.former = [...old.former];
  resource.prefixes = [...old.prefixes];
  resource.suffixes = [...old.suffixes];
  resource.behavior = old.behavior;
  resource.needsHash = resource.needsHash && old.needsHash;
  resource.vars = [...old.vars];
  resource.through = [...old.through];
}

/** Adds a generated object, or puts it in place of the one that it replaces or merges with. */
export function absorb(list: Resource[], resource: Resource): void {
  const { id, behavior } = resource;
  const { place } = resource.origin;
  const matches = list.filter((other) => other.ids.some((former) => sameId(former, id)));
  const [old] = matches;
  if (old === undefined) {
    if (behavior === 'merge' || behavior === 'replace') {
      throw new Refusal(`id ${idText(id)} does not exist; cannot merge or replace`, place);
    }
    return appendAll(list, [resource], place);
  }
  if (matches.length > 1) {
    throw new Refusal(`found multiple objects that could accept merge of ${idText(id)}`, place);
  }
  if (behavior !== 'merge' && behavior !== 'replace') {
    const shown = behavior === '' ? 'unspecified' : behavior;
    const words = `id ${idText(id)} exists; can not use behavior: '${shown}', behavior must be merge or replace`;
    throw new Refusal(words, place);
  }
  takeMetadata(resource, old);
  if (behavior === 'merge') {
    mergeData(resource, old, 'data');
    mergeData(resource, old, 'binaryData');
  }
  list[list.indexOf(old)] = resource;
}

/** The one object that has or had an id. */
export function byId(list: readonly Resource[], id: Id, place: Place): Resource {
  const matches = list.filter((resource) => !resource.isGone && resource.ids.some((other) => sameId(other, id)));
  const [only] = matches;
  if (only !== undefined && matches.length === 1) return only;
  const what = matches.length > 1 ? 'multiple matches for Id' : 'no matches for Id';
  throw new Refusal(`${what} ${idText(id)}; failed to find unique target for patch ${idText(id)}`, place);
}

/** A selector of labels or annotations. */
export function labelMatcher(text: string | undefined, place: Place): Matches {
  const parsed = parseSelector(text ?? '');
  if (!parsed.ok) throw new Refusal(parsed.error, place);
  return parsed.value;
}

/** Whether an id's type, name and namespace fit a selector's patterns. */
export interface IdPatterns {
  gvk(id: Id): boolean;
  name(name: string): boolean;
  namespace(namespace: string): boolean;
}

/** The patterns of a selector. */
export function idPatterns(selector: Selector, place: Place): IdPatterns {
  const of = (text: string | undefined) => wholePattern(text ?? '', place);
  const [group, version, kind] = [of(selector.group), of(selector.version), of(selector.kind)];
  return {
    gvk: ({ gvk }) => group(gvk.group) && version(gvk.version) && kind(gvk.kind),
    name: of(selector.name),
    namespace: of(selector.namespace),
  };
}

/** The objects that a patch's target means, by what they are called now or were at first. */
export function select(list: readonly Resource[], selector: Selector, place: Place): readonly Resource[] {
  const patterns = idPatterns(selector, place);
  const labels = labelMatcher(selector.labelSelector, place);
  const annotations = labelMatcher(selector.annotationSelector, place);
  return list.filter((resource) => {
    const { id, originalId } = resource;
    return (
      (patterns.namespace(effectiveNamespace(originalId)) || patterns.namespace(effectiveNamespace(id))) &&
      (patterns.name(originalId.name) || patterns.name(id.name)) &&
      patterns.gvk(id) &&
      labels(resource.texts('labels')) &&
      annotations(resource.texts('annotations'))
    );
  });
}

/** A strategic merge patch with what it may change beyond the rest. */
export interface MergePatch {
  readonly resource: Resource;
  readonly allowNameChange: boolean;
  readonly allowKindChange: boolean;
}

/** Lays a patch over an object, which may delete it. Name, namespace and kind stay unless the patch may change them. */
export function applyPatch(resource: Resource, patch: MergePatch): void {
  const { name, namespace, kind } = resource;
  const before = { name: resource.metadata('name'), kind: fieldOf(resource.node, 'kind') };
  const namespaceNode = resource.metadata('namespace');
  if (patch.allowNameChange || patch.allowKindChange) resource.remember(effectiveNamespace(resource.id));
  const merged = strategicMerge(resource.node, copyNode(patch.resource.node));
  resource.node = merged ?? mapping();
  if (resource.isGone) return;
  if (!patch.allowKindChange && before.kind !== undefined) {
    resource.setKind(kind);
    resource.node.fields.set('kind', before.kind);
  }
  if (!patch.allowNameChange) {
    resource.setMetadata('name', name, undefined);
    if (before.name !== undefined) resource.metadataNode().fields.set('name', before.name);
  }
  resource.setMetadata('namespace', namespace, undefined);
  if (namespaceNode !== undefined && namespace !== '') resource.metadataNode().fields.set('namespace', namespaceNode);
}

/** The same for several; labels and annotations of the patch become texts on the way. Objects that are gone go. */
export function applyPatchTo(list: Resource[], selected: ReadonlySet<Resource>, patch: MergePatch, place: Place): void {
  const kept: Resource[] = [];
  for (const resource of list) {
    if (selected.has(resource)) {
      const copy = patch.resource.copy();
      copy.normalise('labels');
      copy.normalise('annotations');
      const { kind } = copy;
      copy.setType(resource);
      copy.setKind(kind);
      applyPatch(resource, { ...patch, resource: copy });
    }
    if (!resource.isGone) kept.push(resource);
  }
  list.length = 0;
  appendAll(list, kept, place);
}
