// Pods that share the network, processes or IPC of the node.
import { removeField } from '../../workspace/edit.ts';
import { podSpecOf } from '../podSecurity.ts';
import { fixOf } from '../repairs/repair.ts';
import { simpleRule } from '../rule.ts';

const SHARED = [
  ['hostNetwork', "has the network of the node: it sees its traffic, and its ports are the node's"],
  ['hostPID', 'sees all processes of the node and what they have open'],
  ['hostIPC', 'shares memory with all processes of the node'],
] as const;

export const rule = simpleRule({
  code: 'host-namespace',
  group: 'practice',
  level: 'recommended',
  severity: 'info',
  kinds: 'pods',
  scope: 'resource',
  covers: [
    'KL host-network',
    'KL host-pid',
    'KL host-ipc',
    'PO hostNetworkSet',
    'PO hostPIDSet',
    'PO hostIPCSet',
    'MO PSS102',
    'MO KSV008',
    'MO KSV009',
    'MO KSV010',
  ],
  *find(node) {
    for (const [name, what] of SHARED) {
      const field = podSpecOf(node)?.get(name);
      if (field?.value !== true) continue;
      yield {
        path: field.path,
        message: `With ${name} the Pod ${what}.`,
        fixes: () => fixOf(node.resource, `Remove ${name}`, removeField(node.resource, field.path), true),
      };
    }
  },
});
