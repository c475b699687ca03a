// Deletes finished Jobs when their time is over. Source: pkg/controller/ttlafterfinished, 1.36.
import { parseTime } from '../../base/instant.ts';
import { ok, type Result } from '../../base/result.ts';
import type { Status } from '../../api/status.ts';
import type { Job } from '../../api/types.generated.ts';
import type { ClusterApi, Controller, Key, Requeue } from '../controller.ts';
import { JOB } from '../kinds.ts';
import { keyOf, splitKey } from '../workloads/claim.ts';

/** Source: processJob. */
function reconcile(key: Key, api: ClusterApi): Result<Requeue | undefined, Status> {
  const [namespace, name] = splitKey(key);
  const job = api.get<Job>(JOB, namespace, name);
  const seconds = job?.spec?.ttlSecondsAfterFinished;
  if (job === undefined || seconds === undefined || job.metadata?.deletionTimestamp !== undefined) return ok(undefined);
  const finished = job.status?.conditions?.find(
    ({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True',
  );
  const finishedAt = parseTime(finished?.lastTransitionTime);
  if (finishedAt === undefined) return ok(undefined);
  const rest = finishedAt + seconds * 1000 - api.now;
  // Nobody waits for it: a Job that stays for a day has run nonetheless.
  if (rest > 0) return ok({ afterMs: rest, background: true });
  const uid = job.metadata?.uid;
  const deleted = api.delete(JOB, namespace, name, {
    propagationPolicy: 'Foreground',
    ...(uid === undefined ? {} : { uid }),
  });
  return deleted.ok || deleted.error.code === 404 ? ok(undefined) : deleted;
}

export const controller: Controller = {
  name: 'ttl-after-finished-controller',
  watches: [{ gvk: JOB }],
  initialKeys: (api) => api.list<Job>(JOB).map(keyOf),
  reconcile,
};
