// What rules about containers' rights share: a setting of the container wins over the Pod's.
import type { Field } from '../workspace/field.ts';
import type { GraphNode } from '../workspace/workspace.ts';

/** The spec of the Pod that an object is or makes. */
export const podSpecOf = (node: GraphNode): Field | undefined => {
  const spec = node.podSource?.pod.get('spec');
  return spec?.exists === true ? spec : undefined;
};

/** A setting of the container's security context, else of the Pod's, else where it would stand in the container. */
export function securitySetting(node: GraphNode, container: Field, name: string): Field {
  const own = container.get('securityContext', name);
  const pod = podSpecOf(node)?.get('securityContext', name);
  return own.exists || pod?.exists !== true ? own : pod;
}

/** The volumes of the Pod by name. */
export const volumesByName = (node: GraphNode): ReadonlyMap<string, Field> =>
  new Map(
    (podSpecOf(node)?.items('volumes') ?? []).flatMap((volume) => {
      const name = volume.text('name');
      return name === undefined ? [] : [[name, volume] as const];
    }),
  );

/** Kinds whose Pods come and go for one task. */
export const isBatch = (node: GraphNode): boolean => node.type === 'batch/Job' || node.type === 'batch/CronJob';

/** Kinds that serve until they are stopped, with any number of Pods. */
export const SERVING: readonly string[] = [
  'apps/Deployment',
  'apps/StatefulSet',
  'apps/ReplicaSet',
  '/ReplicationController',
];
