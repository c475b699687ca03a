// The revisions of a workload: ReplicaSets of a Deployment, ControllerRevisions of a StatefulSet or DaemonSet.
// Source: staging/src/k8s.io/kubectl/pkg/polymorphichelpers/{history,rollback}.go, pkg/util/deployment, 1.36.
import { compareNumber } from '../base/compare.ts';
import type { GroupVersionKind } from '../api/gvk.ts';
import { matchesSelector } from '../api/labelSelector.ts';
import type { ControllerRevision, Deployment, PodTemplateSpec, ReplicaSet } from '../api/types.generated.ts';
import type { DeepReadonly, ReadApi } from '../cluster/controller.ts';
import type { Stored } from '../cluster/store.ts';

const REPLICA_SET: GroupVersionKind = { group: 'apps', version: 'v1', kind: 'ReplicaSet' };
const CONTROLLER_REVISION: GroupVersionKind = { group: 'apps', version: 'v1', kind: 'ControllerRevision' };
export const REVISION = 'deployment.kubernetes.io/revision';
export const CHANGE_CAUSE = 'kubernetes.io/change-cause';

/** One revision, oldest first in lists. */
export interface Revision {
  readonly number: number;
  /** Name of the ReplicaSet or ControllerRevision. */
  readonly name: string;
  readonly changeCause: string | undefined;
  readonly template: DeepReadonly<PodTemplateSpec>;
  readonly annotations: Readonly<Record<string, string>>;
  /** The patch that brings a StatefulSet or DaemonSet back. */
  readonly patch?: unknown;
  /** Whether the workload's present template is this one. */
  readonly current: boolean;
}

const templateOf = (object: Stored): DeepReadonly<PodTemplateSpec> =>
  (object as DeepReadonly<Deployment>).spec?.template ?? {};

/** A template without the label that the Deployment controller adds. */
export function withoutHash(template: DeepReadonly<PodTemplateSpec>): DeepReadonly<PodTemplateSpec> {
  const { 'pod-template-hash': _, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}

/** A text that is the same for equal templates, whatever the order of their keys. */
const fingerprint = (template: unknown): string =>
  JSON.stringify(template, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );

function ofDeployment(read: ReadApi, deployment: Stored): Revision[] {
  const { uid = '', namespace = '' } = deployment.metadata ?? {};
  const selector = (deployment as DeepReadonly<Deployment>).spec?.selector;
  const now = fingerprint(withoutHash(templateOf(deployment)));
  return read
    .ownedBy<ReplicaSet>(REPLICA_SET, uid)
    .filter((set) => set.metadata?.namespace === namespace)
    .filter((set) => matchesSelector(selector as never, set.metadata?.labels))
    .map((set) => ({
      number: Number(set.metadata?.annotations?.[REVISION] ?? 0),
      name: set.metadata?.name ?? '',
      changeCause: set.metadata?.annotations?.[CHANGE_CAUSE],
      template: set.spec?.template ?? {},
      annotations: set.metadata?.annotations ?? {},
      current: fingerprint(withoutHash(set.spec?.template ?? {})) === now,
    }));
}

function ofRevisions(read: ReadApi, workload: Stored): Revision[] {
  const now = fingerprint({ ...templateOf(workload), $patch: 'replace' });
  return read.ownedBy<ControllerRevision>(CONTROLLER_REVISION, workload.metadata?.uid ?? '').map((revision) => {
    const data = revision.data as { spec?: { template?: DeepReadonly<PodTemplateSpec> } } | undefined;
    const template = data?.spec?.template ?? {};
    return {
      number: revision.revision ?? 0,
      name: revision.metadata?.name ?? '',
      changeCause: revision.metadata?.annotations?.[CHANGE_CAUSE],
      template,
      annotations: revision.metadata?.annotations ?? {},
      patch: data,
      current: fingerprint(template) === now,
    };
  });
}

/** The revisions of a workload, oldest first. */
export function revisionsOf(read: ReadApi, workload: Stored): readonly Revision[] {
  const all = workload.kind === 'Deployment' ? ofDeployment(read, workload) : ofRevisions(read, workload);
  return all.sort((a, b) => compareNumber(a.number, b.number));
}
