// The rollout history of a workload: its revisions with what each changed.
import { gvkOf } from '../../api/gvk.ts';
import { compareNumber } from '../../base/compare.ts';
import type { ControllerRevision, PodTemplateSpec, ReplicaSet } from '../../api/types.generated.ts';
import type { DeepReadonly, ReadApi } from '../../cluster/controller.ts';
import { CONTROLLER_REVISION, REPLICA_SET } from '../../cluster/kinds.ts';
import { revisionOf } from '../../cluster/controllers/deployment/annotations.ts';
import { templateIn } from '../../cluster/workloads/history.ts';
import type { ObjectName, Revision, Workload } from '../../protocol/cluster.ts';
import { changedFields, describeChange } from './changedFields.ts';
import { findObject, nameOfObject, type Stored } from './objectNames.ts';
import { valueText } from './objectText.ts';

const CHANGE_CAUSE = 'kubernetes.io/change-cause';
const HASH_LABELS = new Set(['pod-template-hash', 'controller-revision-hash']);
const MAX_CHANGES = 3;

interface Entry {
  readonly revision: number;
  readonly changeCause: string;
  readonly replicas: number;
  readonly template: DeepReadonly<PodTemplateSpec>;
}

/** The template without the label that only tells ReplicaSets apart. */
function withoutHash(template: DeepReadonly<PodTemplateSpec> | undefined): DeepReadonly<PodTemplateSpec> {
  if (!template) return {};
  const labels = Object.entries(template.metadata?.labels ?? {}).filter(([name]) => !HASH_LABELS.has(name));
  return { ...template, metadata: { ...template.metadata, labels: Object.fromEntries(labels) } };
}

function entriesOf(api: ReadApi, owner: Stored): Entry[] {
  const uid = owner.metadata?.uid ?? '';
  if (owner.kind === 'Deployment') {
    return api.ownedBy<ReplicaSet>(REPLICA_SET, uid).flatMap((set) => {
      const revision = revisionOf(set);
      if (revision === undefined) return [];
      const changeCause = set.metadata?.annotations?.[CHANGE_CAUSE] ?? '';
      return [{ revision, changeCause, replicas: set.spec?.replicas ?? 0, template: withoutHash(set.spec?.template) }];
    });
  }
  return api.ownedBy<ControllerRevision>(CONTROLLER_REVISION, uid).map((entry) => ({
    revision: entry.revision ?? 0,
    changeCause: entry.metadata?.annotations?.[CHANGE_CAUSE] ?? '',
    replicas: 0,
    template: withoutHash(templateIn(entry)),
  }));
}

/** What the newer one changed, in a line. */
function changeOf(newer: Entry, older: Entry | undefined): string {
  if (!older) return '';
  const changes = changedFields(older.template, newer.template).map(describeChange);
  const rest = changes.length - MAX_CHANGES;
  return [...changes.slice(0, MAX_CHANGES), ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}

/** The revisions, the newest first. Empty where there is no history. */
export function historyOf(api: ReadApi, name: ObjectName): Revision[] {
  const owner = findObject(api, name);
  if (!owner) return [];
  const entries = entriesOf(api, owner).sort((a, b) => compareNumber(b.revision, a.revision));
  const newest = entries[0]?.revision;
  return entries.map((entry, index) => ({
    revision: entry.revision,
    current: entry.revision === newest,
    changeCause: entry.changeCause,
    change: changeOf(entry, entries[index + 1]),
    replicas: entry.replicas,
    template: valueText(entry.template),
  }));
}

const WORKLOADS = [
  gvkOf('apps/v1', 'Deployment'),
  gvkOf('apps/v1', 'StatefulSet'),
  gvkOf('apps/v1', 'DaemonSet'),
  gvkOf('v1', 'ReplicationController'),
  gvkOf('apps/v1', 'ReplicaSet'),
];
const WITH_HISTORY = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

interface Counted {
  readonly spec?: { readonly replicas?: number | undefined; readonly paused?: boolean | undefined } | undefined;
  readonly status?:
    | {
        readonly readyReplicas?: number | undefined;
        readonly numberReady?: number | undefined;
        readonly desiredNumberScheduled?: number | undefined;
      }
    | undefined;
}

/** What can be scaled or rolled back: the workloads that no other one manages. */
export function workloadsOf(api: ReadApi): Workload[] {
  return WORKLOADS.flatMap((gvk) => api.list(gvk))
    .filter((object) => object.metadata?.ownerReferences?.some((owner) => owner.controller === true) !== true)
    .map((object) => {
      const { spec, status } = object as Stored & Counted;
      return {
        object: nameOfObject(object),
        replicas: spec?.replicas ?? status?.desiredNumberScheduled ?? 1,
        ready: status?.readyReplicas ?? status?.numberReady ?? 0,
        paused: spec?.paused === true,
        hasHistory: WITH_HISTORY.has(object.kind ?? ''),
      };
    });
}
