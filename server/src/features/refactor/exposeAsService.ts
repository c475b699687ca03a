// Expose a workload as a Service: a new Service behind it that selects its Pods. As `kubectl expose` does it.
import { servingContainers } from '../../workspace/resolve.ts';
import type { Field } from '../../workspace/field.ts';
import type { GraphNode } from '../../workspace/workspace.ts';
import { editsOf, freeName, metadataBeside, newSection, type Refactoring, type RefactorPlace } from './refactoring.ts';

const EXPOSABLE = new Set([
  '/Pod',
  '/ReplicationController',
  'apps/ReplicaSet',
  'apps/Deployment',
  'apps/StatefulSet',
  'apps/DaemonSet',
]);

/** The labels that select the Pods: the workload's own selector, else the labels of its Pods. */
function selectorOf(node: GraphNode): Readonly<Record<string, string>> {
  const selector = node.root.get('spec', 'selector');
  const own = node.type === '/ReplicationController' ? selector.textMap() : selector.textMap('matchLabels');
  return node.type === '/Pod' || !own ? (node.podSource?.labels ?? {}) : own;
}

function portsOf(ports: readonly Field[]): readonly Readonly<Record<string, unknown>>[] {
  const used = new Set<string>();
  return ports.flatMap((port) => {
    const number = port.number('containerPort');
    const protocol = port.text('protocol');
    const key = `${number ?? ''}/${protocol ?? 'TCP'}`;
    if (number === undefined || used.has(key)) return [];
    used.add(key);
    const name = port.text('name') ?? (ports.length > 1 ? `port-${number}` : undefined);
    return [
      {
        ...(name === undefined ? {} : { name }),
        port: number,
        targetPort: port.text('name') ?? number,
        ...(protocol === undefined || protocol === 'TCP' ? {} : { protocol }),
      },
    ];
  });
}

/** Offered anywhere in a workload whose containers declare ports. */
export function exposeAsService({ node, workspace }: RefactorPlace): Refactoring[] {
  const pod = node.podSource?.pod;
  const { name } = node.resource;
  if (!pod || name === undefined || !EXPOSABLE.has(node.type)) return [];
  const ports = servingContainers(pod).flatMap((container) => container.items('ports'));
  const selector = selectorOf(node);
  if (ports.length === 0 || Object.keys(selector).length === 0) return [];
  const edits = () => {
    const object = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: metadataBeside(node, freeName(workspace, node, 'Service', name)),
      spec: { selector: { ...selector }, ports: portsOf(ports) },
    };
    return editsOf(node, [newSection(node, object)]);
  };
  return [{ id: 'expose-as-service', title: `Expose ${node.resource.kind} as a Service`, kind: 'refactor', edits }];
}
