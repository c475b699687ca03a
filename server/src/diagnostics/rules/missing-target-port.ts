// A Service's targetPort that none of the Pods it selects has.
import { replaceValue } from '../../workspace/edit.ts';
import { containerPorts, servingContainers } from '../../workspace/resolve.ts';
import type { GraphNode, Reference } from '../../workspace/workspace.ts';
import { isName, isPlaceholder, nearestName } from '../nearest.ts';
import { fixOf } from '../repairs/repair.ts';
import { defineRule } from '../rule.ts';

interface Found {
  readonly reference: Reference;
  readonly port: string;
  readonly pods: readonly GraphNode[];
  readonly near: string | undefined;
}

const namesOf = (node: GraphNode): readonly string[] =>
  node.podSource === undefined
    ? []
    : servingContainers(node.podSource.pod).flatMap((container) =>
        container.items('ports').flatMap((port) => port.text('name') ?? []),
      );

export const rule = defineRule<Found>({
  code: 'missing-target-port',
  group: 'references',
  severity: 'warning',
  kinds: ['/Service'],
  scope: 'workspace',
  covers: ['KL invalid-target-ports', 'KV SERVICE_MISSING_PORT', 'KR service-selector-ref'],
  *find(node, { workspace }) {
    for (const { reference } of workspace.linksFrom(node)) {
      const { target } = reference;
      // A number need not be declared by a container to be reached.
      if (target.type !== 'pods' || typeof target.port !== 'string') continue;
      const { port } = target;
      if (isPlaceholder(port)) continue;
      const pods = workspace.podsMeant(node, target);
      if (pods.length === 0) continue;
      if (pods.some((pod) => pod.podSource && containerPorts(pod.podSource.pod, port).length > 0)) continue;
      const names = new Set(pods.flatMap(namesOf).filter(isName));
      yield { reference, port, pods, near: names.size === 1 ? [...names][0] : nearestName(port, names) };
    }
  },
  describe: ({ reference, port, pods, near }) => ({
    path: reference.path,
    message:
      `No container of the selected Pods has a port named "${port}": the Service will have no endpoints for it.` +
      `${near === undefined ? '' : ` Did you mean "${near}"?`}`,
    related: pods.slice(0, 5).map((pod) => ({
      node: pod,
      path: [...(pod.podSource?.pod.path ?? []), 'spec', 'containers'],
      part: 'key' as const,
      message: 'selected by the Service',
    })),
  }),
  fixes: ({ reference, near }, { resource }) =>
    near === undefined
      ? []
      : fixOf(resource, `Change to "${near}"`, replaceValue(resource, reference.path, near), true),
});
