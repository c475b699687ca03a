// A cluster as a dry run begins with: made, and come up.
import { DEFAULT_NODES } from '../cluster/defaultCluster.ts';
import { Cluster, type ClusterOptions } from '../cluster/cluster.ts';
import { withLastApplied } from './lastApplied.ts';
import { decoder } from '../schema/decode.ts';
import { patchSchema } from '../schema/patchSchema.ts';

/** What clusters of dry runs are made with; for `Cluster.restore`, too. */
export const clusterOptions = (seed: string, nodes?: readonly unknown[]): ClusterOptions => ({
  decoder,
  patchSchema,
  seed,
  // Nodes are applied like any other manifest, so that a later `apply` of the same file knows what it gives up.
  nodes: (nodes ?? DEFAULT_NODES).map((node) => withLastApplied(node, '')),
});

/**
 * The default cluster, or one with the nodes given (Node manifests as parsed), come up: nodes ready, namespaces with
 * their ServiceAccount and root certificate.
 */
export function newCluster(seed = '0', nodes?: readonly unknown[]): Cluster {
  const cluster = Cluster.create(clusterOptions(seed, nodes));
  cluster.runUntilQuiescent();
  return cluster;
}
