// Pods for schedulers that are not there. Upstream nobody says anything: the Pod stays Pending without a condition or an
// event. Source: responsibleForPod in pkg/scheduler/eventhandlers.go, 1.36.
import type { Pod } from '../api/types.generated.ts';
import type { DeepReadonly } from '../cluster/controller.ts';

/** Why nobody looks for a node for the Pod; undefined if somebody does. */
export function foreignScheduler({ spec }: DeepReadonly<Pod>): string | undefined {
  const name = spec?.schedulerName ?? 'default-scheduler';
  if (name === 'default-scheduler' || (spec?.nodeName ?? '') !== '') return undefined;
  return `no scheduler called ${name} runs in this cluster: nobody looks for a node for it`;
}
