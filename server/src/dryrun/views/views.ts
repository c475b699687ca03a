// Pages about one object that no field of it says: plain text, for documents that cannot be edited.
import { gvkOf } from '../../api/gvk.ts';
import type { ApiObject } from '../../api/kindRules.ts';
import type { Pod } from '../../api/types.generated.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { DeepReadonly } from '../../cluster/controller.ts';
import { logsOf } from '../../cluster/kubelet/containerView.ts';
import { describeObject } from '../print/describe/describe.ts';
import { routeLines } from './routes.ts';
import { schedulingLines } from './scheduling.ts';

export const VIEWS = ['logs', 'scheduling', 'routes', 'describe'] as const;
export type ViewName = (typeof VIEWS)[number];

/** The kind of object that a view is about; any for `describe`. */
export const VIEWED_KIND: Readonly<Record<ViewName, string | undefined>> = {
  logs: 'Pod',
  scheduling: 'Pod',
  routes: 'Service',
  describe: undefined,
};

/** What each container has written, now and in the run before. */
function logLines(pod: DeepReadonly<Pod>): readonly string[] {
  const lines = [`Logs of Pod ${pod.metadata?.namespace ?? ''}/${pod.metadata?.name ?? ''}`];
  if (!pod.spec?.nodeName) return [...lines, '', '(it has no node yet, so that nothing has run)'];
  for (const { name = '' } of [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])]) {
    const log = logsOf(pod, name);
    lines.push('', `==> ${name} <==`);
    if ('fault' in log) lines.push(`(${log.fault})`);
    else if (log.lines.length > 0) lines.push(...log.lines);
    else lines.push('(nothing: the annotation drydock.dev/logs of the Pod template says what a container writes)');
  }
  return lines;
}

/** The lines of a view; undefined where there is no such view of the object. */
export function viewLines(
  view: ViewName,
  object: DeepReadonly<ApiObject>,
  cluster: Cluster,
): readonly string[] | undefined {
  const { read, now } = cluster;
  const wanted = VIEWED_KIND[view];
  const apiVersion = object.apiVersion ?? '';
  if (wanted !== undefined && (object.kind !== wanted || apiVersion !== 'v1')) return undefined;
  if (view === 'logs') return logLines(object);
  if (view === 'scheduling') return schedulingLines(object, read);
  if (view === 'routes') return routeLines(object, read);
  return describeObject(gvkOf(apiVersion, object.kind ?? ''), object, { read, now, events: true });
}
