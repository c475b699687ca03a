// Reading manifests from disk. The only place of the language server that touches files. Nothing throws: a file that
// cannot be read is as good as absent.
import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync, watch } from 'node:fs';
import { access, readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import picomatch from 'picomatch';

/** Files that can hold manifests or say how manifests are put together. */
export const isManifestPath = (path: string): boolean => /\.(ya?ml|json)$|(^|[\\/])Kustomization$/i.test(path);

/** Larger files are read only when they are opened: nobody writes a manifest of 4 MB by hand. */
export const MAX_FILE_BYTES = 4 * 1024 * 1024;
/** How many files a workspace may have before the rest is left alone. */
export const MAX_FILES = 50_000;

const SKIPPED_FOLDERS = new Set(['node_modules', '.git', '.hg', '.svn', '.terraform', '.vscode-test']);
const ALWAYS_READ = /^(kustomization(\.ya?ml)?|chart\.yaml|values\.ya?ml|\.drydock\.yaml)$/i;

/** What limits a walk. */
export interface WalkOptions {
  readonly exclude: readonly string[];
  readonly cancelled: () => boolean;
  /** Folders of the workspace that lie inside of this one and are walked by themselves. */
  readonly skip?: ReadonlySet<string>;
}

/** The paths of all files below `root` that can hold manifests, folder by folder in a stable order. */
export async function* walk(root: string, options: WalkOptions): AsyncGenerator<string> {
  const excluded = options.exclude.length > 0 ? picomatch([...options.exclude], { dot: true }) : () => false;
  const folders = [root];
  let count = 0;
  while (folders.length > 0 && !options.cancelled()) {
    const folder = folders.pop() as string;
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    entries.sort((a, b) => (a.name < b.name ? 1 : -1));
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (excluded(relative(root, path).split(sep).join('/'))) continue;
      if (entry.isDirectory()) {
        if (!SKIPPED_FOLDERS.has(entry.name) && options.skip?.has(path) !== true) folders.push(path);
      } else if (isManifestPath(entry.name) && (entry.isFile() || entry.isSymbolicLink())) {
        if (++count > MAX_FILES) return;
        yield path;
      }
    }
  }
}

/** The text of a file, or undefined if it is not there, too large, binary, or plainly nothing of ours. */
export async function readManifest(path: string): Promise<string | undefined> {
  try {
    const { size } = await stat(path);
    if (size > MAX_FILE_BYTES) return undefined;
    const bytes = await readFile(path);
    if (bytes.includes(0)) return undefined;
    const text = bytes.toString('utf8');
    // A cheap look before anything is parsed: most JSON and YAML of a workspace is not Kubernetes.
    return ALWAYS_READ.test(basename(path)) || /apiVersion|kind/.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

/**
 * What a file holds, at once: its text, or its bytes where they are no UTF-8. Undefined where there is no file, null for
 * what cannot be read or is larger than any ConfigMap. For builds, which cannot wait.
 */
export function readContent(path: string): string | Uint8Array | undefined | null {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isFile() !== true) return undefined;
    if (found.size > MAX_FILE_BYTES) return null;
    const bytes = readFileSync(path);
    return isUtf8(bytes) ? bytes.toString('utf8') : new Uint8Array(bytes);
  } catch {
    return null;
  }
}

/** Whether there is a file or folder. */
export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** What stands at a path, for what kustomizations name; undefined where it cannot be seen. */
export function whatIsAtPath(path: string): 'file' | 'folder' | 'nothing' | undefined {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'nothing' : undefined;
  }
}

/** Tells of paths below a folder that appear, change or disappear; gives how to stop. Where it cannot, it is silent. */
export function watchFolder(root: string, changed: (path: string) => void): () => void {
  try {
    const watcher = watch(root, { recursive: true, persistent: false }, (_, name) => {
      if (name !== null && !name.split(sep).some((step) => SKIPPED_FOLDERS.has(step))) changed(join(root, name));
    });
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    return () => undefined;
  }
}
