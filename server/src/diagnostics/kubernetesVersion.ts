// The Kubernetes versions that Drydock checks for.

/** A minor version of Kubernetes 1.x. */
export interface KubernetesVersion {
  readonly minor: number;
}

/** The oldest and the newest minor version that can be asked for. */
export const OLDEST_MINOR = 28;
export const NEWEST_MINOR = 36;

/** What is assumed where nothing is configured. */
export const DEFAULT_VERSION: KubernetesVersion = { minor: NEWEST_MINOR };

/** `1.30`, `v1.30`, `1.30.4` → the version; undefined if it is none that Drydock knows. */
export function parseVersion(text: string): KubernetesVersion | undefined {
  const match = /^v?1\.(\d{1,3})(?:\.\d+)?$/.exec(text.trim());
  const minor = Number(match?.[1]);
  return match !== null && minor >= OLDEST_MINOR && minor <= NEWEST_MINOR ? { minor } : undefined;
}

/** `1.36`. */
export const formatVersion = (version: KubernetesVersion): string => `1.${version.minor}`;
