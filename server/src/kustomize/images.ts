// images: new names, tags and digests for the images of containers.
// Source: sigs.k8s.io/kustomize/api v0.21.1 (filters/imagetag/, internal/image/image.go).
import type { ImageEntry } from './fields.ts';
import type { FieldSpecs } from './fieldSpecs.ts';
import type { KustomizationFile } from './kustomization.ts';
import { present, type Place, type YamlNode } from './node.ts';
import { pattern, type Pattern } from './patterns.ts';
import { Refusal } from './refusal.ts';
import type { Resource } from './resource.ts';
import { applyFieldSpec, kindName, setScalar } from './walk.ts';

interface Parts {
  readonly name: string;
  readonly tag: string;
  readonly digest: string;
}

/** `registry:5000/app:1.2@sha256:…` → its parts; a colon before the first slash is a port's. */
function split(image: string): Parts {
  const slash = Math.max(0, image.indexOf('/'));
  const rest = image.slice(slash);
  const at = rest.indexOf('@');
  const colon = rest.indexOf(':');
  if (at < 0 && colon < 0) return { name: image, tag: '', digest: '' };
  const digest = at < 0 ? '' : image.slice(slash + at + 1);
  if (at >= 0 && (colon < 0 || at < colon)) return { name: image.slice(0, slash + at), tag: '', digest };
  const end = at < 0 ? image.length : slash + at;
  return { name: image.slice(0, slash + colon), tag: image.slice(slash + colon + 1, end), digest };
}

function renamed(image: string, entry: ImageEntry): string {
  const { newName = '', newTag = '', digest: newDigest = '', tagSuffix = '' } = entry;
  const old = split(image);
  let { tag, digest } = old;
  if (newTag !== '' || newDigest !== '') [tag, digest] = [newTag, newDigest];
  else if (tagSuffix !== '') [tag, digest] = [tag + tagSuffix, ''];
  const name = newName === '' ? old.name : newName;
  return name + (tag === '' ? '' : `:${tag}`) + (digest === '' ? '' : `@${digest}`);
}

class Renaming {
  readonly #entry: ImageEntry;
  readonly #matches: Pattern;
  readonly #place: Place;

  constructor(entry: ImageEntry, place: Place) {
    this.#entry = entry;
    this.#matches = pattern(`^${entry.name ?? ''}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`, place);
    this.#place = place;
  }

  set(node: YamlNode): void {
    const found = present(node);
    if (found === undefined) return;
    if (found.kind !== 'scalar') {
      throw new Refusal(`wrong node kind: expected ScalarNode but got ${kindName(found)}`, found.place);
    }
    if (this.#matches(found.text)) setScalar(found, renamed(found.text, this.#entry), '', this.#place);
  }

  /** Whatever is called `containers`, wherever it stands, as custom resources have it. */
  everywhere(node: YamlNode): void {
    if (node.kind === 'seq') for (const item of node.items) this.everywhere(item);
    if (node.kind !== 'map') return;
    for (const [key, value] of node.fields) {
      this.everywhere(value);
      if ((key !== 'containers' && key !== 'initContainers') || value.kind !== 'seq') continue;
      for (const item of value.items) {
        if (item.kind === 'scalar' && present(item) !== undefined) {
          throw new Refusal('wrong node kind: expected MappingNode but got ScalarNode', item.place);
        }
        const image = item.fields.get('image');
        if (image !== undefined) this.set(image);
      }
    }
  }
}

/** Sets images, entry by entry. CustomResourceDefinitions are left alone. */
export function setImages(list: readonly Resource[], file: KustomizationFile, specs: FieldSpecs): void {
  const { images = [], imageTags = [] } = file.fields;
  const entries = [
    ...images.map((entry, at) => ({ entry, place: file.place('images', at) })),
    ...imageTags.map((entry, at) => ({ entry, place: file.place('imageTags', at) })),
  ];
  for (const { entry, place } of entries) {
    const renaming = new Renaming(entry, place);
    const resources = list.filter(({ kind }) => kind !== 'CustomResourceDefinition');
    for (const resource of resources) renaming.everywhere(resource.node);
    for (const resource of resources) {
      for (const spec of specs.images) applyFieldSpec(resource, spec, undefined, (node) => renaming.set(node));
    }
  }
}
