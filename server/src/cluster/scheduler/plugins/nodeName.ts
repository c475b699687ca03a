// Pods that name their node. Source: pkg/scheduler/framework/plugins/nodename/node_name.go, 1.36.
import { definePlugin } from '../plugin.ts';

export const plugin = definePlugin<undefined>({
  name: 'NodeName',
  order: 2,
  weight: 0,
  prepare: (pod) => ({ state: undefined, skipFilter: !pod.spec?.nodeName }),
  filter: (_state, pod, { name }) =>
    pod.spec?.nodeName && pod.spec.nodeName !== name
      ? { reasons: ["node(s) didn't match the requested node name"], unresolvable: true }
      : undefined,
  mayHelp: (change) => change.kind === 'node' && change.aspects.includes('added'),
});
