// Volumes whose binding waits for the first consumer: once a node is chosen, they are bound or asked for, and the Pod is
// bound after them. Source: pkg/scheduler/framework/plugins/volumebinding/binder.go (AssumePodVolumes, BindPodVolumes),
// 1.36.
import { ok, type Result } from '../../base/result.ts';
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../../api/types.generated.ts';
import type { Status } from '../../api/status.ts';
import type { ClusterApi, DeepReadonly, ReadApi, Requeue } from '../controller.ts';
import { PERSISTENT_VOLUME_CLAIM } from '../kinds.ts';
import { namedClaims, planVolumes, sortClaims } from './podClaims.ts';
import { snapshotOf } from './snapshot.ts';

type ReadPod = DeepReadonly<Pod>;

/** Whether every claim of the Pod is bound. */
export function claimsReady(pod: ReadPod, api: ReadApi): boolean {
  const claims = namedClaims(pod, api);
  if (claims.length === 0) return true;
  const { delayed, immediate } = sortClaims(claims, api);
  return delayed.length === 0 && immediate.length === 0;
}

function bindVolume(
  volume: DeepReadonly<PersistentVolume>,
  claim: DeepReadonly<PersistentVolumeClaim>,
  api: ClusterApi,
): Result<unknown, Status> {
  const { namespace, name, uid, resourceVersion } = claim.metadata ?? {};
  return api.update<PersistentVolume>({
    ...volume,
    metadata: {
      ...volume.metadata,
      annotations: { ...volume.metadata?.annotations, 'pv.kubernetes.io/bound-by-controller': 'yes' },
    },
    spec: {
      ...volume.spec,
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid, resourceVersion },
    },
  });
}

const selectNode = (
  claim: DeepReadonly<PersistentVolumeClaim>,
  node: string,
  api: ClusterApi,
): Result<unknown, Status> =>
  api.update<PersistentVolumeClaim>({
    ...claim,
    metadata: {
      ...claim.metadata,
      annotations: { ...claim.metadata?.annotations, 'volume.kubernetes.io/selected-node': node },
    },
  });

/** Binds what is there and asks for the rest. The volume controllers finish it; the scheduler hears of that. */
export function prepareVolumes(pod: ReadPod, node: string, api: ClusterApi): Result<Requeue | undefined, Status> {
  const { delayed } = sortClaims(namedClaims(pod, api), api);
  const info = snapshotOf(api).node(node);
  const plan = info && planVolumes(delayed, info.node, api);
  for (const [name, volume] of plan ?? []) {
    const claim = api.get<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIM, pod.metadata?.namespace ?? '', name);
    if (!claim) continue;
    const written = volume ? bindVolume(volume, claim, api) : selectNode(claim, node, api);
    if (!written.ok) return written;
  }
  return ok(undefined);
}
