// ReplicationController: a ReplicaSet whose selector is a map. Source: pkg/controller/replication, 1.36, which wraps
// the ReplicaSet's controller.
import { matchesLabels } from '../../api/labelSelector.ts';
import type { ReplicationController } from '../../api/types.generated.ts';
import type { Controller } from '../controller.ts';
import { keyOf, ownerKeys } from '../workloads/claim.ts';
import { POD, REPLICATION_CONTROLLER } from '../kinds.ts';
import { reconcileReplicas, type Flavour } from './replica-set/reconcile.ts';

const flavour: Flavour<ReplicationController> = {
  gvk: REPLICATION_CONTROLLER,
  countsTerminating: false,
  selects: (set, labels) => {
    const selector = set.spec?.selector ?? {};
    return Object.keys(selector).length > 0 && matchesLabels(selector, labels);
  },
};

export const controller: Controller = {
  name: 'replication-controller',
  watches: [
    { gvk: REPLICATION_CONTROLLER },
    {
      gvk: POD,
      keys: (commit, api) =>
        ownerKeys(commit, REPLICATION_CONTROLLER, (orphan) =>
          api
            .list<ReplicationController>(REPLICATION_CONTROLLER, orphan.metadata?.namespace)
            .filter((set) => flavour.selects(set, orphan.metadata?.labels))
            .map(keyOf),
        ),
    },
  ],
  initialKeys: (api) => api.list<ReplicationController>(REPLICATION_CONTROLLER).map(keyOf),
  reconcile: (key, api) => reconcileReplicas(flavour, key, api),
};
