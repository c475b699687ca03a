// One look at one Deployment while it lasts: the Deployment as last written, and the ways to write it. Upstream works
// on a copy from its cache and runs into conflicts after its own writes; here the copy is replaced by what was written.
import type { DeploymentCondition, DeploymentStatus, ReplicaSet } from '../../../api/types.generated.ts';
import type { Status } from '../../../api/status.ts';
import { ok, type Result } from '../../../base/result.ts';
import type { ClusterApi } from '../../controller.ts';
import { REPLICA_SET } from '../../kinds.ts';
import { withCondition } from '../../workloads/conditions.ts';
import type { StoredDeployment, StoredReplicaSet } from './replicaSets.ts';

/** The state of one look. */
export interface Rollout {
  readonly api: ClusterApi;
  /** The Deployment; replaced by each write. */
  deployment: StoredDeployment;
  /** The names of the ReplicaSets that it manages. */
  readonly names: readonly string[];
}

/** The ReplicaSets that the Deployment manages, as they are now. */
export const replicaSetsOf = (rollout: Rollout): readonly StoredReplicaSet[] =>
  rollout.names.flatMap(
    (name) => rollout.api.get<ReplicaSet>(REPLICA_SET, rollout.deployment.metadata?.namespace ?? '', name) ?? [],
  );

/** Writes the status, and with it the annotations. */
export function writeStatus(
  rollout: Rollout,
  status: DeploymentStatus,
  annotations?: Readonly<Record<string, string>>,
): Result<void, Status> {
  const { deployment, api } = rollout;
  const metadata = annotations === undefined ? deployment.metadata : { ...deployment.metadata, annotations };
  const written = api.updateStatus({ ...deployment, metadata, status } as StoredDeployment);
  if (!written.ok) return written;
  rollout.deployment = written.value;
  return ok(undefined);
}

/** The Deployment's status with one more condition. */
export const statusWith = (deployment: StoredDeployment, condition: DeploymentCondition): DeploymentStatus => ({
  ...(deployment.status as DeploymentStatus | undefined),
  conditions: withCondition(deployment.status?.conditions as DeploymentCondition[] | undefined, condition),
});
