// Walks over all containers of a Pod.
// Source: pkg/apis/core/pods/helpers.go (VisitContainersWithPath), 1.36.
import type { FieldPath } from '../../fieldPath.ts';
import type { Container, EphemeralContainer, PodSpec } from '../../types.generated.ts';

/** Any container: regular, init or ephemeral; what is no ephemeral container's business is absent in one. */
export type AnyContainer = Container & EphemeralContainer;

/** Init, regular and ephemeral containers, in the order in which the server goes through them. */
export function eachContainer(
  spec: PodSpec,
  path: FieldPath,
  visit: (container: AnyContainer, path: FieldPath) => void,
): void {
  spec.initContainers?.forEach((container, index) => {
    visit(container, [...path, 'initContainers', index]);
  });
  spec.containers?.forEach((container, index) => {
    visit(container, [...path, 'containers', index]);
  });
  spec.ephemeralContainers?.forEach((container, index) => {
    visit(container, [...path, 'ephemeralContainers', index]);
  });
}

/** The containers without their places. */
export const containersOf = (spec: PodSpec): readonly AnyContainer[] => [
  ...(spec.initContainers ?? []),
  ...(spec.containers ?? []),
  ...(spec.ephemeralContainers ?? []),
];
