// What the commands need of the outside: streams and files. Tests bring their own.
import { isManifestPath } from '../lsp/disk.ts';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';

/** The streams of one run. */
export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly stdin: () => string;
  readonly cwd: string;
}

/** The streams of this process. */
export const processIo = (): Io => ({
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  stdin: () => readFileSync(0, 'utf8'),
  cwd: process.cwd(),
});

/** Unusable arguments or unreadable input: exit code 2 and a sentence. */
export class UsageError extends Error {}

/** A file's text. */
export function readText(path: string, shown: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${shown}: ${reasonOf(error)}`);
  }
}

/** Writes a file. */
export function writeText(path: string, shown: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new UsageError(`cannot write ${shown}: ${reasonOf(error)}`);
  }
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error);

const SKIPPED: ReadonlySet<string> = new Set(['node_modules', '.git', '.hg', '.svn', '.terraform', '.vscode-test']);

/** Whether a path names a folder; a path that is not there is an error of the caller's. */
export function isFolder(path: string, shown: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw new UsageError(`cannot read ${shown}: ${reasonOf(error)}`);
  }
}

/** Whether a link leads to a file: one that leads nowhere, in a circle or to a folder holds no manifest. */
function leadsToFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The files below a folder that can hold manifests, in a stable order, relative to it and with `/`. */
export function manifestFiles(folder: string): readonly string[] {
  const found: string[] = [];
  const visit = (below: string): void => {
    let entries;
    try {
      entries = readdirSync(below === '' ? folder : `${folder}/${below}`, { withFileTypes: true });
    } catch {
      return;
    }
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!SKIPPED.has(entry.name)) visit(path);
      } else if (isManifestPath(entry.name) && (entry.isFile() || leadsToFile(`${folder}/${path}`))) {
        found.push(path);
      }
    }
  };
  visit('');
  return found;
}
