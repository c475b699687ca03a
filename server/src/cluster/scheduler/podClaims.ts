// The claims of a Pod, and which of their volumes are still to be bound.
// Source: pkg/scheduler/framework/plugins/volumebinding/{volume_binding,binder}.go, 1.36. Not modelled: storage
// capacity tracking.
import type { Node, PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from '../../api/types.generated.ts';
import type { DeepReadonly, ReadApi } from '../controller.ts';
import { PERSISTENT_VOLUME, PERSISTENT_VOLUME_CLAIM, STORAGE_CLASS } from '../kinds.ts';
import { classOfClaim, findMatchingVolume, isFullyBound, volumeAllowsNode } from '../volumes.ts';

type Claim = DeepReadonly<PersistentVolumeClaim>;

/** A claim that a Pod mentions. */
export interface NamedClaim {
  readonly name: string;
  /** Made by the ephemeral volume controller for this Pod alone. */
  readonly ephemeral: boolean;
  readonly claim: Claim | undefined;
}

/** The claims behind a Pod's volumes, in their order. */
export function namedClaims(pod: DeepReadonly<Pod>, api: ReadApi): readonly NamedClaim[] {
  const namespace = pod.metadata?.namespace ?? '';
  return (pod.spec?.volumes ?? []).flatMap((volume) => {
    const ephemeral = volume.ephemeral !== undefined;
    const name = ephemeral
      ? `${pod.metadata?.name ?? ''}-${volume.name ?? ''}`
      : volume.persistentVolumeClaim?.claimName;
    if (name === undefined) return [];
    return [{ name, ephemeral, claim: api.get<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIM, namespace, name) }];
  });
}

/** What keeps the claims from being looked at at all. Source: podHasPVCs. */
export function claimFault(claims: readonly NamedClaim[]): string | undefined {
  for (const { name, ephemeral, claim } of claims) {
    if (!claim) {
      return ephemeral
        ? `waiting for ephemeral volume controller to create the persistentvolumeclaim "${name}"`
        : `persistentvolumeclaim "${name}" not found`;
    }
    if (claim.status?.phase === 'Lost') {
      return `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec?.volumeName ?? ''}"`;
    }
    if (claim.metadata?.deletionTimestamp !== undefined) return `persistentvolumeclaim "${name}" is being deleted`;
  }
  return undefined;
}

/** The claims of a Pod by what is to be done about them. */
export interface SortedClaims {
  readonly bound: readonly Claim[];
  /** To be bound once a node is chosen. */
  readonly delayed: readonly Claim[];
  /** Should have been bound by now. */
  readonly immediate: readonly Claim[];
}

export const storageClassOf = (claim: Claim, api: ReadApi): DeepReadonly<StorageClass> | undefined => {
  const name = classOfClaim(claim);
  return name === '' ? undefined : api.get<StorageClass>(STORAGE_CLASS, '', name);
};

/** Sorts the claims of a Pod. Source: GetPodVolumeClaims. */
export function sortClaims(claims: readonly NamedClaim[], api: ReadApi): SortedClaims {
  const bound: Claim[] = [];
  const delayed: Claim[] = [];
  const immediate: Claim[] = [];
  for (const { claim } of claims) {
    if (!claim) continue;
    if (isFullyBound(claim)) bound.push(claim);
    else if (
      storageClassOf(claim, api)?.volumeBindingMode === 'WaitForFirstConsumer' &&
      (claim.spec?.volumeName ?? '') === ''
    ) {
      delayed.push(claim);
    } else immediate.push(claim);
  }
  return { bound, delayed, immediate };
}

/** How the delayed claims would be served on a node: volume by claim, or undefined for one that is to be provisioned. */
export type VolumePlan = ReadonlyMap<string, DeepReadonly<PersistentVolume> | undefined>;

const canProvision = (claim: Claim, node: DeepReadonly<Node>, api: ReadApi): boolean => {
  const storageClass = storageClassOf(claim, api);
  const provisioner = storageClass?.provisioner ?? '';
  if (provisioner === '' || provisioner === 'kubernetes.io/no-provisioner') return false;
  const topologies = storageClass?.allowedTopologies ?? [];
  return (
    topologies.length === 0 ||
    topologies.some(({ matchLabelExpressions = [] }) =>
      matchLabelExpressions.every(({ key = '', values = [] }) =>
        values.includes(node.metadata?.labels?.[key] ?? '\u0000'),
      ),
    )
  );
};

/** A plan for the delayed claims on a node; undefined if there is none. Source: findMatchingVolumes, checkVolumeProvisions. */
export function planVolumes(delayed: readonly Claim[], node: DeepReadonly<Node>, api: ReadApi): VolumePlan | undefined {
  const plan = new Map<string, DeepReadonly<PersistentVolume> | undefined>();
  const taken = new Set<string>();
  const volumes = delayed.length === 0 ? [] : api.list<PersistentVolume>(PERSISTENT_VOLUME);
  for (const claim of delayed) {
    const name = claim.metadata?.name ?? '';
    const selected = claim.metadata?.annotations?.['volume.kubernetes.io/selected-node'];
    if (selected !== undefined) {
      if (selected !== node.metadata?.name) return undefined;
      plan.set(name, undefined);
      continue;
    }
    const volume = findMatchingVolume(claim, volumes, taken, node);
    if (volume) taken.add(volume.metadata?.name ?? '');
    else if (!canProvision(claim, node, api)) return undefined;
    plan.set(name, volume);
  }
  return plan;
}

/** What a node's volumes speak against a Pod. Source: FindPodVolumes. */
export function volumeFaults(claims: SortedClaims, node: DeepReadonly<Node>, api: ReadApi): readonly string[] {
  const reasons = new Set<string>();
  const volumes = claims.bound.map((claim) =>
    api.get<PersistentVolume>(PERSISTENT_VOLUME, '', claim.spec?.volumeName ?? ''),
  );
  if (volumes.some((volume) => volume && !volumeAllowsNode(volume, node))) {
    reasons.add("node(s) didn't match PersistentVolume's node affinity");
  }
  if (claims.delayed.length > 0 && !planVolumes(claims.delayed, node, api)) {
    reasons.add("node(s) didn't find available persistent volumes to bind");
  }
  if (volumes.some((volume) => !volume)) {
    reasons.add('node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)');
  }
  return [...reasons];
}
