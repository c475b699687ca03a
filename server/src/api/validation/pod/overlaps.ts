// Files of a volume that lie over or in each other.
// Source: pkg/api/pod/warnings.go (warningsForOverlappingVirtualPaths), 1.36.
import type { Volume, VolumeProjection } from '../../types.generated.ts';

/** A file, and the source that makes it where several are in one volume. */
interface VirtualPath {
  readonly path: string;
  readonly source: string;
}

/** Nobody reads more warnings about one file. */
const MOST_NAMED = 20;

const quote = (text: string | undefined): string => JSON.stringify(text ?? '');

const show = ({ path, source }: VirtualPath): string => (source === '' ? quote(path) : `${quote(path)} (${source})`);

function pathsOf(
  items: readonly { readonly path?: string | undefined }[] | undefined,
  source: string,
): readonly VirtualPath[] {
  return (items ?? []).map(({ path = '' }) => ({ path: path.replace(/\/+$/, ''), source }));
}

/** The folders above a path: `a/b/c` → `a`, `a/b`. */
function foldersOf(path: string): string[] {
  const folders: string[] = [];
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) folders.push(path.slice(0, at));
  return folders;
}

/**
 * Pairs of paths of which one is the other, or a folder that the other lies in, in the order of the list. Earlier paths
 * are found by their own name and by the folders they lie in, so that long lists cost no more than they must.
 */
function collisions(paths: readonly VirtualPath[]): string[] {
  const out: string[] = [];
  const named = new Map<string, number[]>();
  const below = new Map<string, number[]>();
  const note = (map: Map<string, number[]>, key: string, index: number): void => {
    const known = map.get(key);
    if (known === undefined) map.set(key, [index]);
    else if (known.length < MOST_NAMED) known.push(index);
  };
  paths.forEach((virtual, index) => {
    const { path } = virtual;
    if (path === '') return;
    const folders = foldersOf(path);
    const earlier = [...folders, path].flatMap((name) => named.get(name) ?? []).concat(below.get(path) ?? []);
    for (const other of earlier.sort((a, b) => a - b)) {
      out.push(`${show(virtual)} with ${show(paths[other] as VirtualPath)}`);
    }
    note(named, path, index);
    for (const folder of folders) note(below, folder, index);
  });
  return out;
}

/** What one source of a projected volume makes. */
function pathsOfSource(source: VolumeProjection): readonly VirtualPath[] {
  const { configMap, secret, downwardAPI, serviceAccountToken, clusterTrustBundle: bundle } = source;
  const certificate = source.podCertificate;
  if (configMap?.items !== undefined) return pathsOf(configMap.items, `ConfigMap ${quote(configMap.name)}`);
  if (secret?.items !== undefined) return pathsOf(secret.items, `Secret ${quote(secret.name)}`);
  if (downwardAPI?.items !== undefined) return pathsOf(downwardAPI.items, 'DownwardAPI');
  if (serviceAccountToken !== undefined) return pathsOf([serviceAccountToken], 'ServiceAccountToken');
  if (bundle !== undefined) return pathsOf([bundle], `ClusterTrustBundle ${quote(bundle.name ?? bundle.signerName)}`);
  if (certificate === undefined) return [];
  return [
    ...pathsOf([{ path: certificate.certificateChainPath }], 'PodCertificate chain'),
    ...pathsOf([{ path: certificate.keyPath }], 'PodCertificate key'),
    ...pathsOf([{ path: certificate.credentialBundlePath }], 'PodCertificate credential bundle'),
  ];
}

/** Source: warningsForOverlappingVirtualPaths. */
export function overlapWarnings(volumes: readonly Volume[]): string[] {
  const warnings: string[] = [];
  for (const { name = '', configMap, secret, downwardAPI, projected } of volumes) {
    const report = (paths: readonly VirtualPath[], description: string): void => {
      for (const body of collisions(paths)) {
        warnings.push(`volume ${quote(name)} (${description}): overlapping paths: ${body}`);
      }
    };
    if (configMap !== undefined) report(pathsOf(configMap.items, ''), `ConfigMap ${quote(configMap.name)}`);
    if (secret !== undefined) report(pathsOf(secret.items, ''), `Secret ${quote(secret.secretName)}`);
    if (downwardAPI !== undefined) report(pathsOf(downwardAPI.items, ''), 'DownwardAPI');
    if (projected === undefined) continue;
    for (const source of projected.sources ?? []) {
      const empty = Object.values(source).every((value) => value === undefined);
      if (empty) warnings.push(`volume ${quote(name)} (Projected) has no sources provided`);
    }
    report((projected.sources ?? []).flatMap(pathsOfSource), 'Projected');
  }
  return warnings;
}
