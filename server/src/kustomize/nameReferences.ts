// References by name follow the objects that a build has renamed or moved.
// Source: sigs.k8s.io/kustomize/api v0.21.1 (internal/accumulator/namereferencetransformer.go, filters/nameref/).
import { gvkKey } from '../api/gvk.ts';
import type { FieldSpec } from './fields.ts';
import type { FieldSpecs } from './fieldSpecs.ts';
import {
  effectiveNamespace,
  idText,
  isClusterScoped,
  sameNamespace,
  selectsGvk,
  type GvkSelector,
  type Id,
} from './identity.ts';
import { fieldOf, isMissing, present, scalar, textOf, valueOf, type YamlNode } from './node.ts';
import { Refusal, within } from './refusal.ts';
import type { Resource } from './resource.ts';
import { applyFieldSpec } from './walk.ts';

/** A possible target with its ids, which do not change while references are followed. */
interface Candidate {
  readonly resource: Resource;
  readonly id: Id;
  readonly former: readonly Id[];
}

/** Whether one list of prefixes ends as the other does. */
function sameEnding(a: readonly string[], b: readonly string[]): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length === 0) return long.length === 0;
  return short.every((part, at) => part === long[at + long.length - short.length]);
}

/** Whether two objects went through the same kustomizations, as their prefixes and suffixes tell. */
function sameAffixes(a: Resource, b: Resource, emptyToo: boolean): boolean {
  const same = (x: readonly string[], y: readonly string[]): boolean =>
    (emptyToo && (x.length === 0 || y.length === 0)) || sameEnding(x, y);
  return same(a.prefixes, b.prefixes) && same(a.suffixes, b.suffixes);
}

/** The namespaces of the accounts that a RoleBinding names. */
function accountNamespaces(resource: Resource): ReadonlySet<string> {
  const out = new Set<string>();
  const subjects = resource.kind === 'RoleBinding' ? fieldOf(resource.node, 'subjects') : undefined;
  for (const subject of subjects?.items ?? []) {
    const namespace = fieldOf(subject, 'namespace');
    if (namespace === undefined || textOf(fieldOf(subject, 'kind')) !== 'ServiceAccount') continue;
    if (namespace.kind !== 'scalar' || typeof valueOf(namespace) !== 'string') {
      const words = `Invalid Input: namespace is blank for resource "${idText(resource.id)}"`;
      throw new Refusal(words, namespace.place);
    }
    out.add(namespace.text);
  }
  return out;
}

const untyped = new WeakMap<FieldSpec, FieldSpec>();

/** A spec for any type: the type was looked at by what the object was at first, and may be another now. */
function anyTypeOf(spec: FieldSpec): FieldSpec {
  let found = untyped.get(spec);
  if (!found) untyped.set(spec, (found = { path: spec.path ?? '' }));
  return found;
}

class References {
  readonly #referrer: Resource;
  readonly #id: Id;
  readonly #candidates: readonly Candidate[];

  constructor(referrer: Resource, all: readonly Candidate[]) {
    this.#referrer = referrer;
    this.#id = referrer.id;
    const anywhere = isClusterScoped(this.#id);
    const accounts = accountNamespaces(referrer);
    this.#candidates = all.filter(
      ({ id, former }) =>
        former.length > 0 &&
        (anywhere || isClusterScoped(id) || sameNamespace(id, this.#id) || accounts.has(id.namespace)),
    );
  }

  /** Of a `roleRef`, group and kind count. */
  #roleRef(spec: FieldSpec): GvkSelector | undefined {
    if (spec.path?.endsWith('roleRef/name') !== true) return undefined;
    const roleRef = fieldOf(this.#referrer.node, 'roleRef');
    const group = present(fieldOf(roleRef, 'apiGroup'));
    const kind = present(fieldOf(roleRef, 'kind'));
    return group === undefined || kind === undefined ? undefined : { group: group.text, kind: kind.text };
  }

  /** The one object that a name means. */
  #find(
    name: string,
    candidates: readonly Candidate[],
    target: GvkSelector,
    spec: FieldSpec,
    withNamespace: boolean,
  ): Resource | undefined {
    const role = this.#roleRef(spec);
    let found = candidates.filter(
      ({ id, former }) =>
        former.some((other) => other.name === name) &&
        former.some(({ gvk }) => selectsGvk(target, gvk)) &&
        (role === undefined || former.some(({ gvk }) => selectsGvk(role, gvk))) &&
        (isClusterScoped(this.#id) ||
          isClusterScoped(id) ||
          id.gvk.kind === 'ServiceAccount' ||
          sameNamespace(this.#id, id)),
    );
    if (found.length !== 1) {
      found = found.filter(({ resource }) => sameAffixes(resource, this.#referrer, true));
      if (found.length > 1) found = found.filter(({ resource }) => sameAffixes(resource, this.#referrer, false));
    }
    const [first] = found;
    if (first === undefined) return undefined;
    const alike = found.every(
      ({ resource }) =>
        resource.name === first.resource.name && (!withNamespace || resource.namespace === first.resource.namespace),
    );
    if (alike) return first.resource;
    const ids = found.map(({ id }) => idText(id)).join(', ');
    throw new Refusal(`found multiple possible referrals: ${ids}`, undefined);
  }

  #setScalar(node: YamlNode, target: GvkSelector, spec: FieldSpec): void {
    const found = this.#find(node.text, this.#candidates, target, spec, false);
    if (found === undefined || found.name === node.text) return;
    Object.assign(node, { text: found.name, tag: '', place: node.place });
  }

  /** A mapping with `name` and perhaps `namespace`: both follow. */
  #setMapping(node: YamlNode, target: GvkSelector, spec: FieldSpec): void {
    const name = node.fields.get('name');
    if (name === undefined) throw new Refusal("path config error; no 'name' field in node", node.place);
    const namespace = node.fields.get('namespace');
    const found = this.#find(name.text, this.#inNamespace(namespace), target, spec, true);
    if (found === undefined || (found.name === name.text && found.namespace === '')) return;
    if (found.name !== name.text) {
      node.fields.set('name', scalar(found.name, '', name.place, name.quoted));
    }
    if (found.namespace === '' || found.namespace === textOf(namespace)) return;
    const { place } = found.metadata('namespace') ?? { place: name.place };
    node.fields.set('namespace', scalar(found.namespace, '', place, namespace?.quoted ?? false));
  }

  #inNamespace(namespace: YamlNode | undefined): readonly Candidate[] {
    if (namespace === undefined) return this.#candidates;
    const { text } = namespace;
    const original = ({ id, former }: Candidate): string => effectiveNamespace(former[0] ?? id);
    const first = this.#candidates.filter((each) => original(each) === text);
    return first.length > 0 ? first : this.#candidates.filter(({ id }) => effectiveNamespace(id) === text);
  }

  #set(node: YamlNode, target: GvkSelector, spec: FieldSpec): void {
    if (isMissing(node)) return;
    if (node.kind === 'scalar') this.#setScalar(node, target, spec);
    else if (node.kind === 'map') this.#setMapping(node, target, spec);
    else {
      for (const item of node.items) {
        if (isMissing(item)) continue;
        if (item.kind === 'scalar') this.#setScalar(item, target, spec);
        else if (item.kind === 'map') this.#setMapping(item, target, spec);
        else throw new Refusal('expected to be either a string or a map of string', item.place);
      }
    }
  }

  follow(spec: FieldSpec, target: GvkSelector): void {
    const words = `updating name reference in '${spec.path ?? ''}' field of '${idText(this.#id)}'`;
    within(words, this.#referrer.origin.place, () =>
      applyFieldSpec(this.#referrer, anyTypeOf(spec), undefined, (node) => this.#set(node, target, spec)),
    );
  }
}

/** Lets every reference in the objects follow. */
export function followNames(list: readonly Resource[], specs: FieldSpecs): void {
  const candidates = list.map((resource) => ({ resource, id: resource.id, former: resource.formerIds }));
  const byType = new Map<string, readonly { readonly spec: FieldSpec; readonly target: GvkSelector }[]>();
  for (const referrer of list) {
    const { gvk } = referrer.originalId;
    const fields =
      byType.get(gvkKey(gvk)) ??
      specs.nameReference.flatMap((target) =>
        target.fieldSpecs.filter((spec) => selectsGvk(spec, gvk)).map((spec) => ({ spec, target })),
      );
    byType.set(gvkKey(gvk), fields);
    if (fields.length === 0) continue;
    const references = new References(referrer, candidates);
    for (const { spec, target } of fields) references.follow(spec, target);
  }
}
