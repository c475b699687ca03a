// The builds of the kustomizations of a workspace. A build is made when somebody asks for it, and made anew only when a
// file that it has asked for has changed.
import { build, KUSTOMIZATION_NAMES, Memo, type Build, type Read } from '../kustomize/build.ts';
import { referencesOf } from '../kustomize/references.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** The path of a URI, which is what a build knows files by: `file:///a%20b/c` → `/a b/c`. Never throws. */
export function pathOfUri(uri: string): string {
  const at = uri.indexOf('://');
  const path = at < 0 ? uri : uri.slice(at + 3);
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const NAMES: ReadonlySet<string> = new Set(KUSTOMIZATION_NAMES);

/** Whether a path is a kustomization's. */
export const isKustomizationPath = (path: string): boolean => NAMES.has(nameOf(path));

/** Which kustomizations stand at the top of the workspace's trees, and which of them each file belongs to. */
interface Trees {
  readonly roots: ReadonlySet<string>;
  readonly rootsOf: ReadonlyMap<string, readonly string[]>;
}

/** The kustomizations of a workspace. Folders and files are named by paths. */
export class Builds {
  readonly #workspace: Workspace;
  /** Files that are no manifests: what a ConfigMap is made of. */
  readonly #readOther: Read;
  readonly #uris = new Map<string, string>();
  readonly #memo = new Memo();
  readonly #built = new Map<string, Build>();
  #trees: Trees | undefined;

  constructor(workspace: Workspace, readOther: Read = () => null) {
    this.#workspace = workspace;
    this.#readOther = readOther;
    for (const uri of workspace.uris) this.#uris.set(pathOfUri(uri), uri);
  }

  /** The URI of a file of the workspace. */
  uriOf(path: string): string | undefined {
    return this.#uris.get(path);
  }

  /** The folders that have a kustomization. */
  get folders(): readonly string[] {
    return [...this.#uris.keys()].filter(isKustomizationPath).map(folderOf);
  }

  /** Files are new, have changed or are gone: gives the builds that asked for them, which are forgotten. */
  changed(uris: Iterable<string>): readonly Build[] {
    const stale = new Set<string>();
    for (const uri of uris) {
      const path = pathOfUri(uri);
      if (isKustomizationPath(path)) this.#trees = undefined;
      if (this.#workspace.file(uri) === undefined) this.#uris.delete(path);
      else this.#uris.set(path, uri);
      for (const [folder, { asked }] of this.#built) if (asked.has(path)) stale.add(folder);
    }
    return [...stale].map((folder) => {
      const build = this.#built.get(folder) as Build;
      this.#built.delete(folder);
      return build;
    });
  }

  readonly #read: Read = (path) => {
    const uri = this.#uris.get(path);
    return uri === undefined ? this.#readOther(path) : this.#workspace.file(uri)?.source.text;
  };

  /** What the kustomization of a folder builds. */
  of(folder: string): Build {
    const known = this.#built.get(folder);
    if (known !== undefined) return known;
    const made = build(folder, this.#read, this.#memo);
    this.#built.set(folder, made);
    return made;
  }

  /** The kustomizations that no other one takes in: these are what people apply. */
  get roots(): ReadonlySet<string> {
    return this.#tree().roots;
  }

  /** The roots whose builds a file belongs to. */
  rootsOf(path: string): readonly string[] {
    return this.#tree().rootsOf.get(path) ?? [];
  }

  /** The same for all files that belong to any; another map once a kustomization has changed. */
  get members(): ReadonlyMap<string, readonly string[]> {
    return this.#tree().rootsOf;
  }

  #tree(): Trees {
    return (this.#trees ??= this.#makeTrees());
  }

  #makeTrees(): Trees {
    const named = new Map<string, readonly string[]>();
    const inner = new Set<string>();
    const files = [...this.#uris].filter(([path]) => isKustomizationPath(path));
    for (const [path, uri] of files) {
      const folder = folderOf(path);
      const text = this.#workspace.file(uri)?.source.text ?? '';
      const { paths, component } = referencesOf(path, folder, text, this.#memo);
      named.set(folder, [path, ...paths]);
      for (const each of paths) inner.add(each);
      if (component) inner.add(folder);
    }
    const roots = new Set([...named.keys()].filter((folder) => !inner.has(folder)));
    const rootsOf = new Map<string, string[]>();
    for (const root of roots) {
      const closure = new Set([root]);
      for (const path of closure) for (const below of named.get(path) ?? []) closure.add(below);
      for (const path of closure) {
        const list = rootsOf.get(path);
        if (list) list.push(root);
        else rootsOf.set(path, [root]);
      }
    }
    return { roots, rootsOf };
  }

  /** The same, with every file that is not of the workspace read anew. */
  fresh(folder: string): Build {
    this.#built.delete(folder);
    return this.of(folder);
  }
}
