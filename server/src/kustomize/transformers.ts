// The transformers that know fields by their specs: namespace, name prefix and suffix, labels, annotations, replicas.
// Source: sigs.k8s.io/kustomize/api v0.21.1 (internal/builtins/, filters/).
import { compareText } from '../base/compare.ts';
import type { FieldSpec } from './fields.ts';
import { mergeSpecs, type FieldSpecs } from './fieldSpecs.ts';
import { effectiveNamespace, gvkText, idKey, idText, isClusterScoped, selectsGvk } from './identity.ts';
import type { KustomizationFile } from './kustomization.ts';
import { fieldOf, isMissing, present, scalar, type Place, type YamlNode } from './node.ts';
import { Refusal, within } from './refusal.ts';
import type { Resource } from './resource.ts';
import { applyFieldSpec, setEntry, setScalar } from './walk.ts';

const SUBJECTS = 'subjects/namespace';
const isBinding = (kind: string): boolean => kind === 'RoleBinding' || kind === 'ClusterRoleBinding';

/** The subjects named `default` get the namespace; all others keep theirs, or get it with the account's new name. */
function setSubjects(resource: Resource, namespace: string, place: Place): void {
  const subjects = present(fieldOf(resource.node, 'subjects'));
  if (subjects === undefined) return;
  if (subjects.kind !== 'seq') throw new Refusal('wrong node kind: expected SequenceNode', subjects.place);
  for (const subject of subjects.items) {
    if (subject.kind !== 'map' || present(subject.fields.get('name'))?.text !== 'default') continue;
    subject.fields.set('namespace', scalar(namespace, 'str', place));
  }
}

/** `namespace`. Source: filters/namespace/namespace.go. */
export function setNamespace(list: readonly Resource[], file: KustomizationFile, specs: FieldSpecs): void {
  const { namespace = '' } = file.fields;
  if (namespace === '') return;
  const place = file.place('namespace');
  const counts = new Map<string, number>();
  const count = (resource: Resource, by: number): number => {
    const key = idKey(resource.id);
    const sum = (counts.get(key) ?? 0) + by;
    counts.set(key, sum);
    return sum;
  };
  for (const resource of list) count(resource, 1);
  for (const resource of list) {
    if (resource.isGone) continue;
    count(resource, -1);
    resource.remember(effectiveNamespace(resource.id));
    if (!isClusterScoped(resource.id)) {
      const spec = { path: 'metadata/namespace', create: true };
      applyFieldSpec(resource, spec, { kind: 'scalar', tag: '', place }, (node) =>
        setScalar(node, namespace, 'str', place),
      );
    }
    if (isBinding(resource.kind)) setSubjects(resource, namespace, place);
    for (const spec of specs.namespace) {
      const { path = '' } = spec;
      if (path === 'metadata/namespace' || (path === 'metadata/name' && resource.apiVersion !== 'v1')) continue;
      if (isBinding(resource.kind) && isBinding(spec.kind ?? '') && path === SUBJECTS) continue;
      within('namespace transformation failed', place, () =>
        applyFieldSpec(resource, spec, { kind: 'scalar', tag: 'str', place }, (node) =>
          setScalar(node, namespace, 'str', place),
        ),
      );
    }
    if (count(resource, 1) !== 1) {
      throw new Refusal(`namespace transformation produces ID conflict: ${idText(resource.id)}`, place);
    }
  }
}

/** Kinds whose names are not the author's to choose. */
const UNNAMED = [
  { kind: 'CustomResourceDefinition' },
  { kind: 'APIService', group: 'apiregistration.k8s.io' },
  { kind: 'Namespace' },
];

/** `namePrefix` and `nameSuffix`. Source: internal/builtins/{Prefix,Suffix}Transformer.go. */
export function setAffix(
  list: readonly Resource[],
  file: KustomizationFile,
  specs: FieldSpecs,
  field: 'namePrefix' | 'nameSuffix',
): void {
  const { [field]: text = '' } = file.fields;
  if (text === '') return;
  const place = file.place(field);
  for (const resource of list) {
    const { gvk } = resource.originalId;
    if (UNNAMED.some((selector) => selectsGvk(selector, gvk))) continue;
    for (const spec of specs[field]) {
      if (!selectsGvk(spec, gvk)) continue;
      if (spec.path === 'metadata/name') {
        (field === 'namePrefix' ? resource.prefixes : resource.suffixes).push(text);
        resource.remember(effectiveNamespace(resource.id));
      }
      applyFieldSpec(resource, spec, { kind: 'scalar', tag: 'str', place }, (node) => {
        const name = node.kind === 'scalar' ? node.text : '';
        setScalar(node, field === 'namePrefix' ? text + name : name + text, '', place);
      });
    }
  }
}

function setEntries(
  list: readonly Resource[],
  texts: Readonly<Record<string, string>>,
  specs: readonly FieldSpec[],
  placeOf: (key: string) => Place,
): void {
  const keys = Object.keys(texts).sort(compareText);
  for (const resource of list) {
    for (const key of keys) setEntry(resource, specs, key, texts[key] ?? '', placeOf(key));
  }
}

/** `labels` and `commonLabels`. Source: internal/target/kusttarget_configplugin.go. */
export function setLabels(list: readonly Resource[], file: KustomizationFile, specs: FieldSpecs): void {
  const { labels = [], commonLabels = {} } = file.fields;
  for (const [at, entry] of labels.entries()) {
    const place = file.place('labels', at);
    const merged = within('failed to merge labels', place, () => {
      let fields = mergeSpecs(entry.fields ?? [], specs.labels, place);
      if (entry.includeSelectors === true) return mergeSpecs(fields, specs.commonLabels, place);
      if (entry.includeTemplates === true) fields = mergeSpecs(fields, specs.templateLabels, place);
      return mergeSpecs(fields, [{ path: 'metadata/labels', create: true }], place);
    });
    setEntries(list, entry.pairs ?? {}, merged, (key) => file.place('labels', at, 'pairs', key));
  }
  setEntries(list, commonLabels, specs.commonLabels, (key) => file.place('commonLabels', key));
}

/** `commonAnnotations`. */
export function setAnnotations(list: readonly Resource[], file: KustomizationFile, specs: FieldSpecs): void {
  const { commonAnnotations = {} } = file.fields;
  setEntries(list, commonAnnotations, specs.commonAnnotations, (key) => file.place('commonAnnotations', key));
}

/** `replicas`. Source: internal/builtins/ReplicaCountTransformer.go. */
export function setReplicas(list: readonly Resource[], file: KustomizationFile, specs: FieldSpecs): void {
  for (const [at, { name = '', count = 0 }] of (file.fields.replicas ?? []).entries()) {
    const place = file.place('replicas', at, 'count');
    let found = false;
    for (const spec of specs.replicas) {
      for (const resource of list) {
        if (!resource.ids.some((id) => id.name === name && selectsGvk(spec, id.gvk))) continue;
        found = true;
        applyFieldSpec(resource, spec, { kind: 'scalar', tag: 'int', place }, (node: YamlNode) => {
          if (node.kind !== 'scalar' && !isMissing(node))
            throw new Refusal('wrong node kind: expected ScalarNode', place);
          setScalar(node, String(count), 'int', place);
        });
      }
    }
    if (!found) {
      const types = specs.replicas.map((spec) => gvkText(spec)).join(' ');
      const words = `resource with name ${name} does not match a config with the following GVK [${types}]`;
      throw new Refusal(words, file.place('replicas', at));
    }
  }
}
