// Which PersistentVolume can serve which claim.
// Source: staging/src/k8s.io/component-helpers/storage/volume/pv_helpers.go (FindMatchingVolume), 1.36.
import { matchesSelector } from '../api/labelSelector.ts';
import { matchesNodeSelector } from '../api/nodeSelector.ts';
import { compareQuantity, quantityOf } from '../api/quantity.ts';
import type { Node, PersistentVolume, PersistentVolumeClaim } from '../api/types.generated.ts';
import type { DeepReadonly } from './controller.ts';

type Volume = DeepReadonly<PersistentVolume>;
type Claim = DeepReadonly<PersistentVolumeClaim>;

/** The class of a claim; the old annotation wins. Source: GetPersistentVolumeClaimClass. */
export const classOfClaim = (claim: Claim): string =>
  claim.metadata?.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? claim.spec?.storageClassName ?? '';

/** The class of a volume. Source: GetPersistentVolumeClass. */
export const classOfVolume = (volume: Volume): string =>
  volume.metadata?.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? volume.spec?.storageClassName ?? '';

/** Whether a claim is bound for good: it names its volume and the binder has finished. Source: IsPVCFullyBound. */
export const isFullyBound = (claim: Claim): boolean =>
  (claim.spec?.volumeName ?? '') !== '' &&
  claim.metadata?.annotations?.['pv.kubernetes.io/bind-completed'] !== undefined;

/** Whether a volume's node affinity allows a node. Source: CheckNodeAffinity. */
export function volumeAllowsNode(volume: Volume, node: DeepReadonly<Node>): boolean {
  const required = volume.spec?.nodeAffinity?.required;
  return required === undefined || matchesNodeSelector(required, node);
}

/** Whether the volume's reference names this claim. Source: IsVolumeBoundToClaim. */
export const isBoundToClaim = (volume: Volume, claim: Claim): boolean =>
  volume.spec?.claimRef?.name === claim.metadata?.name &&
  volume.spec?.claimRef?.namespace === claim.metadata?.namespace &&
  (volume.spec?.claimRef?.uid === undefined || volume.spec.claimRef.uid === claim.metadata?.uid);

const modeOf = (object: { readonly volumeMode?: string | undefined } | undefined): string =>
  object?.volumeMode ?? 'Filesystem';

const sizeOf = (volume: Volume) => quantityOf(volume.spec?.capacity?.['storage']);

function fits(volume: Volume, claim: Claim, node: DeepReadonly<Node> | undefined): boolean {
  if (volume.metadata?.deletionTimestamp !== undefined || modeOf(volume.spec) !== modeOf(claim.spec)) return false;
  if (compareQuantity(sizeOf(volume), quantityOf(claim.spec?.resources?.requests?.['storage'])) < 0) return false;
  return node === undefined || volumeAllowsNode(volume, node);
}

/**
 * The smallest volume that serves a claim, or the one that is reserved for it. `node` is given where binding waits for
 * the first consumer. Volumes in `taken` are spoken for.
 */
export function findMatchingVolume(
  claim: Claim,
  volumes: readonly Volume[],
  taken: ReadonlySet<string>,
  node?: DeepReadonly<Node>,
): Volume | undefined {
  let best: Volume | undefined;
  for (const volume of volumes) {
    if (taken.has(volume.metadata?.name ?? '') || !fits(volume, claim, node)) continue;
    if (isBoundToClaim(volume, claim)) return volume;
    const modes = volume.spec?.accessModes ?? [];
    const suits =
      volume.spec?.claimRef === undefined &&
      (volume.status?.phase ?? 'Pending') === 'Available' &&
      classOfVolume(volume) === classOfClaim(claim) &&
      (claim.spec?.accessModes ?? []).every((mode) => modes.includes(mode)) &&
      (claim.spec?.selector === undefined || matchesSelector(claim.spec.selector, volume.metadata?.labels));
    if (suits && (best === undefined || compareQuantity(sizeOf(volume), sizeOf(best)) < 0)) best = volume;
  }
  return best;
}
