// What a kustomization builds. Types and names only: the client imports nothing else of the server.

/** `KustomizeBuildParams` → `KustomizeBuild`: the objects as YAML, or why there are none. What is typed counts. */
export const KUSTOMIZE_BUILD = 'drydock/kustomize/build';

export interface KustomizeBuildParams {
  /** A kustomization file, or the folder with one. */
  readonly uri: string;
}

export interface KustomizeBuild {
  readonly text: string;
  /** Whether `text` says why there is no build. */
  readonly failed: boolean;
}
