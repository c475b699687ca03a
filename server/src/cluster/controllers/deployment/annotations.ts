// Revisions and the other notes that a Deployment leaves on its ReplicaSets.
// Source: pkg/controller/deployment/util/deployment_util.go (SetNewReplicaSetAnnotations and around), 1.36.
import type { StoredDeployment, StoredReplicaSet } from './replicaSets.ts';

export const REVISION = 'deployment.kubernetes.io/revision';
export const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history';
export const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas';
export const MAX_REPLICAS = 'deployment.kubernetes.io/max-replicas';

/** What is not copied from a Deployment to its ReplicaSet. */
const NOT_COPIED: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  REVISION_HISTORY,
  DESIRED_REPLICAS,
  MAX_REPLICAS,
  'deprecated.deployment.rollback.to',
]);

/** At most so many characters of old revisions, about 400 of them. */
const MAX_HISTORY_CHARACTERS = 2000;

type Annotations = Readonly<Record<string, string>>;

const integerOf = (text: string): number | undefined => (/^[+-]?\d+$/.test(text) ? Number(text) : undefined);

/** The revision of a Deployment or ReplicaSet: 0 without the annotation, undefined if it is no number. */
export function revisionOf(object: {
  readonly metadata?: { readonly annotations?: Annotations | undefined } | undefined;
}): number | undefined {
  const text = object.metadata?.annotations?.[REVISION];
  return text === undefined ? 0 : integerOf(text);
}

/** The highest revision of the ReplicaSets, 0 if there are none. Source: MaxRevision. */
export const maxRevision = (sets: readonly StoredReplicaSet[]): number =>
  sets.reduce((most, set) => Math.max(most, revisionOf(set) ?? 0), 0);

/** The number in an annotation, if it is a non-negative int32. */
export function countIn(set: StoredReplicaSet, annotation: string): number | undefined {
  const text = set.metadata?.annotations?.[annotation] ?? '';
  const value = /^\d+$/.test(text) ? Number(text) : undefined;
  return value === undefined || value > 2147483647 ? undefined : value;
}

/** The annotations with the size of the Deployment and its greatest size during a rollout. */
export const withReplicas = (annotations: Annotations, desired: number, most: number): Annotations => ({
  ...annotations,
  [DESIRED_REPLICAS]: String(desired),
  [MAX_REPLICAS]: String(most),
});

/** Whether `withReplicas` would change something. Source: ReplicasAnnotationsNeedUpdate. */
export const replicasDiffer = (annotations: Annotations, desired: number, most: number): boolean =>
  annotations[DESIRED_REPLICAS] !== String(desired) || annotations[MAX_REPLICAS] !== String(most);

/**
 * The annotations of the new ReplicaSet: those of the Deployment over its own (one that is removed from the Deployment
 * stays), and the revision where it rises. A revision that is replaced goes into the history, so that
 * `rollout history` can tell; the oldest entries make room. Source: SetNewReplicaSetAnnotations.
 */
export function annotationsOfNew(deployment: StoredDeployment, own: Annotations, revision: number): Annotations {
  const copied = Object.entries(deployment.metadata?.annotations ?? {}).filter(([key]) => !NOT_COPIED.has(key));
  const annotations = { ...own, ...Object.fromEntries(copied) };
  const oldText = own[REVISION];
  const old = oldText === undefined || oldText === '' ? 0 : integerOf(oldText);
  if (old === undefined || old >= revision) return annotations;
  annotations[REVISION] = String(revision);
  if (oldText === undefined) return annotations;
  const history = own[REVISION_HISTORY] ?? '';
  if (history === '') return { ...annotations, [REVISION_HISTORY]: oldText };
  const entries = history.split(',');
  let length = history.length + oldText.length + 1;
  while (length > MAX_HISTORY_CHARACTERS && entries.length > 0) length -= (entries.shift() ?? '').length + 1;
  if (length > MAX_HISTORY_CHARACTERS) return annotations;
  return { ...annotations, [REVISION_HISTORY]: [...entries, oldText].join(',') };
}
