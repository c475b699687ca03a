// A Deployment's conditions. Source: pkg/controller/deployment/util/deployment_util.go, 1.36.
import { formatTime } from '../../../base/instant.ts';
import type { DeploymentCondition } from '../../../api/types.generated.ts';
import type { DeepReadonly, Instant } from '../../controller.ts';
import { conditionOf } from '../../workloads/conditions.ts';
import type { StoredDeployment } from './replicaSets.ts';

/** Without a deadline: the field's greatest value. */
const NO_LIMIT = 2147483647;

/** Whether progress is to be watched. Source: HasProgressDeadline. */
export const hasProgressDeadline = (deployment: StoredDeployment): boolean => {
  const seconds = deployment.spec?.progressDeadlineSeconds;
  return seconds !== undefined && seconds !== NO_LIMIT;
};

/** Whether old ReplicaSets are to be deleted. Source: HasRevisionHistoryLimit. */
export const hasRevisionHistoryLimit = (deployment: StoredDeployment): boolean => {
  const limit = deployment.spec?.revisionHistoryLimit;
  return limit !== undefined && limit !== NO_LIMIT;
};

/** A new condition. Source: NewDeploymentCondition. */
export const newCondition = (
  now: Instant,
  type: string,
  status: 'True' | 'False' | 'Unknown',
  reason: string,
  message: string,
): DeploymentCondition => ({
  type,
  status,
  lastUpdateTime: formatTime(now),
  lastTransitionTime: formatTime(now),
  reason,
  message,
});

/** The Progressing condition, if there is one. */
export const progressingOf = (deployment: StoredDeployment): DeepReadonly<DeploymentCondition> | undefined =>
  conditionOf(deployment.status?.conditions, 'Progressing');
