// What the Services and the controller of a Pod select: the Pods that a default cluster prefers to spread.
// Source: pkg/scheduler/framework/plugins/helper/spread.go (DefaultSelector), 1.36.
import { matchesLabels, type Labels } from '../../api/labelSelector.ts';
import { controllerOf } from '../../api/objectMeta.ts';
import type {
  LabelSelector,
  LabelSelectorRequirement,
  Pod,
  ReplicaSet,
  ReplicationController,
  Service,
  StatefulSet,
} from '../../api/types.generated.ts';
import type { ApiObject } from '../../api/kindRules.ts';
import type { DeepReadonly, ReadApi } from '../controller.ts';
import { REPLICA_SET, REPLICATION_CONTROLLER, SERVICE, STATEFUL_SET } from '../kinds.ts';

/** What the controller of a Pod selects, if it is of a kind that counts. */
function ownSelector(pod: DeepReadonly<Pod>, api: ReadApi): DeepReadonly<LabelSelector> | undefined {
  const owner = controllerOf(pod as ApiObject);
  const namespace = pod.metadata?.namespace ?? '';
  const name = owner?.name ?? '';
  switch (`${owner?.apiVersion ?? ''}/${owner?.kind ?? ''}`) {
    case 'v1/ReplicationController': {
      const found = api.get<ReplicationController>(REPLICATION_CONTROLLER, namespace, name);
      return found && { matchLabels: found.spec?.selector ?? {} };
    }
    case 'apps/v1/ReplicaSet':
      return api.get<ReplicaSet>(REPLICA_SET, namespace, name)?.spec?.selector;
    case 'apps/v1/StatefulSet':
      return api.get<StatefulSet>(STATEFUL_SET, namespace, name)?.spec?.selector;
    default:
      return undefined;
  }
}

/** The merged selector; undefined if nothing selects the Pod. */
export function defaultSelectorOf(pod: DeepReadonly<Pod>, api: ReadApi): DeepReadonly<LabelSelector> | undefined {
  const matchLabels: Record<string, string> = {};
  for (const service of api.list<Service>(SERVICE, pod.metadata?.namespace ?? '')) {
    const selector: Labels | undefined = service.spec?.selector;
    if (selector && matchesLabels(selector, pod.metadata?.labels)) Object.assign(matchLabels, selector);
  }
  const own = ownSelector(pod, api);
  Object.assign(matchLabels, own?.matchLabels ?? {});
  const matchExpressions: readonly DeepReadonly<LabelSelectorRequirement>[] = own?.matchExpressions ?? [];
  if (Object.keys(matchLabels).length === 0 && matchExpressions.length === 0) return undefined;
  return { matchLabels, matchExpressions };
}
