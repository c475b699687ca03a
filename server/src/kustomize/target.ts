// One kustomization and all that it takes in, recursively: resources, generators, components, transformers.
// Source: sigs.k8s.io/kustomize/api v0.21.1 (internal/target/kusttarget.go, internal/accumulator/resaccumulator.go).
import { readConfiguration, type KustomizationFile } from './kustomization.ts';
import { DEFAULTS, fieldSpecsOf, mergeFieldSpecs, NONE, type FieldSpecs } from './fieldSpecs.ts';
import { isBelow, isRemote, joinPath, NOT_READ, type Files } from './files.ts';
import { generated } from './generators.ts';
import { setImages } from './images.ts';
import type { Place } from './node.ts';
import { Patches } from './patches.ts';
import { Incomplete, Refusal, within } from './refusal.ts';
import { applyReplacements } from './replacements.ts';
import { Resource } from './resource.ts';
import { absorb, appendAll, idsOf } from './resources.ts';
import { setAffix, setAnnotations, setLabels, setNamespace, setReplicas } from './transformers.ts';
import { addVars, declareVars, type Vars } from './vars.ts';

/** Folders deeper in each other than this are no tree of anybody's. */
const MAX_DEPTH = 100;

/** What has been taken in so far. */
export interface Accumulator {
  list: Resource[];
  specs: FieldSpecs;
  vars: Vars;
}

const empty = (): Accumulator => ({ list: [], specs: NONE, vars: new Map() });

function mergeInto(target: Accumulator, more: Accumulator, place: Place, known?: Set<string>): void {
  appendAll(target.list, more.list, place, known);
  target.specs = mergeFieldSpecs(target.specs, more.specs, place);
  addVars(target.vars, more.vars.values());
}

const NO_FILE = 'no such file or directory';

/** Fields that say what is beyond us, with the reason. */
const BEYOND: readonly (readonly [keyof KustomizationFile['fields'], string])[] = [
  ['helmCharts', 'charts are not inflated'],
  ['helmChartInflationGenerator', 'charts are not inflated'],
  ['generators', 'generators are not run'],
  ['transformers', 'transformers are not run'],
  ['validators', 'validators are not run'],
  ['crds', 'not supported: crds'],
  ['openapi', 'not supported: openapi'],
];

function refuseBeyond(file: KustomizationFile): void {
  for (const [field, reason] of BEYOND) {
    const value = file.fields[field];
    const some = Array.isArray(value) ? value.length > 0 : value !== undefined && Object.keys(value).length > 0;
    if (some) throw new Incomplete(`incomplete: ${reason}`, file.place(field));
  }
  const told = (file.fields.buildMetadata ?? []).findIndex((word) => /^(?:origin|transformer)Annotations$/.test(word));
  if (told >= 0) {
    const word = file.fields.buildMetadata?.[told] ?? '';
    throw new Incomplete(`incomplete: not supported: ${word}`, file.place('buildMetadata', told));
  }
}

/** A kustomization at work. `above` are the folders of those that took it in, nearest last. */
class Target {
  readonly #files: Files;
  readonly #file: KustomizationFile;
  readonly #above: readonly string[];

  constructor(files: Files, file: KustomizationFile, above: readonly string[]) {
    this.#files = files;
    this.#file = file;
    this.#above = above;
  }

  accumulate(start: Accumulator): Accumulator {
    const file = this.#file;
    const { fields } = file;
    refuseBeyond(file);
    const accumulator = start;
    within('accumulating resources', undefined, () => {
      const known = idsOf(accumulator.list);
      for (const [at, path] of (fields.resources ?? []).entries()) {
        this.#resource(accumulator, path, file.place('resources', at), known);
      }
      for (const [at, path] of (fields.bases ?? []).entries()) {
        this.#resource(accumulator, path, file.place('bases', at), known);
      }
    });
    accumulator.specs = mergeFieldSpecs(accumulator.specs, this.#specs(), file.place('configurations'));
    for (const resource of generated(this.#files, file)) absorb(accumulator.list, resource);
    const all = within('accumulating components', undefined, () => this.#components(accumulator));
    this.#transform(all);
    declareVars(all.list, all.vars, file);
    for (const resource of all.list) {
      if (resource.through.at(-1) !== file.path) resource.through.push(file.path);
    }
    return all;
  }

  /** Kustomize's field specs with those of the files that the kustomization names. */
  #specs(): FieldSpecs {
    let specs = DEFAULTS;
    let custom = NONE;
    for (const [at, path] of (this.#file.fields.configurations ?? []).entries()) {
      const place = this.#file.place('configurations', at);
      const text = this.#files.loadText(this.#file, path, place);
      const read = fieldSpecsOf(readConfiguration(this.#files.pathOf(this.#file, path), text));
      custom = mergeFieldSpecs(custom, read, place);
    }
    if (custom !== NONE) specs = mergeFieldSpecs(specs, custom, this.#file.place('configurations'));
    return specs;
  }

  /** A file of objects, or else a folder with a kustomization. */
  #resource(accumulator: Accumulator, path: string, place: Place, known: Set<string>): void {
    if (isRemote(path)) throw new Incomplete(`incomplete: ${path} is remote`, place);
    const full = joinPath(this.#file.folder, path);
    const file = within(`accumulating resources from '${path}'`, place, () => {
      const content = this.#tryLoad(path, place);
      if (content === undefined) return undefined;
      return this.#files.memo.documents(full, content);
    });
    if (file !== undefined) {
      const resources = file.map(({ root, section, item }) =>
        new Resource(root, { file: full, section, item, place: root.place }).copy(),
      );
      within(`merging resources from '${path}'`, place, () => appendAll(accumulator.list, resources, place, known));
      return;
    }
    const base = this.#open(path, place, false);
    const inner = within('', undefined, () => this.#below(base).accumulate(empty()));
    within(`recursed merging from path '${full}'`, place, () => mergeInto(accumulator, inner, place, known));
  }

  /** The text of a file; undefined where there is none, as the path may be a folder's. */
  #tryLoad(path: string, place: Place): string | undefined {
    try {
      return this.#files.loadText(this.#file, path, place);
    } catch (error) {
      const gone = error instanceof Refusal && (error.message.endsWith(NO_FILE) || error.message.endsWith(NOT_READ));
      if (gone) return undefined;
      throw error;
    }
  }

  /** The kustomization of a folder. */
  #open(path: string, place: Place, component: boolean): KustomizationFile {
    if (path === '') throw new Refusal('new root cannot be empty', place);
    if (isRemote(path)) throw new Incomplete(`incomplete: ${path} is remote`, place);
    const written = path.replaceAll('\\', '/');
    if (written.startsWith('/') || /^[A-Za-z]:\//.test(written)) {
      throw new Refusal(`new root '${path}' cannot be absolute`, place);
    }
    const folder = joinPath(this.#file.folder, path);
    for (const visited of [...this.#above, this.#file.folder].reverse()) {
      if (isBelow(visited, folder)) {
        const words = `cycle detected: candidate root '${folder}' contains visited root '${visited}'`;
        throw new Refusal(words, place);
      }
    }
    if (this.#above.length > MAX_DEPTH) throw new Incomplete('incomplete: folders are nested too deeply', place);
    const file = this.#files.kustomizationIn(folder, place);
    if (file === undefined) {
      const names = "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory";
      throw new Refusal(
        /\.(?:ya?ml|json)$/i.test(path)
          ? `accumulating resources from '${path}': ${NO_FILE}`
          : `'${path}': ${NO_FILE}, or ${names} '${folder}'`,
        place,
      );
    }
    const { kind = '' } = file.fields;
    if (component && kind !== 'Component') {
      throw new Refusal(`expected kind 'Component' for path '${folder}' but got '${kind}'`, place);
    }
    if (!component && kind === 'Component') {
      throw new Refusal(`expected kind != 'Component' for path '${folder}'`, place);
    }
    return file;
  }

  #below(file: KustomizationFile): Target {
    return new Target(this.#files, file, [...this.#above, this.#file.folder]);
  }

  /** Components work on what is there, and what they give takes its place. */
  #components(start: Accumulator): Accumulator {
    let all = start;
    for (const [at, path] of (this.#file.fields.components ?? []).entries()) {
      const place = this.#file.place('components', at);
      const file = this.#open(path, place, true);
      const made = this.#below(file).accumulate(all);
      all = empty();
      mergeInto(all, made, place);
    }
    return all;
  }

  /** The order is upstream's. */
  #transform(accumulator: Accumulator): void {
    const { list, specs } = accumulator;
    const file = this.#file;
    const patches = new Patches(this.#files, file);
    patches.applyMerges(list);
    patches.apply(list);
    // What a patch has emptied is gone.
    const left = list.filter((resource) => !resource.isGone);
    list.splice(0, list.length, ...left);
    setNamespace(list, file, specs);
    setAffix(list, file, specs, 'namePrefix');
    setAffix(list, file, specs, 'nameSuffix');
    setLabels(list, file, specs);
    setAnnotations(list, file, specs);
    patches.applyOperations(list);
    setReplicas(list, file, specs);
    setImages(list, file, specs);
    applyReplacements(list, file, this.#files);
  }
}

/** Takes in a kustomization. Throws a Refusal. */
export const accumulate = (files: Files, file: KustomizationFile): Accumulator =>
  new Target(files, file, []).accumulate(empty());
