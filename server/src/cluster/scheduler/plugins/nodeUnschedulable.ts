// Cordoned nodes. Source: pkg/scheduler/framework/plugins/nodeunschedulable/node_unschedulable.go, 1.36.
import { toleratesTaint } from '../../../api/tolerations.ts';
import { definePlugin } from '../plugin.ts';

const CORDONED = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

export const plugin = definePlugin<undefined>({
  name: 'NodeUnschedulable',
  order: 1,
  weight: 0,
  prepare: () => ({ state: undefined }),
  filter: (_state, pod, { node }) =>
    node.spec?.unschedulable === true && !toleratesTaint(pod.spec?.tolerations, CORDONED)
      ? { reasons: ['node(s) were unschedulable'], unresolvable: true }
      : undefined,
  mayHelp: (change, _pod, snapshot) =>
    change.kind === 'node' &&
    (change.aspects.includes('schedulable') || change.aspects.includes('added')) &&
    snapshot.node(change.name)?.node.spec?.unschedulable !== true,
});
