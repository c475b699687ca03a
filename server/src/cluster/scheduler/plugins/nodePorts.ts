// Host ports: one per node, address and protocol. Source: pkg/scheduler/framework/plugins/nodeports/node_ports.go,
// staging/src/k8s.io/kube-scheduler/framework/types.go (HostPortInfo), 1.36.
import { hostPortsOf } from '../clusterState.ts';
import { definePlugin } from '../plugin.ts';

/** `0.0.0.0` is every address: it collides with each of them, and each of them with it. */
export function portsCollide(wanted: string, used: ReadonlyMap<string, number>): boolean {
  const [protocol = '', address = '', port = ''] = wanted.split('/');
  if (address !== '0.0.0.0') return used.has(wanted) || used.has(`${protocol}/0.0.0.0/${port}`);
  for (const key of used.keys()) if (key.startsWith(`${protocol}/`) && key.endsWith(`/${port}`)) return true;
  return false;
}

export const plugin = definePlugin<readonly string[]>({
  name: 'NodePorts',
  order: 5,
  weight: 0,
  prepare(pod) {
    const ports = hostPortsOf(pod);
    return { state: ports, skipFilter: ports.length === 0 };
  },
  filter: (ports, _pod, { hostPorts }) =>
    ports.some((port) => portsCollide(port, hostPorts))
      ? { reasons: ["node(s) didn't have free ports for the requested pod ports"], unresolvable: false }
      : undefined,
  mayHelp: (change) =>
    change.kind === 'node' ? change.aspects.includes('added') : change.kind === 'pod' && change.aspect === 'gone',
});
