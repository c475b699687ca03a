// The kustomizations of a workspace: which files belong together, what they are called in the end, which of them are
// patches, and what is generated. Not a build: names are known under every form that a build could give them.
import { folderOf, isKustomization, readKustomization, type Kustomization } from './kustomization.ts';

/** A name as a build gives it. */
export interface Placement {
  /** The namespace that a kustomization sets; undefined: what is written. */
  readonly namespace: string | undefined;
  readonly prefix: string;
  readonly suffix: string;
}

/** What the kustomizations make of the objects of one file. */
export interface FilePlacement {
  readonly placements: readonly Placement[];
  readonly labels: Readonly<Record<string, string>>;
  readonly fragment: boolean;
  readonly incomplete: boolean;
  /** `/ConfigMap name` of what is generated. */
  readonly generated: ReadonlySet<string>;
}

const PLAIN: Placement = { namespace: undefined, prefix: '', suffix: '' };
const NOTHING: FilePlacement = {
  placements: [PLAIN],
  labels: {},
  fragment: false,
  incomplete: false,
  generated: new Set(),
};

const CHART = /(?:^|\/)(?:Chart|values[\w.-]*)\.ya?ml$/;

/** Whether a file says how others are put together. */
export const isStructural = (uri: string): boolean => isKustomization(uri) || CHART.test(uri);

/** The kustomizations of a workspace, and what they say of each file. */
export class Kustomizations {
  readonly #byFolder = new Map<string, Kustomization>();
  readonly #charts = new Set<string>();
  readonly #isKnown: (uri: string) => boolean;
  #parents: Map<string, Kustomization[]> | undefined;
  #patching = new Map<string, Kustomization[]>();
  #reading = new Map<string, Kustomization[]>();
  readonly #memo = new Map<string, FilePlacement>();

  /** `isKnown` says whether the workspace has a file. */
  constructor(isKnown: (uri: string) => boolean) {
    this.#isKnown = isKnown;
  }

  /** A structural file is new, has changed, or is gone (undefined). */
  set(uri: string, text: string | undefined): void {
    this.#parents = undefined;
    this.#memo.clear();
    if (CHART.test(uri)) {
      if (text === undefined) this.#charts.delete(uri);
      else this.#charts.add(uri);
    } else if (text === undefined) this.#byFolder.delete(folderOf(uri));
    else this.#byFolder.set(folderOf(uri), readKustomization(uri, text));
  }

  /** A file that kustomizations may list has come or gone; says whether one does. */
  fileChanged(uri: string): boolean {
    if (this.#listedBy(uri).length === 0) return false;
    this.#memo.clear();
    return true;
  }

  /** The kustomization of a folder. */
  in(folder: string): Kustomization | undefined {
    return this.#byFolder.get(folder);
  }

  /** All of them. */
  get all(): Iterable<Kustomization> {
    return this.#byFolder.values();
  }

  /** Which kustomizations list a file or a folder. */
  #listedBy(uri: string): readonly Kustomization[] {
    if (this.#parents === undefined) {
      this.#parents = new Map();
      this.#patching = new Map();
      this.#reading = new Map();
      for (const kustomization of this.#byFolder.values()) {
        for (const part of kustomization.parts) push(this.#parents, part.uri, kustomization);
        for (const patch of kustomization.patches) push(this.#patching, patch.uri, kustomization);
        for (const file of kustomization.files) push(this.#reading, file.uri, kustomization);
      }
    }
    return this.#parents.get(uri) ?? [];
  }

  #patchedBy(uri: string): readonly Kustomization[] {
    this.#listedBy(uri);
    return this.#patching.get(uri) ?? [];
  }

  /** A kustomization and all that include it, nearest first. Circles end. */
  #ancestors(start: readonly Kustomization[]): ReadonlySet<Kustomization> {
    const found = new Set<Kustomization>(start);
    for (const kustomization of found) {
      for (const parent of this.#listedBy(kustomization.folder)) found.add(parent);
    }
    return found;
  }

  /** The kustomizations that a file has to do with, as a resource or a patch, and all that include those. */
  above(uri: string): ReadonlySet<Kustomization> {
    const own = this.#byFolder.get(folderOf(uri));
    const start = isKustomization(uri) ? [...(own === undefined ? [] : [own]), ...this.#listedBy(folderOf(uri))] : [];
    const reading = this.#reading.get(uri) ?? [];
    return this.#ancestors([...start, ...this.#listedBy(uri), ...this.#patchedBy(uri), ...reading]);
  }

  /** A kustomization and all that it includes. */
  #closure(start: Iterable<Kustomization>): ReadonlySet<Kustomization> {
    const found = new Set<Kustomization>(start);
    for (const kustomization of found) {
      for (const part of kustomization.parts) {
        const below = this.#byFolder.get(part.uri);
        if (below !== undefined) found.add(below);
      }
    }
    return found;
  }

  /** What the kustomizations say of a file. */
  of(uri: string): FilePlacement {
    if (this.#byFolder.size === 0 && this.#charts.size === 0) return NOTHING;
    const known = this.#memo.get(uri);
    if (known !== undefined) return known;
    const made = this.#make(uri);
    this.#memo.set(uri, made);
    return made;
  }

  /** Whether a kustomization that takes a file as a patch is built from another file. */
  patches(patch: string, uri: string): boolean {
    const patching = this.#patchedBy(patch);
    if (patching.length === 0) return false;
    const above = this.#ancestors(this.#listedBy(uri));
    return patching.some((item) => above.has(item) || this.#listedBy(item.folder).some((parent) => above.has(parent)));
  }

  #make(uri: string): FilePlacement {
    const listing = this.#listedBy(uri);
    const folder = folderOf(uri);
    const patching = listing.length === 0 ? this.#patchedBy(uri) : [];
    const fragment = patching.length > 0;
    const beside = [...this.#charts].some((chart) => folderOf(chart) === folder);
    const placed = fragment ? patching : listing;
    // A file in a kustomization's folder that nobody lists is often listed by a tool; it belongs there all the same.
    const own = placed.length > 0 ? placed : [this.#byFolder.get(folder)].filter((item) => item !== undefined);
    if (own.length === 0) return beside ? { ...NOTHING, incomplete: beside } : NOTHING;
    const ancestors = this.#ancestors(own);
    const all = [...this.#closure(ancestors)];
    return {
      placements: placed.length > 0 ? this.#placements(placed) : [PLAIN],
      labels: Object.assign(
        {},
        ...[...ancestors].flatMap((item) => this.#stepsOf(item)).map((item) => item.labels),
      ) as Record<string, string>,
      fragment,
      incomplete: beside || all.some((item) => item.incomplete) || this.#hasHoles(all),
      generated: new Set(all.flatMap((item) => item.generated.map(({ kind, name }) => `/${kind} ${name}`))),
    };
  }

  /** A file or folder outside of the workspace is listed: its objects are not known. */
  #hasHoles(all: readonly Kustomization[]): boolean {
    return all.some((item) => item.parts.some(({ uri }) => !this.#byFolder.has(uri) && !this.#isKnown(uri)));
  }

  /** What changes the objects of a kustomization: its components, then itself. */
  #stepsOf(kustomization: Kustomization): readonly Kustomization[] {
    const components = kustomization.parts
      .filter(({ field }) => field[0] === 'components')
      .flatMap(({ uri }) => this.#byFolder.get(uri) ?? []);
    return [...components, kustomization];
  }

  /** Every form that a name can get on the way up. */
  #placements(listing: readonly Kustomization[]): readonly Placement[] {
    const found = new Map<string, Placement>();
    const visit = (at: Kustomization, inner: Placement, depth: number): void => {
      const placement = this.#stepsOf(at).reduce(placedBy, inner);
      found.set(JSON.stringify(placement), placement);
      if (depth > 10 || found.size > 100) return;
      for (const parent of this.#listedBy(at.folder)) if (parent !== at) visit(parent, placement, depth + 1);
    };
    for (const kustomization of listing) visit(kustomization, PLAIN, 0);
    return [...found.values()];
  }
}

const placedBy = (inner: Placement, { namespace, prefix, suffix }: Kustomization): Placement => ({
  namespace: namespace ?? inner.namespace,
  prefix: prefix + inner.prefix,
  suffix: inner.suffix + suffix,
});

function push<T>(map: Map<string, T[]>, key: string, item: T): void {
  const list = map.get(key);
  if (list) list.push(item);
  else map.set(key, [item]);
}
