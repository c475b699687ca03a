// Makes the claims of a Pod's ephemeral volumes. Source: pkg/controller/volume/ephemeral/controller.go, 1.36.
import { err, ok, type Result } from '../../base/result.ts';
import { failure, type Status } from '../../api/status.ts';
import type { PersistentVolumeClaim, Pod, Volume } from '../../api/types.generated.ts';
import type { ClusterApi, Controller, DeepReadonly, Key, Requeue } from '../controller.ts';
import { PERSISTENT_VOLUME_CLAIM, POD } from '../kinds.ts';
import { isControlledBy, keyOf, newControllerRef, splitKey } from '../workloads/claim.ts';

type ReadPod = DeepReadonly<Pod>;

const hasEphemeral = ({ spec }: ReadPod): boolean => spec?.volumes?.some(({ ephemeral }) => ephemeral) === true;

function makeClaim(api: ClusterApi, pod: ReadPod, { name = '', ephemeral }: DeepReadonly<Volume>): string | undefined {
  const { namespace = '', name: podName = '' } = pod.metadata ?? {};
  const claimName = `${podName}-${name}`;
  const stored = api.get<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIM, namespace, claimName);
  if (stored) {
    const what = `PVC ${namespace}/${claimName} was not created for pod ${namespace}/${podName} (pod is not owner)`;
    return isControlledBy(stored, pod) ? undefined : what;
  }
  const { metadata, spec } = ephemeral?.volumeClaimTemplate ?? {};
  const created = api.create<PersistentVolumeClaim>({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: claimName,
      namespace,
      ...(metadata?.labels && { labels: { ...metadata.labels } }),
      ...(metadata?.annotations && { annotations: { ...metadata.annotations } }),
      ownerReferences: [newControllerRef(pod, POD)],
    },
    spec: spec as NonNullable<PersistentVolumeClaim['spec']>,
  });
  return created.ok ? undefined : `create PVC ${claimName}: ${created.error.message}`;
}

function reconcile(key: Key, api: ClusterApi): Result<Requeue | undefined, Status> {
  const pod = api.get<Pod>(POD, ...splitKey(key));
  if (!pod || pod.metadata?.deletionTimestamp !== undefined) return ok(undefined);
  for (const volume of pod.spec?.volumes ?? []) {
    const fault = volume.ephemeral ? makeClaim(api, pod, volume) : undefined;
    if (fault === undefined) continue;
    const message = `ephemeral volume ${volume.name ?? ''}: ${fault}`;
    api.event(pod, 'Warning', 'FailedBinding', message);
    return err(failure(500, 'InternalError', message));
  }
  return ok(undefined);
}

export const controller: Controller = {
  name: 'ephemeral_volume',
  watches: [
    {
      gvk: POD,
      keys: ({ before, after }) => (!before && after && hasEphemeral(after) ? [keyOf(after)] : []),
    },
    {
      gvk: PERSISTENT_VOLUME_CLAIM,
      // A claim that is gone is made again for the Pod that owned it.
      keys: ({ before, after }) =>
        after
          ? []
          : (before?.metadata?.ownerReferences ?? [])
              .filter(({ kind, controller: manages }) => kind === 'Pod' && manages === true)
              .map(({ name = '' }) => `${before?.metadata?.namespace ?? ''}/${name}`),
    },
  ],
  initialKeys: (api) => api.list<Pod>(POD).filter(hasEphemeral).map(keyOf),
  reconcile,
};
