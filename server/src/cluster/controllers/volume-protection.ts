// Lets claims and volumes go once nobody uses them any more.
// Source: pkg/controller/volume/{pvcprotection,pvprotection}, 1.36.
import { ok, type Result } from '../../base/result.ts';
import type { ApiObject } from '../../api/kindRules.ts';
import type { Status } from '../../api/status.ts';
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../../api/types.generated.ts';
import type { ClusterApi, Commit, Controller, DeepReadonly, Key, Requeue } from '../controller.ts';
import { PERSISTENT_VOLUME, PERSISTENT_VOLUME_CLAIM, POD } from '../kinds.ts';
import { keyOf, splitKey } from '../workloads/claim.ts';

const VOLUME_KEY = 'volume ';
const CLAIM_FINALIZER = 'kubernetes.io/pvc-protection';
const VOLUME_FINALIZER = 'kubernetes.io/pv-protection';

const isLeaving = (object: DeepReadonly<ApiObject>, finalizer: string): boolean =>
  object.metadata?.deletionTimestamp !== undefined && (object.metadata.finalizers ?? []).includes(finalizer);

function letGo<T extends ApiObject>(
  api: ClusterApi,
  object: DeepReadonly<T>,
  finalizer: string,
): Result<undefined, Status> {
  const { finalizers = [], ...metadata } = object.metadata ?? {};
  const rest = finalizers.filter((each) => each !== finalizer);
  const written = api.update<T>({
    ...object,
    metadata: rest.length === 0 ? metadata : { ...metadata, finalizers: rest },
  });
  return written.ok || written.error.code === 404 ? ok(undefined) : written;
}

/** The claims that a Pod names. */
const claimsOf = (pod: DeepReadonly<Pod>): readonly string[] =>
  (pod.spec?.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) =>
    persistentVolumeClaim?.claimName !== undefined
      ? [persistentVolumeClaim.claimName]
      : ephemeral === undefined
        ? []
        : [`${pod.metadata?.name}-${name}`],
  );

/** Only a Pod that has a node uses a claim: others will not be started with one that is leaving. */
function reconcile(key: Key, api: ClusterApi): Result<Requeue | undefined, Status> {
  if (key.startsWith(VOLUME_KEY)) {
    const volume = api.get<PersistentVolume>(PERSISTENT_VOLUME, '', key.slice(VOLUME_KEY.length));
    const isFree = volume !== undefined && isLeaving(volume, VOLUME_FINALIZER) && volume.status?.phase !== 'Bound';
    return isFree ? letGo(api, volume, VOLUME_FINALIZER) : ok(undefined);
  }
  const claim = api.get<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIM, ...splitKey(key));
  if (claim === undefined || !isLeaving(claim, CLAIM_FINALIZER)) return ok(undefined);
  const used = api
    .list<Pod>(POD, claim.metadata?.namespace)
    .some((pod) => (pod.spec?.nodeName ?? '') !== '' && claimsOf(pod).includes(claim.metadata?.name ?? ''));
  return used ? ok(undefined) : letGo(api, claim, CLAIM_FINALIZER);
}

/** The claims of a Pod that is gone. */
const afterPod = ({ before, after }: Commit): readonly Key[] =>
  after !== undefined || before === undefined
    ? []
    : claimsOf(before).map((name) => `${before.metadata?.namespace ?? ''}/${name}`);

export const controller: Controller = {
  name: 'volume-protection-controller',
  watches: [
    { gvk: PERSISTENT_VOLUME_CLAIM, keys: ({ after }) => (after === undefined ? [] : [keyOf(after)]) },
    {
      gvk: PERSISTENT_VOLUME,
      keys: ({ after }) => (after === undefined ? [] : [VOLUME_KEY + (after.metadata?.name ?? '')]),
    },
    { gvk: POD, keys: afterPod },
  ],
  reconcile,
};
