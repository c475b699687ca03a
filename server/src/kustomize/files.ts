// The files of a build: what may be read, where kustomizations are, and what has been read already. Links are not seen
// through: a file that is linked from outside of the kustomization's folder is taken, which kustomize refuses.
// Source: sigs.k8s.io/kustomize/api v0.21.1 (internal/loader/, internal/git/repospec.go, internal/target/kusttarget.go).
import { utf8Bytes } from '../base/utf8.ts';
import { decodeText } from '../manifest/decodeText.ts';
import { readDocuments, type Document } from './documents.ts';
import { readKustomization, type KustomizationFile } from './kustomization.ts';
import type { Place } from './node.ts';
import { Incomplete, Refusal } from './refusal.ts';

/**
 * The content of a file: its text, its bytes where they are no text, undefined where there is no such file, or null
 * where nobody knows.
 */
export type Read = (path: string) => string | Uint8Array | undefined | null;

/** The names of a kustomization file. */
export const KUSTOMIZATION_NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;

/** More than any tree has; a tree in which every folder lists the next one twice doubles at each level. */
const MAX_KUSTOMIZATIONS = 1000;

/** A path below a folder, its `.` and `..` resolved. Both separators count, as they do on Windows. */
export function joinPath(folder: string, path: string): string {
  const written = path.replaceAll('\\', '/');
  const absolute = written.startsWith('/') || /^[A-Za-z]:\//.test(written);
  const whole = absolute || folder === '' ? written : `${folder}/${written}`;
  const rooted = whole.startsWith('/');
  const steps: string[] = [];
  for (const step of whole.split('/')) {
    if (step === '' || step === '.') continue;
    if (step === '..' && steps.length > 0 && steps.at(-1) !== '..') steps.pop();
    else if (step !== '..' || !rooted) steps.push(step);
  }
  return (rooted ? '/' : '') + steps.join('/');
}

/** Whether a path is a folder, or in or below it. */
export const isBelow = (path: string, folder: string): boolean =>
  path === folder || folder === '' || folder === '/' || path.startsWith(`${folder}/`);

const SCHEME = /^(?:git::)?(?:https?|ssh|file):\/\//i;
const HOST = /^(?:git::)?(?:[a-z][a-z0-9-]*@[^/]*:|(?:[a-z][a-z0-9-]*@)?github\.com[/:])/i;

/** Whether a path names something outside of the machine. */
export const isRemote = (path: string): boolean => SCHEME.test(path) || HOST.test(path);

interface Known<T> {
  readonly text: string;
  readonly value: T | Refusal;
}

/** What was read in former builds; a file is parsed again only when its text has changed. */
export class Memo {
  readonly #documents = new Map<string, Known<readonly Document[]>>();
  readonly #kustomizations = new Map<string, Known<KustomizationFile>>();

  #get<T>(known: Map<string, Known<T>>, path: string, text: string, make: () => T): T {
    let entry = known.get(path);
    if (entry?.text !== text) {
      entry = { text, value: attempt(make) };
      known.set(path, entry);
    }
    if (entry.value instanceof Refusal) throw entry.value;
    return entry.value;
  }

  documents(path: string, text: string): readonly Document[] {
    return this.#get(this.#documents, path, text, () => readDocuments(path, text));
  }

  kustomization(path: string, folder: string, text: string): KustomizationFile {
    return this.#get(this.#kustomizations, path, text, () => readKustomization(path, folder, text));
  }
}

function attempt<T>(make: () => T): T | Refusal {
  try {
    return make();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** How a path is told of that nobody has looked at. */
export const NOT_READ = 'has not been read';

/** The files of one build. */
export class Files {
  readonly memo: Memo;
  /** Every path that was asked for, also in vain. */
  readonly asked = new Set<string>();
  readonly #read: Read;
  #kustomizations = 0;

  constructor(read: Read, memo: Memo) {
    this.#read = read;
    this.memo = memo;
  }

  #content(path: string): string | Uint8Array | undefined | null {
    this.asked.add(path);
    return this.#read(path);
  }

  /** The path of what a kustomization names. */
  pathOf(kustomization: KustomizationFile, path: string): string {
    return joinPath(kustomization.folder, path);
  }

  /** The content of a file that a kustomization names. Files outside of its folder are refused. */
  load(kustomization: KustomizationFile, path: string, place: Place): string | Uint8Array {
    if (isRemote(path)) throw new Incomplete(`incomplete: ${path} is remote`, place);
    const full = this.pathOf(kustomization, path);
    const content = this.#content(full);
    if (content === null) throw new Incomplete(`incomplete: ${path} ${NOT_READ}`, place);
    if (content === undefined) {
      throw new Refusal(`evalsymlink failure on '${full}' : lstat ${full}: no such file or directory`, place);
    }
    if (!isBelow(full, kustomization.folder)) {
      throw new Refusal(`security; file '${full}' is not in or below '${kustomization.folder}'`, place);
    }
    return content;
  }

  /** The same as text; bytes that are none read as what they are not. */
  loadText(kustomization: KustomizationFile, path: string, place: Place): string {
    const text = yamlText(this.load(kustomization, path, place));
    if (text === undefined) throw new Refusal('yaml: invalid leading UTF-8 octet', place);
    return text;
  }

  /** The kustomization of a folder; undefined if it has none. */
  kustomizationIn(folder: string, place: Place | undefined): KustomizationFile | undefined {
    const found = KUSTOMIZATION_NAMES.map((name) => (folder === '' ? name : `${folder}/${name}`))
      .map((path) => ({ path, content: this.#content(path) }))
      .filter(({ content }) => content !== undefined);
    const [first] = found.filter(({ content }) => content !== null);
    if (first === undefined) {
      if (found.length > 0) throw new Incomplete(`incomplete: ${folder} ${NOT_READ}`, place);
      return undefined;
    }
    if (++this.#kustomizations > MAX_KUSTOMIZATIONS) {
      throw new Incomplete('incomplete: there are too many kustomizations', place);
    }
    const at = place ?? { file: first.path, range: { start: 0, end: 0 } };
    if (found.filter(({ content }) => content !== null).length > 1)
      throw new Refusal(`Found multiple kustomization files under: ${folder}`, at);
    const text = yamlText(first.content ?? '');
    if (text === undefined) throw new Refusal('invalid Kustomization: yaml: invalid UTF-8', at);
    return this.memo.kustomization(first.path, folder, text);
  }
}

/** The text of a content as YAML's reader sees it: UTF-16 by its mark; undefined for bytes that are no text. */
function yamlText(content: string | Uint8Array): string | undefined {
  if (typeof content === 'string') return content;
  const mark = (content[0] ?? 0) * 256 + (content[1] ?? 0);
  return mark === 0xfffe || mark === 0xfeff ? decodeText(content) : undefined;
}

/** The bytes of a content. */
export const bytesOf = (content: string | Uint8Array): ArrayLike<number> =>
  typeof content === 'string' ? utf8Bytes(content) : content;
