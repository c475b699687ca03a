// The rollout history of a workload with what each revision changed, and the workloads that have one.
import { gvkOf } from '../../api/gvk.ts';
import type { ReadApi } from '../../cluster/controller.ts';
import { revisionsOf, withoutHash, type Revision as StoredRevision } from '../../dryrun/history.ts';
import type { ObjectName, Revision, Workload } from '../../protocol/cluster.ts';
import { changedFields, describeChange } from '../../api/changedFields.ts';
import { findObject, nameOfObject, type Stored } from './objectNames.ts';
import { valueText } from './objectText.ts';

const MAX_CHANGES = 3;

const templateOf = ({ template }: StoredRevision) => withoutHash(template);

/** What the newer one changed, in a line. */
function changeOf(newer: StoredRevision, older: StoredRevision | undefined): string {
  if (!older) return '';
  const changes = changedFields(templateOf(older), templateOf(newer)).map(describeChange);
  const rest = changes.length - MAX_CHANGES;
  return [...changes.slice(0, MAX_CHANGES), ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}

/** The revisions, the newest first. Empty where there is no history. */
export function historyOf(api: ReadApi, name: ObjectName): Revision[] {
  const owner = findObject(api, name);
  if (!owner || !WITH_HISTORY.has(name.kind)) return [];
  const newestFirst = revisionsOf(api, owner).toReversed();
  return newestFirst.map((entry, index) => ({
    revision: entry.number,
    current: entry.current,
    changeCause: entry.changeCause ?? '',
    change: changeOf(entry, newestFirst[index + 1]),
    template: valueText(templateOf(entry)),
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
