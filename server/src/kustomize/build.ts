// What a kustomization builds: the objects that `kubectl apply -k` would send, each with where it comes from.
// Pure: files are given by a function. Follows kustomize v5.8.1, which kubectl 1.36 has in it.
// Not here: charts, plugins and anything remote; what needs them is said to be incomplete, never guessed.
// Source: sigs.k8s.io/kustomize/api v0.21.1 (krusty/kustomizer.go).
import type { FieldPath } from '../api/fieldPath.ts';
import { Files, KUSTOMIZATION_NAMES, Memo, type Read } from './files.ts';
import { hashOf } from './hash.ts';
import { effectiveNamespace } from './identity.ts';
import type { KustomizationFile } from './kustomization.ts';
import { followNames } from './nameReferences.ts';
import { nearest, textOf, fieldOf, valueOf, type Place } from './node.ts';
import { ordered } from './order.ts';
import { Incomplete, Refusal } from './refusal.ts';
import type { Origin, Resource } from './resource.ts';
import { accumulate, type Accumulator } from './target.ts';
import { setEntry } from './walk.ts';
import { resolveVars } from './vars.ts';

export { Memo, joinPath, isRemote, KUSTOMIZATION_NAMES, type Read } from './files.ts';
export type { Place } from './node.ts';
export type { Origin } from './resource.ts';

/** One object of a build. */
export interface BuiltObject {
  /** JSON, as kubectl would send it. */
  readonly value: unknown;
  readonly origin: Origin;
  /** The kustomization files that took it in, innermost first. */
  readonly through: readonly string[];
  /**
   * Where the field at a path was made: in the file of origin, in a patch, or in a kustomization. `whole` is false
   * where the field does not exist: then it is the place of the nearest one around it.
   */
  placeOf(path: FieldPath): { readonly place: Place | undefined; readonly whole: boolean };
}

/** Why a build gives nothing. */
export interface BuildProblem {
  /** In kustomize's words; of an incomplete build, what is missing. */
  readonly message: string;
  readonly place: Place;
}

/** The outcome of a build. */
export interface Build {
  /** `incomplete`: kustomize may well build it, but not without what is out of reach. */
  readonly state: 'built' | 'refused' | 'incomplete';
  readonly objects: readonly BuiltObject[];
  readonly problem: BuildProblem | undefined;
  /** The kustomization file; undefined if there is none. */
  readonly file: string | undefined;
  /** Every path that was asked for, also in vain: if none of their files changes, neither does the build. */
  readonly asked: ReadonlySet<string>;
}

class Built implements BuiltObject {
  readonly value: unknown;
  readonly origin: Origin;
  readonly through: readonly string[];
  readonly #resource: Resource;

  constructor(resource: Resource) {
    this.value = valueOf(resource.node);
    this.origin = resource.origin;
    this.through = resource.through;
    this.#resource = resource;
  }

  placeOf(path: FieldPath) {
    const { node, whole } = nearest(this.#resource.node, path);
    return { place: node.place ?? this.origin.place, whole };
  }
}

function addHashes({ list }: Accumulator): void {
  for (const resource of list) {
    if (!resource.needsHash) continue;
    const name = `${resource.name}-${hashOf(resource)}`;
    resource.remember(effectiveNamespace(resource.id));
    resource.setMetadata('name', name, resource.metadata('name')?.place);
  }
}

/** Objects for the author's own use stay behind. */
function isLocal(resource: Resource): boolean {
  const annotation = fieldOf(resource.metadata('annotations'), 'config.kubernetes.io/local-config');
  return annotation !== undefined && annotation.text !== 'false';
}

/** Annotations that kustomize keeps for itself, should somebody have written them. */
const OWN_ANNOTATIONS = /^(?:internal\.config\.kubernetes\.io\/|config\.kubernetes\.io\/(?:path|index|id|origin)$)/;

function finish(resource: Resource): void {
  const annotations = resource.metadata('annotations');
  if (annotations?.kind === 'map') {
    for (const key of [...annotations.fields.keys()]) if (OWN_ANNOTATIONS.test(key)) annotations.fields.delete(key);
  }
  resource.normalise('annotations');
}

function run(files: Files, file: KustomizationFile): readonly Resource[] {
  const accumulator = accumulate(files, file);
  addHashes(accumulator);
  followNames(accumulator.list, accumulator.specs);
  resolveVars(accumulator.list, accumulator.vars, accumulator.specs);
  for (const resource of accumulator.list) {
    if (resource.kind === '' || (textOf(resource.metadata('name')) === '' && !resource.kind.endsWith('List'))) {
      const what = resource.kind === '' ? 'kind' : 'metadata.name';
      throw new Refusal(`missing ${what} in object {${resource.apiVersion} ${resource.kind}}`, resource.node.place);
    }
  }
  const list = ordered(
    accumulator.list.filter((resource) => !isLocal(resource)),
    file,
  );
  if ((file.fields.buildMetadata ?? []).includes('managedByLabel')) {
    const spec = { path: 'metadata/labels', create: true };
    const place = file.place('buildMetadata');
    for (const resource of list) setEntry(resource, [spec], 'app.kubernetes.io/managed-by', MANAGED_BY, place);
  }
  list.forEach(finish);
  return list;
}

/** The version that kubectl 1.36 names. */
const MANAGED_BY = 'kustomize-v5.8.1';

/**
 * Builds the kustomization of a folder. `memo` keeps what was parsed for the next build. Never throws on what is
 * written.
 */
export function build(folder: string, read: Read, memo: Memo = new Memo()): Build {
  const files = new Files(read, memo);
  const { asked } = files;
  let file: KustomizationFile | undefined;
  try {
    file = files.kustomizationIn(folder, undefined);
    if (file === undefined) {
      const names = "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory";
      const place = { file: folder, range: { start: 0, end: 0 } };
      const problem = { message: `${names} '${folder}'`, place };
      return { state: 'refused', objects: [], problem, file: undefined, asked };
    }
    const objects = run(files, file).map((resource) => new Built(resource));
    return { state: 'built', objects, problem: undefined, file: file.path, asked };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const place = error.place ?? { file: file?.path ?? folder, range: { start: 0, end: 0 } };
    const state = error instanceof Incomplete ? 'incomplete' : 'refused';
    // A kustomization that cannot be read at all is one all the same.
    const known = KUSTOMIZATION_NAMES.some((name) => place.file === name || place.file.endsWith(`/${name}`));
    const path = file?.path ?? (known ? place.file : undefined);
    return { state, objects: [], problem: { message: error.message, place }, file: path, asked };
  }
}
