// What the extension and the page that draws the workspace's graph say to each other.
import type { WorkspacePicture } from '../../server/src/protocol/graph.ts';

/** Extension → page. */
export interface ToGraph {
  readonly type: 'picture';
  readonly picture: WorkspacePicture;
  /** The file in the editor; its objects stand out. */
  readonly activeUri: string;
}

/** Page → extension. */
export type FromGraph =
  | { readonly type: 'ready' }
  | { readonly type: 'search'; readonly query: string }
  | { readonly type: 'open'; readonly uri: string; readonly line: number };
