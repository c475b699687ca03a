// One object of the workspace as the graph knows it. The node stays the same while the object's text only moves.
import { gvkOf, type GroupVersionKind, type KnownKind } from '../api/gvk.ts';
import type { Labels } from '../api/labelSelector.ts';
import type { FieldPath } from '../api/fieldPath.ts';
import type { Resource } from '../manifest/manifest.ts';
import { type Field } from './field.ts';
import { podOf } from './podTemplate.ts';
import { NAMESPACE_NAME } from './selector.ts';
import type { Reference } from './referenceRules.ts';

/** A name in a namespace; the namespace is "" for cluster-scoped objects. */
export interface Identity {
  readonly namespace: string;
  readonly name: string;
}

/** The Pod that an object is or makes. */
export interface PodSource {
  readonly pod: Field;
  readonly labels: Labels;
  /** The path of the labels. */
  readonly labelsPath: FieldPath;
}

/** An object and what it says about others. */
export interface GraphNode {
  /** The object where it stands now. */
  readonly resource: Resource;
  /** The type as it is written, with what the workspace knows of it. */
  readonly gvk: KnownKind;
  /** `apps/Deployment`, `/Pod`: group and kind. Old groups count as what took their place. */
  readonly type: string;
  readonly root: Field;
  /** The names under which others may mean this object: one, but for objects of a kustomize tree. */
  readonly identities: readonly Identity[];
  readonly references: readonly Reference[];
  readonly podSource: PodSource | undefined;
  /** A patch of a kustomization: part of an object, nothing in it is required or missing. */
  readonly fragment: boolean;
}

/** Groups that are gone, and where their kinds went. */
const MOVED: Readonly<Record<string, string>> = {
  'extensions/Deployment': 'apps/Deployment',
  'extensions/DaemonSet': 'apps/DaemonSet',
  'extensions/ReplicaSet': 'apps/ReplicaSet',
  'extensions/Ingress': 'networking.k8s.io/Ingress',
  'extensions/NetworkPolicy': 'networking.k8s.io/NetworkPolicy',
};

/** The key of a type without its version. */
export function typeKey(gvk: Pick<GroupVersionKind, 'group' | 'kind'>): string {
  const key = `${gvk.group}/${gvk.kind}`;
  return Object.hasOwn(MOVED, key) ? (MOVED[key] as string) : key;
}

/** The key of the type that an apiVersion and a kind mean. */
export const typeKeyOf = (apiVersion: string, kind: string): string => typeKey(gvkOf(apiVersion, kind));

/** The Pod that a resource is or makes, if any. */
export function podSourceOf(resource: Resource, root: Field, more: Labels = {}): PodSource | undefined {
  const pod = podOf(resource.gvk, root);
  if (pod === undefined || !pod.exists) return undefined;
  const labels = pod.get('metadata', 'labels');
  return { pod, labels: { ...more, ...labels.textMap(), ...givenLabels(resource) }, labelsPath: labels.path };
}

/** The labels of the object itself. The server gives every namespace one with its name. */
export function objectLabels({ type, root, resource }: GraphNode): Labels {
  const written = root.textMap('metadata', 'labels') ?? {};
  return type === '/Namespace' && resource.name !== undefined
    ? { ...written, [NAMESPACE_NAME]: resource.name }
    : written;
}

/** The nearest name for messages: `Deployment "web"`. */
export const describeNode = (node: GraphNode): string => `${node.resource.kind} "${node.resource.name ?? ''}"`;

/** The labels that the Job controller gives its Pods. Source: pkg/controller/job/job_controller.go. */
const givenLabels = ({ gvk, name }: Resource): Labels =>
  gvk.group === 'batch' && gvk.kind === 'Job' && name !== undefined
    ? { 'job-name': name, 'batch.kubernetes.io/job-name': name }
    : {};
