// The request for the picture of a workspace: its objects and what they say of each other. Types and names only.

/** `GraphParams` → `WorkspacePicture`. */
export const GRAPH = 'drydock/graph';

/** What part is wanted. */
export interface GraphParams {
  /** The file around which the picture is drawn where the workspace is too large to be drawn whole. */
  readonly uri?: string;
  /** Only objects whose kind, name or namespace has these letters in this order, and their neighbours. */
  readonly query?: string;
}

/** An object, or something that is referred to and is not there. */
export interface PictureNode {
  readonly id: number;
  readonly kind: string;
  readonly name: string;
  /** "" where none is written. */
  readonly namespace: string;
  /** Where it stands; undefined for what is not in the workspace. */
  readonly uri?: string;
  /** Zero-based. */
  readonly line?: number;
  /** The worst that is known of it. */
  readonly state: 'good' | 'warning' | 'error' | 'missing';
}

/** One object says something of another. */
export interface PictureEdge {
  readonly from: number;
  readonly to: number;
  /** `selector`, `envFrom`, `backend`, … */
  readonly label: string;
  /** Works without its target. */
  readonly optional: boolean;
}

/** What is drawn. */
export interface WorkspacePicture {
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
  /** Objects that were left out because there are too many. */
  readonly leftOut: number;
}
