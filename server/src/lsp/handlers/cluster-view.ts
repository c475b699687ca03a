// drydock/cluster/view: logs, routes, the scheduler's reasons, or a description of an object, as plain text.
import { viewLines } from '../../dryrun/views/views.ts';
import { CLUSTER_VIEW, type ViewParams } from '../../protocol/cluster.ts';
import { ClusterSession } from '../clusterSession.ts';
import { findObject } from '../dryRun/objectNames.ts';
import { pageText } from '../dryRun/pageText.ts';
import { defineHandler } from '../handler.ts';

export const handler = defineHandler<ViewParams, string | null>({
  method: CLUSTER_VIEW,
  empty: null,
  handle: ({ object, view }, { session }) =>
    ClusterSession.of(session).look((cluster, pending) => {
      const found = findObject(cluster.read, object);
      const lines = found && viewLines(view, found, cluster);
      return lines ? pageText(lines, pending) : null;
    }),
});
