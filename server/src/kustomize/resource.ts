// An object under construction: its tree, what it was called before, and what a build has to remember of it. Kustomize
// keeps the latter in annotations of the object; here it stands beside.
// Source: sigs.k8s.io/kustomize/api v0.21.1 (resource/resource.go).
import { gvkOf, type GroupVersionKind } from '../api/gvk.ts';
import { compareText } from '../base/compare.ts';
import { copyNode, fieldOf, mapping, present, scalar, textNode, textOf, type Place, type YamlNode } from './node.ts';
import type { Id } from './identity.ts';

/** Where an object comes from. */
export interface Origin {
  readonly file: string;
  /** The section of the file, and the item of a List in it; undefined for what is generated. */
  readonly section: number | undefined;
  readonly item: number | undefined;
  readonly place: Place | undefined;
}

/** What a generator does with what is there: `create`, `replace`, `merge`. */
export type Behavior = '' | 'create' | 'replace' | 'merge';

interface Former {
  readonly name: string;
  readonly namespace: string;
  readonly kind: string;
}

const NO_TYPE = { apiVersion: '', kind: '', gvk: gvkOf('', '') };

/** One object of a build. */
export class Resource {
  node: YamlNode;
  origin: Origin;
  /** Oldest first. */
  former: Former[] = [];
  prefixes: string[] = [];
  suffixes: string[] = [];
  behavior: Behavior = '';
  needsHash = false;
  /** Names of the vars that read this object. */
  vars: string[] = [];
  /** The kustomization files that took it in, innermost first. */
  through: string[] = [];

  #type: { readonly apiVersion: string; readonly kind: string; readonly gvk: GroupVersionKind } = NO_TYPE;

  constructor(node: YamlNode, origin: Origin) {
    this.node = node;
    this.origin = origin;
  }

  copy(): Resource {
    const made = new Resource(copyNode(this.node), this.origin);
    made.former = [...this.former];
    made.through = [...this.through];
    return made;
  }

  get apiVersion(): string {
    return fieldOf(this.node, 'apiVersion')?.text ?? '';
  }
  get kind(): string {
    return fieldOf(this.node, 'kind')?.text ?? '';
  }
  /** The type; the same value as long as it is the same. */
  get gvk(): GroupVersionKind {
    const { apiVersion, kind } = this;
    if (this.#type.apiVersion !== apiVersion || this.#type.kind !== kind) {
      this.#type = { apiVersion, kind, gvk: gvkOf(apiVersion, kind) };
    }
    return this.#type.gvk;
  }
  get name(): string {
    return textOf(this.metadata('name'));
  }
  get namespace(): string {
    return textOf(this.metadata('namespace'));
  }

  metadata(field: string): YamlNode | undefined {
    return fieldOf(fieldOf(this.node, 'metadata'), field);
  }

  get id(): Id {
    return { gvk: this.gvk, name: this.name, namespace: this.namespace };
  }

  /** Every id it had before, oldest first. */
  get formerIds(): readonly Id[] {
    const { gvk } = this;
    return this.former.map(({ name, namespace, kind }) => ({
      gvk: kind === gvk.kind ? gvk : { ...gvk, kind },
      name,
      namespace,
      former: true,
    }));
  }

  get ids(): readonly Id[] {
    return [...this.formerIds, this.id];
  }

  /** The id that it came with. */
  get originalId(): Id {
    const [first] = this.former;
    if (first === undefined) return this.id;
    const { gvk } = this;
    const { name, namespace, kind } = first;
    return { gvk: kind === gvk.kind ? gvk : { ...gvk, kind }, name, namespace, former: true };
  }

  /** Sets a text below `metadata`; "" takes a namespace away. */
  setMetadata(field: 'name' | 'namespace', text: string, place: Place | undefined): void {
    const metadata = this.metadataNode();
    const found = present(metadata.fields.get(field));
    if (text === '' && field === 'namespace') metadata.fields.delete(field);
    // Quotes stay: a name of digits alone is a number without them.
    else if (found?.text !== text) metadata.fields.set(field, scalar(text, '', place, found?.quoted ?? false));
  }

  /** The `metadata` mapping, made if there is none. */
  metadataNode(): YamlNode {
    const found = fieldOf(this.node, 'metadata');
    if (found?.kind === 'map') return found;
    const made = mapping(new Map(), found?.place);
    this.node.fields.set('metadata', made);
    return made;
  }

  setKind(kind: string): void {
    const node = fieldOf(this.node, 'kind');
    if (node?.text !== kind) this.node.fields.set('kind', textNode(kind, node?.place));
  }

  setType(other: Resource): void {
    const { apiVersion } = other;
    const node = fieldOf(this.node, 'apiVersion');
    if (node?.text !== apiVersion) this.node.fields.set('apiVersion', textNode(apiVersion, node?.place));
    this.setKind(other.kind);
  }

  /** Labels or annotations as texts, as they are spelt. */
  texts(field: 'labels' | 'annotations'): Readonly<Record<string, string>> {
    const node = this.metadata(field);
    const entries = [...(node?.kind === 'map' ? node.fields : [])].map(([key, value]) => [key, value.text] as const);
    return Object.fromEntries(entries);
  }

  /**
   * Labels or annotations written back: values become texts, even nulls (`null` and all), keys are sorted, and an empty
   * mapping goes.
   */
  normalise(field: 'labels' | 'annotations'): void {
    const node = this.metadata(field);
    if (node === undefined) return;
    const metadata = this.metadataNode();
    if (node.kind !== 'map' || node.fields.size === 0) {
      metadata.fields.delete(field);
      return;
    }
    const sorted = [...node.fields].sort(([a], [b]) => compareText(a, b));
    const texts = sorted.map(([key, value]): [string, YamlNode] => [
      key,
      value.kind === 'scalar' ? textNode(value.text, value.place) : textNode('', value.place),
    ]);
    metadata.fields.set(field, mapping(new Map(texts), node.place));
  }

  /** Remembers what it is called now, before that changes. */
  remember(effectiveNamespace: string): void {
    this.former.push({ name: this.name, namespace: effectiveNamespace, kind: this.kind });
  }

  /** Whether nothing of it is left. */
  get isGone(): boolean {
    return present(this.node) === undefined || (this.node.kind === 'map' && this.node.fields.size === 0);
  }
}
