// Events last for an hour after they were written last. Upstream etcd lets them go by a lease; here an actor does, in the
// background. Source: --event-ttl of kube-apiserver (1 h), pkg/registry/core/event/storage/storage.go, 1.36.
import { parseTime } from '../../base/instant.ts';
import { ok, type Result } from '../../base/result.ts';
import type { Status } from '../../api/status.ts';
import type { Event } from '../../api/types.generated.ts';
import type { ClusterApi, Controller, DeepReadonly, Instant, Key, Requeue } from '../controller.ts';
import { EVENT } from '../types.ts';

const TTL_MS = 3_600_000;
const SWEEP: Key = 'sweep';
/** Events that expire within so short a time of each other go together. */
const TOGETHER_MS = 1000;

/** When the event was written last. */
const writtenAt = ({ series, lastTimestamp, eventTime, metadata }: DeepReadonly<Event>): Instant =>
  parseTime(series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? metadata?.creationTimestamp) ?? 0;

function sweep(_key: Key, api: ClusterApi): Result<Requeue | undefined, Status> {
  let next = api.now + TTL_MS;
  for (const event of api.list<Event>(EVENT)) {
    const expires = writtenAt(event) + TTL_MS;
    if (expires > api.now) next = Math.min(next, expires);
    else api.delete(EVENT, event.metadata?.namespace ?? '', event.metadata?.name ?? '');
  }
  return ok({ afterMs: Math.max(next - api.now, TOGETHER_MS), background: true });
}

export const controller: Controller = {
  name: 'event-ttl',
  watches: [],
  initialKeys: () => [SWEEP],
  reconcile: sweep,
};
