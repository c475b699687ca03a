// drydock/cluster/object: an object of the cluster as YAML.
import { CLUSTER_OBJECT, type ObjectParams } from '../../protocol/cluster.ts';
import { findObject } from '../dryRun/objectNames.ts';
import { wholeText } from '../dryRun/objectText.ts';
import { ClusterSession } from '../clusterSession.ts';
import { defineHandler } from '../handler.ts';

export const handler = defineHandler<ObjectParams, string | null>({
  method: CLUSTER_OBJECT,
  empty: null,
  handle: ({ object }, { session }) =>
    ClusterSession.of(session).read(({ read }) => {
      const found = findObject(read, object);
      return found ? wholeText(found) : null;
    }),
});
