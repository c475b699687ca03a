// Expose a workload as a Service: a new Service behind it that selects its Pods. As `kubectl expose` does it.
import { servingContainers } from '../../workspace/resolve.ts';
import type { Field } from '../../workspace/field.ts';
import type { GraphNode } from '../../workspace/workspace.ts';
import {
  editsOf,
  freeName,
  hasRoomBehind,
  metadataBeside,
  newSection,
  type Refactoring,
  type RefactorPlace,
} from './refactoring.ts';

const EXPOSABLE = new Set([
  '/Pod',
  '/ReplicationController',
  'apps/ReplicaSet',
  'apps/Deployment',
  'apps/StatefulSet',
  'apps/DaemonSet',
]);

/** The labels that select the Pods: the workload's own selector, else the labels of its Pods. */
export function selectorOf(node: GraphNode): Readonly<Record<string, string>> {
  const selector = node.root.get('spec', 'selector');
  const own = node.type === '/ReplicationController' ? selector.textMap() : selector.textMap('matchLabels');
  return node.type === '/Pod' || !own ? (node.podSource?.labels ?? {}) : own;
}

/** A Service's ports: each number and protocol once, each name once; all of them named where there are several. */
function portsOf(ports: readonly Field[]): readonly Readonly<Record<string, unknown>>[] {
  const used = new Set<string>();
  const names = new Set<string>();
  const distinct = ports.filter((port) => {
    const key = `${port.number('containerPort') ?? ''}/${port.text('protocol') ?? 'TCP'}`;
    return port.number('containerPort') !== undefined && !used.has(key) && used.add(key);
  });
  return distinct.map((port) => {
    const number = port.number('containerPort') ?? 0;
    const protocol = port.text('protocol');
    const own = port.text('name');
    const other = protocol === undefined || protocol === 'TCP' ? '' : `-${protocol.toLowerCase()}`;
    const made = own !== undefined && !names.has(own) ? own : `port-${number}${other}`;
    names.add(made);
    return {
      ...(own === undefined && distinct.length === 1 ? {} : { name: made }),
      port: number,
      // A name that two containers have would mean both of them.
      targetPort: own !== undefined && own === made ? own : number,
      ...(protocol === undefined || protocol === 'TCP' ? {} : { protocol }),
    };
  });
}

/** Offered anywhere in a workload whose containers declare ports. */
export function exposeAsService({ node, workspace }: RefactorPlace): Refactoring[] {
  const pod = node.podSource?.pod;
  const { name } = node.resource;
  if (!pod || name === undefined || !EXPOSABLE.has(node.type) || !hasRoomBehind(node)) return [];
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
