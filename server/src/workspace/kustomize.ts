// kustomization.yaml: which files belong together, what they are called in the end, which of them are patches, and what
// is generated. Not a build: names are known under every form that a build could give them.
// Source: sigs.k8s.io/kustomize/api/types/kustomization.go.
import { readPlainYaml } from '../manifest/plain.ts';
import { Field } from './field.ts';

/** One kustomization as far as references need it. */
interface Kustomization {
  readonly folder: string;
  readonly resources: readonly string[];
  readonly patches: readonly string[];
  readonly namespace: string | undefined;
  readonly prefix: string;
  readonly suffix: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `/ConfigMap name` of what is generated. */
  readonly generated: readonly string[];
  /** Whether parts of it are out of reach: remote resources, charts, generators of other kinds. */
  readonly incomplete: boolean;
}

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

const NAME = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/;
const CHART = /(?:^|\/)(?:Chart|values[\w.-]*)\.ya?ml$/;

/** Whether a file says how others are put together. */
export const isStructural = (uri: string): boolean => NAME.test(uri) || CHART.test(uri);

const folderOf = (uri: string): string => uri.slice(0, Math.max(0, uri.lastIndexOf('/')));

/** A path relative to a folder, as a uri. */
function join(folder: string, path: string): string {
  const steps = folder === '' ? [] : folder.split('/');
  for (const step of path.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.' && step !== '')
      steps.push(encodeURIComponent(step).replace(/%40/g, '@').replace(/%3A/gi, ':'));
  }
  return steps.join('/');
}

const isRemote = (path: string): boolean =>
  path.includes('://') || path.includes('?') || /^(?:git@|github\.com\/)/.test(path);

const textsOf = (list: readonly Field[]): string[] => list.flatMap((item) => item.text() ?? []);

function labelsOf(root: Field): Record<string, string> {
  const own = { ...root.textMap('commonLabels') };
  for (const entry of root.items('labels')) {
    if (entry.flag('includeTemplates') || entry.flag('includeSelectors')) Object.assign(own, entry.textMap('pairs'));
  }
  return own;
}

const generatorsOf = (root: Field): string[] =>
  (['ConfigMap', 'Secret'] as const).flatMap((kind) =>
    root
      .items(kind === 'ConfigMap' ? 'configMapGenerator' : 'secretGenerator')
      .flatMap((item) => item.text('name') ?? [])
      .map((name) => `/${kind} ${name}`),
  );

function read(uri: string, text: string): Kustomization {
  const root = new Field(readPlainYaml(text).value);
  const folder = folderOf(uri);
  const resources = [
    ...textsOf(root.items('resources')),
    ...textsOf(root.items('bases')),
    ...textsOf(root.items('components')),
  ];
  const patches = [
    ...textsOf(root.items('patchesStrategicMerge')),
    ...[...root.items('patches'), ...root.items('patchesJson6902')].flatMap((item) => item.text('path') ?? []),
  ];
  const local = (paths: readonly string[]) =>
    paths.filter((path) => !isRemote(path) && !path.includes('\n')).map((path) => join(folder, path));
  return {
    folder,
    resources: local(resources),
    patches: local(patches),
    namespace: root.text('namespace'),
    prefix: root.text('namePrefix') ?? '',
    suffix: root.text('nameSuffix') ?? '',
    labels: labelsOf(root),
    generated: generatorsOf(root),
    incomplete:
      resources.some(isRemote) ||
      ['helmCharts', 'helmChartInflationGenerator', 'generators', 'transformers'].some((name) => root.get(name).exists),
  };
}

/** The kustomizations of a workspace, and what they say of each file. */
export class Kustomizations {
  readonly #byFolder = new Map<string, Kustomization>();
  readonly #charts = new Set<string>();
  #parents: Map<string, Kustomization[]> | undefined;
  #patched: Set<string> | undefined;
  readonly #memo = new Map<string, FilePlacement>();

  /** A structural file is new, has changed, or is gone (undefined). */
  set(uri: string, text: string | undefined): void {
    this.#parents = undefined;
    this.#memo.clear();
    if (CHART.test(uri)) {
      if (text === undefined) this.#charts.delete(uri);
      else this.#charts.add(uri);
    } else if (text === undefined) this.#byFolder.delete(folderOf(uri));
    else this.#byFolder.set(folderOf(uri), read(uri, text));
  }

  /** Which kustomizations list a file or a folder. */
  #listedBy(uri: string): readonly Kustomization[] {
    if (this.#parents === undefined) {
      this.#parents = new Map();
      this.#patched = new Set();
      for (const kustomization of this.#byFolder.values()) {
        for (const resource of kustomization.resources) {
          const list = this.#parents.get(resource);
          if (list) list.push(kustomization);
          else this.#parents.set(resource, [kustomization]);
        }
        for (const patch of kustomization.patches) this.#patched?.add(patch);
      }
    }
    return this.#parents.get(uri) ?? [];
  }

  /** A kustomization and all that include it, nearest first. Circles end. */
  #ancestors(start: readonly Kustomization[]): ReadonlySet<Kustomization> {
    const found = new Set<Kustomization>(start);
    for (const kustomization of found) {
      for (const parent of this.#listedBy(kustomization.folder)) found.add(parent);
    }
    return found;
  }

  /** A kustomization and all that it includes. */
  #closure(start: Iterable<Kustomization>): ReadonlySet<Kustomization> {
    const found = new Set<Kustomization>(start);
    for (const kustomization of found) {
      for (const resource of kustomization.resources) {
        const below = this.#byFolder.get(resource);
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
    const patching = [...this.#byFolder.values()].filter((item) => item.patches.includes(patch));
    if (patching.length === 0) return false;
    const above = this.#ancestors(this.#listedBy(uri));
    return patching.some((item) => above.has(item));
  }

  #make(uri: string): FilePlacement {
    const listing = this.#listedBy(uri);
    const folder = folderOf(uri);
    const fragment = listing.length === 0 && this.#patched?.has(uri) === true;
    const beside = [...this.#charts].some((chart) => folderOf(chart) === folder);
    // A file in a kustomization's folder that nobody lists is often listed by a tool; it belongs there all the same.
    const own = listing.length > 0 ? listing : [this.#byFolder.get(folder)].filter((item) => item !== undefined);
    if (own.length === 0) return beside || fragment ? { ...NOTHING, fragment, incomplete: beside } : NOTHING;
    const ancestors = this.#ancestors(own);
    const closure = this.#closure(ancestors);
    const all = [...closure];
    return {
      placements: listing.length > 0 ? this.#placements(listing) : [PLAIN],
      labels: Object.assign({}, ...[...ancestors].map((item) => item.labels)) as Record<string, string>,
      fragment,
      incomplete: beside || all.some((item) => item.incomplete) || this.#hasHoles(all),
      generated: new Set(all.flatMap((item) => item.generated)),
    };
  }

  /** A folder outside of the workspace is listed: its objects are not known. */
  #hasHoles(all: readonly Kustomization[]): boolean {
    return all.some((item) =>
      item.resources.some((path) => !/\.(?:ya?ml|json)$/i.test(path) && !this.#byFolder.has(path)),
    );
  }

  /** Every form that a name can get on the way up. */
  #placements(listing: readonly Kustomization[]): readonly Placement[] {
    const found = new Map<string, Placement>();
    const visit = (at: Kustomization, inner: Placement, depth: number): void => {
      const placement: Placement = {
        namespace: at.namespace ?? inner.namespace,
        prefix: at.prefix + inner.prefix,
        suffix: inner.suffix + at.suffix,
      };
      found.set(JSON.stringify(placement), placement);
      if (depth > 10 || found.size > 100) return;
      for (const parent of this.#listedBy(at.folder)) if (parent !== at) visit(parent, placement, depth + 1);
    };
    for (const kustomization of listing) visit(kustomization, PLAIN, 0);
    return [...found.values()];
  }
}
