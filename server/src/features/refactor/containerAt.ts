// The container that the caret is in.
import { isWithin } from '../../api/fieldPath.ts';
import type { Field } from '../../workspace/field.ts';
import { containersOf } from '../../workspace/resolve.ts';
import type { Spot } from '../spot.ts';

/** The container at a place; undefined outside of containers. */
export function containerAt({ node, path }: Spot): Field | undefined {
  const pod = node.podSource?.pod;
  return pod && containersOf(pod).find((container) => isWithin(path, container.path));
}
