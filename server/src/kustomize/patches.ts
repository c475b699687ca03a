// patches, patchesStrategicMerge and patchesJson6902.
// Source: sigs.k8s.io/kustomize/api v0.21.1 (internal/builtins/Patch*Transformer.go).
import { jsonPatch } from '../api/jsonPatch.ts';
import type { PatchEntry, Selector } from './fields.ts';
import type { Files } from './files.ts';
import { readDocuments, type Document } from './documents.ts';
import { effectiveNamespace, idText } from './identity.ts';
import { inlinePlaces } from './inline.ts';
import type { KustomizationFile } from './kustomization.ts';
import { valueOf, type Place } from './node.ts';
import { operationsOf, withOperations, type Operations } from './operations.ts';
import { Refusal, within } from './refusal.ts';
import { Resource } from './resource.ts';
import { applyPatch, applyPatchTo, byId, select, type MergePatch } from './resources.ts';

/** A patch's text and where it stands. */
interface PatchText {
  readonly file: string;
  readonly text: string;
  /** Of what stands in the kustomization itself: the place of what was read from the text. */
  readonly inline: ((place: Place) => Place) | undefined;
  readonly shown: string;
}

/** The two things that a patch can be. */
interface Read {
  readonly merges: readonly MergePatch[] | undefined;
  readonly operations: Operations | undefined;
}

function resourcesOf(source: PatchText, files: Files): readonly Resource[] {
  const { file, text, inline } = source;
  const documents = inline === undefined ? files.memo.documents(file, text) : readDocuments(file, text);
  return documents.map((document) => resourceOf(document, source));
}

function resourceOf({ root, section, item }: Document, { file, inline }: PatchText): Resource {
  const made = new Resource(root, { file, section, item, place: root.place }).copy();
  if (inline !== undefined) moveTo(made, inline);
  return made;
}

/** Moves the places of what was read inline to where they are in the kustomization. */
function moveTo(resource: Resource, inline: (place: Place) => Place): void {
  const nodes = [resource.node];
  for (const node of nodes) {
    if (node.place !== undefined) node.place = inline(node.place);
    nodes.push(...node.fields.values(), ...node.items);
  }
}

const NONE: Operations = { values: [], places: [] };

const attempt = <T>(make: () => T): T | Refusal => {
  try {
    return make();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
};

/** The patches of one kustomization. */
export class Patches {
  readonly #files: Files;
  readonly #file: KustomizationFile;

  constructor(files: Files, file: KustomizationFile) {
    this.#files = files;
    this.#file = file;
  }

  #fromFile(path: string, place: Place): PatchText {
    const text = this.#files.loadText(this.#file, path, place);
    return {
      file: this.#files.pathOf(this.#file, path),
      text,
      inline: undefined,
      shown: `[path: ${JSON.stringify(path)}]`,
    };
  }

  #inline(text: string, place: Place): PatchText {
    const inline = inlinePlaces(this.#file.text, text, place);
    return { file: this.#file.path, text, inline, shown: `[patch: ${JSON.stringify(text.trim())}]` };
  }

  /** All patches of `patches`, in order. */
  apply(list: Resource[]): void {
    const entries = this.#file.fields.patches ?? [];
    // As upstream, everything is read before anything is applied.
    const read = entries.map((entry, at) => this.#read(entry, at));
    for (const [at, entry] of entries.entries()) {
      const { source, merges, operations } = read[at] as Read & { readonly source: PatchText };
      const place = this.#file.place('patches', at);
      if (merges !== undefined) this.#merge(list, entry, merges, source, place);
      else if (operations !== undefined && operations.values.length > 0) {
        if (entry.target === undefined) {
          throw new Refusal(`must specify a target for JSON patch ${source.shown}`, place);
        }
        this.#operate(list, entry.target, operations, place, true);
      }
    }
  }

  #read(entry: PatchEntry, index: number): Read & { readonly source: PatchText } {
    const { path = '', patch = '', options } = entry;
    const place = this.#file.place('patches', index);
    const inline = patch.trim() !== '';
    if (!inline && path === '') throw new Refusal('must specify one of patch and path', place);
    if (inline && path !== '') throw new Refusal("patch and path can't be set at the same time", place);
    const at = this.#file.place('patches', index, inline ? 'patch' : 'path');
    const source = inline
      ? this.#inline(patch, at)
      : within(`failed to get the patch file from path(${path})`, at, () => this.#fromFile(path, at));
    const resources = attempt(() => resourcesOf(source, this.#files));
    // What is an object is no list of operations: that is not read twice.
    const operations =
      resources instanceof Refusal || resources.length === 0
        ? attempt(() => operationsOf(source.file, source.text, source.inline))
        : NONE;
    if (resources instanceof Refusal) {
      if (operations instanceof Refusal) {
        // What was meant shows in how it begins.
        const inner = /^\s*(?:#.*\n\s*)*[-[]/.test(source.text) ? operations : resources;
        throw new Refusal(`unable to parse SM or JSON patch from ${source.shown}: ${inner.message}`, inner.place ?? at);
      }
      return { source, merges: undefined, operations };
    }
    const merges = resources.map((resource) => {
      const allowNameChange = options?.allowNameChange === true;
      const allowKindChange = options?.allowKindChange === true;
      if (allowNameChange || allowKindChange) resource.normalise('annotations');
      return { resource, allowNameChange, allowKindChange };
    });
    return { source, merges, operations: undefined };
  }

  #merge(list: Resource[], entry: PatchEntry, merges: readonly MergePatch[], source: PatchText, place: Place): void {
    const [first] = merges;
    if (entry.target !== undefined && first !== undefined) {
      if (merges.length > 1) {
        throw new Refusal(
          `Multiple Strategic-Merge Patches in one \`patches\` entry is not allowed to set \`patches.target\` field: ${source.shown}`,
          place,
        );
      }
      applyPatchTo(list, new Set(select(list, entry.target, place)), first, place);
      return;
    }
    for (const patch of merges) {
      const id = patch.resource.originalId;
      const target = within(`no resource matches strategic merge patch "${idText(id)}"`, place, () =>
        byId(list, id, patch.resource.node.place ?? place),
      );
      within('', place, () => applyPatch(target, patch));
    }
  }

  /** Applies JSON patches to what a target means. */
  #operate(list: readonly Resource[], target: Selector, operations: Operations, place: Place, remember: boolean): void {
    for (const resource of select(list, target, place)) {
      if (remember) resource.remember(effectiveNamespace(resource.id));
      const patched = jsonPatch(valueOf(resource.node), operations.values);
      if (!patched.ok) throw new Refusal(patched.error, operations.places[0] ?? place);
      resource.node = withOperations(resource.node, patched.value, operations);
    }
  }

  /** `patchesStrategicMerge`: each entry is a patch, or else the path of one. */
  applyMerges(list: Resource[]): void {
    const entries = this.#file.fields.patchesStrategicMerge ?? [];
    const patches = entries.flatMap((entry, at) => {
      const place = this.#file.place('patchesStrategicMerge', at);
      const inline = attempt(() => resourcesOf(this.#inline(entry, place), this.#files));
      const found = inline instanceof Refusal ? resourcesOf(this.#fromFile(entry, place), this.#files) : inline;
      return found.map((resource) => ({ resource, place }));
    });
    if (entries.length > 0 && patches.length === 0) {
      const words = `patch appears to be empty; files=[${entries.join(' ')}], Patch=`;
      throw new Refusal(words, this.#file.place('patchesStrategicMerge'));
    }
    for (const { resource, place } of patches) {
      const target = byId(list, resource.originalId, resource.node.place ?? place);
      const patch = { resource, allowNameChange: false, allowKindChange: false };
      within('', place, () => applyPatchTo(list, new Set([target]), patch, place));
    }
  }

  /** `patchesJson6902`. */
  applyOperations(list: readonly Resource[]): void {
    const entries = this.#file.fields.patchesJson6902 ?? [];
    const read = entries.map((entry, at) => this.#readOperations(entry, this.#file.place('patchesJson6902', at)));
    for (const [at, { target }] of entries.entries()) {
      const place = this.#file.place('patchesJson6902', at);
      const operations = read[at];
      if (operations !== undefined && target !== undefined) this.#operate(list, target, operations, place, false);
    }
  }

  #readOperations({ path = '', patch = '', target }: PatchEntry, place: Place): Operations {
    if ((target?.name ?? '') === '') throw new Refusal('must specify the target name', place);
    if (path === '' && patch === '') throw new Refusal('empty file path and empty jsonOp', place);
    if (path !== '' && patch !== '') throw new Refusal('must specify a file path or jsonOp, not both', place);
    const source = path === '' ? this.#inline(patch, place) : this.#fromFile(path, place);
    if (source.text === '') throw new Refusal(`patch file '${path}' empty seems to be empty`, place);
    const operations = operationsOf(source.file, source.text, source.inline);
    if (operations.values.length === 0) {
      throw new Refusal(`patch appears to be empty; file=${path}, JsonOp=${source.text}`, place);
    }
    return operations;
  }
}
