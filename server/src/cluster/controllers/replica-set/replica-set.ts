// ReplicaSet: keeps as many Pods as it says. Source: pkg/controller/replicaset/replica_set.go, 1.36.
import { matchesSelector } from '../../../api/labelSelector.ts';
import type { ReplicaSet } from '../../../api/types.generated.ts';
import type { Controller } from '../../controller.ts';
import { keyOf, ownerKeys } from '../../workloads/claim.ts';
import { POD, REPLICA_SET } from '../../kinds.ts';
import { reconcileReplicas, type Flavour } from './reconcile.ts';

const flavour: Flavour<ReplicaSet> = {
  gvk: REPLICA_SET,
  countsTerminating: true,
  selects: (set, labels) => matchesSelector(set.spec?.selector, labels),
};

export const controller: Controller = {
  name: 'replicaset-controller',
  watches: [
    { gvk: REPLICA_SET },
    {
      gvk: POD,
      keys: (commit, api) =>
        ownerKeys(commit, REPLICA_SET, (orphan) =>
          api
            .list<ReplicaSet>(REPLICA_SET, orphan.metadata?.namespace)
            .filter((set) => flavour.selects(set, orphan.metadata?.labels))
            .map(keyOf),
        ),
    },
  ],
  initialKeys: (api) => api.list<ReplicaSet>(REPLICA_SET).map(keyOf),
  reconcile: (key, api) => reconcileReplicas(flavour, key, api),
};
