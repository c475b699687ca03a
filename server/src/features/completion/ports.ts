// Ports that a field at the caret can mean: of what a Service selects, of an Ingress's Service, of a probe's container.
import { servingContainers } from '../../workspace/resolve.ts';
import type { Field } from '../../workspace/field.ts';
import { ends, namespaceOf, unique, type NamePlace } from './place.ts';
import type { Offer } from './values.ts';

/** The ports that a Service's `targetPort` can mean. */
export function targetPorts({ workspace, node, path }: NamePlace): readonly Offer[] | undefined {
  if (node.type !== '/Service' || !ends(path, 'ports', '*', 'targetPort')) return undefined;
  const link = node.references.find(({ target }) => target.type === 'pods');
  if (link?.target.type !== 'pods') return [];
  return unique(
    workspace
      .podsMeant(node, link.target)
      .flatMap((pods) => (pods.podSource ? portsOf(servingContainers(pods.podSource.pod), pods.resource.name) : [])),
  );
}

function portsOf(containers: readonly Field[], of: string | undefined): readonly Offer[] {
  return containers.flatMap((container) =>
    container.items('ports').flatMap((port): Offer[] => {
      const number = port.number('containerPort');
      const name = port.text('name');
      const detail = `${number ?? ''}${of === undefined ? '' : ` of ${of}`}`;
      return [
        ...(name === undefined ? [] : [{ text: name, detail }]),
        ...(number === undefined
          ? []
          : [{ text: String(number), detail: name ?? (of === undefined ? '' : `of ${of}`), bare: true }]),
      ];
    }),
  );
}

/** Ports of an Ingress's Service, of a probe's own container. */
export function otherPorts({ workspace, node, path }: NamePlace): readonly Offer[] | undefined {
  if (ends(path, 'service', 'port', '*')) {
    const name = node.root.walk(path.slice(0, -2)).text('name');
    const field = path.at(-1) === 'name' ? 'name' : 'port';
    if (name === undefined) return [];
    return [...workspace.named('', 'Service', namespaceOf(node), name)].flatMap((service) =>
      service.root.items('spec', 'ports').flatMap((port): Offer[] => {
        const value = port.get(field).value;
        return typeof value === 'string' || typeof value === 'number'
          ? [{ text: String(value), detail: `Service ${name}`, bare: typeof value === 'number' }]
          : [];
      }),
    );
  }
  if (node.type === 'networking.k8s.io/NetworkPolicy') {
    if (!ends(path, 'ports', '*', 'port')) return undefined;
    const pods = [...workspace.podsIn(namespaceOf(node))];
    return unique(
      pods.flatMap(({ podSource, resource }) =>
        podSource ? portsOf(servingContainers(podSource.pod), resource.name) : [],
      ),
    );
  }
  const source = node.podSource;
  if (!source || !(ends(path, 'httpGet', 'port') || ends(path, 'tcpSocket', 'port') || ends(path, 'grpc', 'port')))
    return undefined;
  const container = source.pod.path.length + 3;
  return portsOf([node.root.walk(path.slice(0, container))], undefined);
}
