// One spelling per file. Clients write `file:///C:/a b.yaml`, `file:///c%3A/a%20b.yaml` and so on for the same file.
import { URI } from 'vscode-uri';

/** The spelling that all tables use: VS Code's own (lower-case drive, encoded colon). Never throws. */
export function canonicalUri(uri: string): string {
  try {
    return URI.parse(uri).toString();
  } catch {
    return uri;
  }
}

/** The path on disk, or undefined for a document that is not on disk. */
export function filePathOf(uri: string): string | undefined {
  try {
    const parsed = URI.parse(uri);
    return parsed.scheme === 'file' ? parsed.fsPath : undefined;
  } catch {
    return undefined;
  }
}

/** The canonical URI of a path on disk. */
export const uriOfPath = (path: string): string => URI.file(path).toString();

/** `file`, `untitled`, … */
export const schemeOf = (uri: string): string => uri.slice(0, Math.max(0, uri.indexOf(':')));

/** Whether `uri` is `folder` or lies below it. Both canonical. */
export const isBelow = (uri: string, folder: string): boolean =>
  uri === folder || uri.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
