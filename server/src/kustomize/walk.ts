// Following paths through trees: the paths of field specs (`spec/template/metadata/labels`), which pass through lists
// unasked, and those of replacements (`spec.ports.[name=web].port`), which say which items they mean.
// Source: sigs.k8s.io/kustomize/api v0.21.1 (filters/fieldspec), kyaml v0.21.1 (utils/pathsplitter.go, yaml/fns.go).
import type { FieldSpec } from './fields.ts';
import { idText, selectsGvk } from './identity.ts';
import { isMissing, mapping, scalar, sequence, type Place, type YamlNode } from './node.ts';
import { Incomplete, Refusal } from './refusal.ts';
import type { Resource } from './resource.ts';
import type { Tag } from './scalar.ts';

/** What is made where a path leads to nothing. */
export interface Creation {
  readonly kind: 'scalar' | 'map';
  readonly tag: Tag;
  readonly place: Place | undefined;
}

/** Cuts a path; `\` keeps the delimiter behind it. */
export function splitPath(path: string, delimiter: string): string[] {
  let parts = path.split(delimiter);
  if (parts.length > 1 && parts[0] === '') parts = parts.slice(1);
  const out: string[] = [parts[0] ?? ''];
  for (const part of parts.slice(1)) {
    const last = out.length - 1;
    const before = out[last] ?? '';
    if (before.endsWith('\\')) out[last] = before.slice(0, -1) + delimiter + part;
    else out.push(part);
  }
  return out;
}

/** Cuts a path at dots; brackets hold together, and those around a mere name fall away. */
export function splitSmartly(path: string): string[] {
  const parts = splitPath(path, '.');
  const out: string[] = [];
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] ?? '';
    if (!part.startsWith('[') || part.endsWith(']')) {
      out.push(part);
      continue;
    }
    const bracketed = [part];
    while (i < parts.length - 1) {
      const next = parts[++i] ?? '';
      bracketed.push(next);
      if (next.endsWith(']')) break;
    }
    const whole = bracketed.join('.');
    out.push(whole.includes('=') ? whole : whole.replace(/^[[\]]+|[[\]]+$/g, ''));
  }
  return out;
}

const emptyNode = (kind: 'scalar' | 'map' | 'seq', place: Place | undefined): YamlNode =>
  kind === 'map' ? mapping(new Map(), place) : kind === 'seq' ? sequence([], place) : scalar('', '', place);

/** A null that is to become something else does so where it stands. */
function turnInto(node: YamlNode, kind: 'scalar' | 'map' | 'seq', tag: Tag): void {
  Object.assign(node, emptyNode(kind, node.place), { tag: kind === 'scalar' ? tag : '', text: node.text });
}

class FieldSpecWalk {
  readonly #create: Creation | undefined;
  readonly #set: (node: YamlNode) => void;

  constructor(create: Creation | undefined, set: (node: YamlNode) => void) {
    this.#create = create;
    this.#set = set;
  }

  walk(node: YamlNode, path: readonly string[]): void {
    if (path.length === 0) return this.#set(node);
    if (isMissing(node)) return;
    if (node.kind === 'seq') for (const item of node.items) this.walk(item, path);
    else if (node.kind === 'map') this.#intoMap(node, path);
    else throw new Refusal('expected sequence or mapping node', node.place);
  }

  #intoMap(node: YamlNode, path: readonly string[]): void {
    const [step = '', ...rest] = path;
    const isSeq = step.endsWith('[]');
    const name = isSeq ? step.slice(0, -2) : step;
    if (name === '') throw new Refusal('cannot set or create an empty field name', node.place);
    const create = isSeq ? undefined : this.#create;
    const kind = rest.length === 0 ? (create?.kind ?? 'map') : 'map';
    let field = node.fields.get(name);
    if (field === undefined) {
      if (create === undefined) return;
      field = emptyNode(kind, create.place);
      node.fields.set(name, field);
    } else if (isMissing(field)) {
      if (create !== undefined) turnInto(field, kind, create.tag);
      else if (isSeq) turnInto(field, 'seq', '');
    }
    this.walk(field, rest);
  }
}

const known = new WeakMap<FieldSpec, readonly string[]>();

/** The steps of a spec's path; the same specs are followed for every object. */
function stepsOf(spec: FieldSpec): readonly string[] {
  let steps = known.get(spec);
  if (!steps) known.set(spec, (steps = splitPath(spec.path ?? '', '/')));
  return steps;
}

/** Sets the field that a spec leads to in an object, if the spec is for its type. */
export function applyFieldSpec(
  resource: Resource,
  spec: FieldSpec,
  create: Creation | undefined,
  set: (node: YamlNode) => void,
): void {
  if (!selectsGvk(spec, resource.gvk)) return;
  const walk = new FieldSpecWalk(spec.create === true ? create : undefined, set);
  try {
    walk.walk(resource.node, stepsOf(spec));
  } catch (error) {
    if (!(error instanceof Refusal) || error instanceof Incomplete) throw error;
    const where = `considering field '${spec.path ?? ''}' of object ${idText(resource.id)}`;
    throw new Refusal(`${where}: ${error.message}`, error.place);
  }
}

/** Sets one entry of the mapping at each of the specs' fields to a text: a label, an annotation. */
export function setEntry(
  resource: Resource,
  specs: readonly FieldSpec[],
  key: string,
  text: string,
  place: Place | undefined,
): void {
  for (const spec of specs) {
    applyFieldSpec(resource, spec, { kind: 'map', tag: '', place }, (node) => {
      if (isMissing(node)) return;
      if (node.kind !== 'map')
        throw new Refusal(`wrong node kind: expected MappingNode but got ${kindName(node)}`, node.place);
      node.fields.set(key, scalar(text, 'str', place));
    });
  }
}

/** Sets a scalar where it stands. */
export function setScalar(node: YamlNode, text: string, tag: Tag, place: Place | undefined): void {
  if (isMissing(node)) return void Object.assign(node, { text, tag, place });
  if (node.kind !== 'scalar') {
    throw new Refusal(`wrong node kind: expected ScalarNode but got ${kindName(node)}`, node.place);
  }
  Object.assign(node, { text, tag, place });
}

/** A kind of node in kustomize's words. */
export const kindName = (node: YamlNode): string =>
  node.kind === 'map' ? 'MappingNode' : node.kind === 'seq' ? 'SequenceNode' : 'ScalarNode';
