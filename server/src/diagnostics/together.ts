// Whether two objects are applied together. What stands in one file surely is; what stands in one folder often is, and
// as often the files are alternatives.
import type { GraphNode } from '../workspace/workspace.ts';

const uriOf = (node: GraphNode): string => node.resource.manifest.source.uri;
const folderOf = (uri: string): string => uri.slice(0, Math.max(0, uri.lastIndexOf('/')));

/** How near two objects stand to each other. */
export function nearness(a: GraphNode, b: GraphNode): 'file' | 'folder' | 'apart' {
  if (uriOf(a) === uriOf(b)) return 'file';
  return folderOf(uriOf(a)) === folderOf(uriOf(b)) ? 'folder' : 'apart';
}

/** Whether `a` stands before `b`: in the same file by place, else by the file's name. */
export function isBefore(a: GraphNode, b: GraphNode): boolean {
  const [left, right] = [a.resource.manifest, b.resource.manifest];
  if (left.source.uri !== right.source.uri) return left.source.uri < right.source.uri;
  if (left.ordinal !== right.ordinal) return left.ordinal < right.ordinal;
  return Number(a.resource.at.at(-1) ?? 0) < Number(b.resource.at.at(-1) ?? 0);
}
