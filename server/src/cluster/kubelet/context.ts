// What a stage has at hand.
import type { Container, Pod } from '../../api/types.generated.ts';
import type { ClusterApi, DeepReadonly } from '../controller.ts';
import type { ContainerRuntime, PodRuntime } from './runtime.ts';
import { scriptOf, type ContainerScript } from './script.ts';

type ReadPod = DeepReadonly<Pod>;

/** One look of a kubelet at one Pod. */
export interface PodContext {
  readonly pod: ReadPod;
  readonly runtime: PodRuntime;
  readonly api: ClusterApi;
  /** Whether an image is on the node, and putting it there. */
  hasImage(image: string): boolean;
  addImage(image: string): void;
}

/** The same for one container. */
export interface ContainerContext extends PodContext {
  readonly container: ContainerRuntime;
  readonly spec: DeepReadonly<Container>;
  readonly script: ContainerScript;
}

/** The context of a container; undefined if its Pod no longer names it. */
export function containerContext(context: PodContext, container: ContainerRuntime): ContainerContext | undefined {
  const isInit = container.kind !== 'app';
  const list = isInit ? context.pod.spec?.initContainers : context.pod.spec?.containers;
  const spec = (list ?? []).find(({ name }) => name === container.name);
  return spec && { ...context, container, spec, script: scriptOf(context.pod, spec, container.kind) };
}

/** Says something about a container. */
export function say(context: ContainerContext, type: 'Normal' | 'Warning', reason: string, message: string): void {
  const list = context.container.kind === 'app' ? 'containers' : 'initContainers';
  context.api.event(context.pod, type, reason, message, `spec.${list}{${context.container.name}}`);
}

/** Says something about the Pod, unless it was the last thing that was said. */
export function sayOnce(context: PodContext, type: 'Normal' | 'Warning', reason: string, message: string): void {
  const text = `${reason} ${message}`;
  if (context.runtime.said === text) return;
  context.runtime.said = text;
  context.api.event(context.pod, type, reason, message);
}
