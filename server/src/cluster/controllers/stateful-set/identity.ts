// Names, ordinals, storage and state of a StatefulSet's Pods.
// Source: pkg/controller/statefulset/stateful_set_utils.go, 1.36.
import type { PersistentVolumeClaim, Pod, StatefulSet, Volume } from '../../../api/types.generated.ts';
import type { DeepReadonly, Instant } from '../../controller.ts';
import { STATEFUL_SET } from '../../kinds.ts';
import { templateIn, type StoredRevision } from '../../workloads/history.ts';
import { podFromTemplate } from '../../workloads/podControl.ts';
import { isPodAvailable, isPodReady, type StoredPod } from '../../workloads/podState.ts';

export type StoredSet = DeepReadonly<StatefulSet>;

export const REVISION_LABEL = 'controller-revision-hash';
const POD_NAME_LABEL = 'statefulset.kubernetes.io/pod-name';
const POD_INDEX_LABEL = 'apps.kubernetes.io/pod-index';

export const replicasOf = (set: StoredSet): number => set.spec?.replicas ?? 1;
export const startOf = (set: StoredSet): number => set.spec?.ordinals?.start ?? 0;

/** The name before the ordinal and the ordinal; -1 where the name has none. Source: getParentNameAndOrdinal. */
export function parentAndOrdinal(pod: StoredPod): readonly [parent: string, ordinal: number] {
  const match = /^(.*)-([0-9]+)$/s.exec(pod.metadata?.name ?? '');
  if (match === null) return ['', -1];
  const ordinal = Number(match[2]);
  return [match[1] ?? '', ordinal <= 2147483647 ? ordinal : -1];
}

export const ordinalOf = (pod: StoredPod): number => parentAndOrdinal(pod)[1];

/** Whether the ordinal is one of those that the set wants. */
export const inRange = (pod: StoredPod, set: StoredSet): boolean => {
  const ordinal = ordinalOf(pod);
  return ordinal >= startOf(set) && ordinal < startOf(set) + replicasOf(set);
};

/** Whether the API server knows the Pod already. Upstream asks for a phase, which every stored Pod has. */
export const isCreated = (pod: StoredPod): boolean => pod.metadata?.uid !== undefined;
export const isTerminating = (pod: StoredPod): boolean => pod.metadata?.deletionTimestamp !== undefined;
export const isRunningAndReady = (pod: StoredPod): boolean => pod.status?.phase === 'Running' && isPodReady(pod);
export const isUnavailable = (pod: StoredPod, set: StoredSet, now: Instant): boolean =>
  !isPodAvailable(pod, set.spec?.minReadySeconds ?? 0, now) || isTerminating(pod);

/** The name of the revision that the Pod was made from. */
export const revisionOfPod = (pod: StoredPod): string => pod.metadata?.labels?.[REVISION_LABEL] ?? '';

/** `data-db-0`. */
export const claimName = (set: StoredSet, template: DeepReadonly<PersistentVolumeClaim>, ordinal: number): string =>
  `${template.metadata?.name}-${set.metadata?.name}-${ordinal}`;

/** The claims of a Pod, by the names of their templates. Source: getPersistentVolumeClaims. */
export function claimsOf(set: StoredSet, pod: StoredPod): ReadonlyMap<string, PersistentVolumeClaim> {
  const ordinal = ordinalOf(pod);
  return new Map(
    (set.spec?.volumeClaimTemplates ?? []).map((template) => {
      const labels = { ...template.metadata?.labels, ...set.spec?.selector?.matchLabels };
      const claim = {
        ...template,
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: {
          ...template.metadata,
          name: claimName(set, template, ordinal),
          namespace: set.metadata?.namespace,
          ...(Object.keys(labels).length === 0 ? {} : { labels }),
        },
      } as PersistentVolumeClaim;
      return [template.metadata?.name ?? '', claim];
    }),
  );
}

/** The Pod with the volumes of its claims in front of its others. Source: updateStorage. */
export function withStorage(set: StoredSet, pod: Pod): Pod {
  const claims = claimsOf(set, pod);
  if (claims.size === 0) return pod;
  const own: Volume[] = [...claims].map(([name, claim]) => ({
    name,
    persistentVolumeClaim: { claimName: claim.metadata?.name },
  }));
  const others = (pod.spec?.volumes ?? []).filter(({ name = '' }) => !claims.has(name));
  return { ...pod, spec: { ...pod.spec, volumes: [...own, ...others] } };
}

/** Whether the Pod's volumes name its claims. Source: storageMatches. */
export const storageMatches = (set: StoredSet, pod: StoredPod): boolean =>
  (set.spec?.volumeClaimTemplates ?? []).every((template) =>
    pod.spec?.volumes?.some(
      ({ name, persistentVolumeClaim }) =>
        name === template.metadata?.name &&
        persistentVolumeClaim?.claimName === claimName(set, template, ordinalOf(pod)),
    ),
  );

/** Whether the Pod has the name and label of a member. Source: identityMatches. */
export function identityMatches(set: StoredSet, pod: StoredPod): boolean {
  const [parent, ordinal] = parentAndOrdinal(pod);
  const name = pod.metadata?.name;
  return (
    ordinal >= 0 &&
    parent === set.metadata?.name &&
    name === `${parent}-${ordinal}` &&
    pod.metadata?.labels?.[POD_NAME_LABEL] === name
  );
}

/** The Pod with the labels of its place. Source: updateIdentity. */
export const withIdentity = (set: StoredSet, pod: Pod, ordinal: number): Pod => {
  const name = `${set.metadata?.name}-${ordinal}`;
  const labels = { ...pod.metadata?.labels, [POD_NAME_LABEL]: name, [POD_INDEX_LABEL]: String(ordinal) };
  return { ...pod, metadata: { ...pod.metadata, name, namespace: set.metadata?.namespace, labels } };
};

/**
 * The Pod for an ordinal: below the partition of the current revision, else of the one that is rolled out.
 * Source: newVersionedStatefulSetPod.
 */
export function newPod(set: StoredSet, current: StoredRevision, update: StoredRevision, ordinal: number): Pod {
  const { rollingUpdate, type } = set.spec?.updateStrategy ?? {};
  const kept =
    rollingUpdate === undefined
      ? type === 'RollingUpdate' && ordinal < startOf(set) + (set.status?.currentReplicas ?? 0)
      : ordinal < startOf(set) + (rollingUpdate.partition ?? 0);
  const revision = kept ? current : update;
  const pod = withIdentity(set, podFromTemplate(templateIn(revision), set, STATEFUL_SET), ordinal);
  const subdomain = set.spec?.serviceName ?? '';
  const labels = { ...pod.metadata?.labels, [REVISION_LABEL]: revision.metadata?.name ?? '' };
  return withStorage(set, {
    ...pod,
    metadata: { ...pod.metadata, labels },
    spec: { ...pod.spec, hostname: pod.metadata?.name, ...(subdomain === '' ? {} : { subdomain }) },
  });
}
