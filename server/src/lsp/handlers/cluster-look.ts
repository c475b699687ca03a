// drydock/cluster/look: a command of kubectl's that only looks (`get`, `describe`, `logs`, `exec`).
import { isReadOnly, look } from '../../dryrun/plan.ts';
import { CLUSTER_LOOK, type Look, type LookParams } from '../../protocol/cluster.ts';
import { ClusterSession } from '../clusterSession.ts';
import { pageText } from '../dryRun/pageText.ts';
import { defineHandler } from '../handler.ts';

export const handler = defineHandler<LookParams, Look | null>({
  method: CLUSTER_LOOK,
  empty: null,
  handle: ({ command }, { session }) => {
    if (!isReadOnly(command)) return null;
    const files = ClusterSession.of(session);
    return files.look((cluster, pending) => {
      const { stdout, stderr, exitCode } = look(cluster, command, { readObjects: (path) => files.objectsAt(path) });
      return { text: pageText([...stdout, ...stderr], pending), failed: exitCode !== 0 };
    });
  },
});
