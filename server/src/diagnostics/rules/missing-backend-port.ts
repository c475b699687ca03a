// A port that the Service does not have.
import { replaceValue } from '../../workspace/edit.ts';
import { servicePorts } from '../../workspace/resolve.ts';
import type { GraphNode, Reference } from '../../workspace/workspace.ts';
import { nearestName } from '../nearest.ts';
import { fixOf } from '../repairs/repair.ts';
import { defineRule } from '../rule.ts';

interface Found {
  readonly reference: Reference;
  readonly port: number | string;
  readonly service: GraphNode;
}

const portsOf = (service: GraphNode, field: 'name' | 'port'): readonly (string | number)[] =>
  service.root.items('spec', 'ports').flatMap((item) => item.text(field) ?? item.number(field) ?? []);

/** The port that was meant: the only one, or the one with nearly that name. */
function meant({ port, service }: Found): string | number | undefined {
  const all = portsOf(service, typeof port === 'number' ? 'port' : 'name');
  if (all.length === 1) return all[0];
  return typeof port === 'string' ? nearestName(port, all.map(String)) : undefined;
}

export const rule = defineRule<Found>({
  code: 'missing-backend-port',
  group: 'references',
  severity: 'warning',
  kinds: 'all',
  scope: 'workspace',
  covers: [
    'KV MISSING_INGRESS_SERVICE_PORT',
    'KL dangling-ingress',
    'KS ingress-targets-service',
    'KR ingress-service-ref',
  ],
  *find(node, { workspace }) {
    for (const { reference } of workspace.linksFrom(node)) {
      const { target } = reference;
      if (target.type !== 'object' || target.port === undefined) continue;
      const { port } = target;
      const services = workspace.objectsMeant(node, target);
      const [service] = services;
      if (service === undefined || services.some((candidate) => servicePorts(candidate, port).length > 0)) continue;
      if (service.root.text('spec', 'type') === 'ExternalName') continue;
      yield { reference, port, service };
    }
  },
  describe: ({ reference, port, service }) => ({
    path: reference.path,
    message:
      `The Service "${service.resource.name ?? ''}" has no port ${typeof port === 'string' ? `named "${port}"` : port}: ` +
      `requests cannot be answered. It has ${portsOf(service, typeof port === 'number' ? 'port' : 'name').join(', ') || 'none'}.`,
    related: [{ node: service, path: ['spec', 'ports'], part: 'key', message: 'the ports of the Service' }],
  }),
  fixes: (found, node) => {
    const port = meant(found);
    if (port === undefined) return [];
    return fixOf(node.resource, `Change to ${port}`, replaceValue(node.resource, found.reference.path, port), true);
  },
});
