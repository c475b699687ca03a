// Where Pods come from: which kinds carry a Pod's labels and spec, and where in the object.
import type { GroupVersionKind } from '../api/gvk.ts';
import type { Field } from './field.ts';

/** Where the Pod's metadata and spec stand, by kind. `[]` is the object itself. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  ReplicationController: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  PodTemplate: ['template'],
};

const GROUPS: ReadonlySet<string> = new Set(['', 'apps', 'batch', 'extensions']);

/** The steps to the Pod (metadata and spec) that objects of a type make; undefined if they make none. */
export function podTemplatePath(gvk: GroupVersionKind): readonly string[] | undefined {
  return GROUPS.has(gvk.group) && Object.hasOwn(TEMPLATES, gvk.kind) ? TEMPLATES[gvk.kind] : undefined;
}

/**
 * The Pod that the object makes, as far as it is written. A custom resource with a Pod template at `spec.template` (a
 * Rollout, a Knative Service) makes Pods as well; nothing else is known of it.
 */
export function podOf(gvk: GroupVersionKind, root: Field): Field | undefined {
  const path = podTemplatePath(gvk);
  if (path !== undefined) return root.get(...path);
  if (GROUPS.has(gvk.group) || !gvk.group.includes('.') || gvk.group.endsWith('.k8s.io')) return undefined;
  const template = root.get('spec', 'template');
  return template.get('spec', 'containers').exists ? template : undefined;
}

/** The kinds whose objects keep Pods running from a template. */
export const WORKLOAD_KINDS: readonly string[] = [
  'ReplicationController',
  'ReplicaSet',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
];
