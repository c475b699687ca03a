// What one object can say about another. Each kind declares its references once, in references/<kind>.ts.
import type { FieldPath } from '../api/fieldPath.ts';
import type { LabelSelector } from '../api/types.generated.ts';
import type { Field } from './field.ts';

/** A reference by name to an object, to one of its keys, ports or containers. */
export interface ObjectTarget {
  readonly type: 'object';
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  /** Undefined: the namespace of the object that refers. "" for a cluster-scoped target. */
  readonly namespace?: string | undefined;
  /** The key of `data` (or `binaryData`, `stringData`) that is meant. */
  readonly key?: string | undefined;
  /** The Service port that is meant, by number or name. */
  readonly port?: number | string | undefined;
  /** The container of the object's Pods that is meant. */
  readonly container?: string | undefined;
}

/** A reference by labels to Pods and the templates that make them. */
export interface PodsTarget {
  readonly type: 'pods';
  readonly selector: LabelSelector;
  /** Undefined: the own namespace. */
  readonly namespaces?: 'all' | readonly string[] | undefined;
  /** The container port that is meant, by number or name. */
  readonly port?: number | string | undefined;
}

/** A reference by labels to cluster-scoped objects of one type: namespaces, volumes, roles. */
export interface LabelledTarget {
  readonly type: 'labelled';
  readonly group: string;
  readonly kind: string;
  readonly selector: LabelSelector;
}

/** A reference to a place in the same object: a mount's volume, a probe's port. */
export interface OwnTarget {
  readonly type: 'own';
  readonly what: 'volume' | 'claimTemplate' | 'port' | 'container' | 'resourceClaim';
  readonly name: string | number;
  /** Where the list of candidates stands; for containers the Pod's `spec`, which has several lists. */
  readonly within: FieldPath;
}

export type Target = ObjectTarget | PodsTarget | LabelledTarget | OwnTarget;

/** Why the reference is there, in one word, for messages and hovers. */
export type ReferenceRole =
  | 'selector'
  | 'env'
  | 'envFrom'
  | 'volume'
  | 'imagePullSecret'
  | 'mount'
  | 'port'
  | 'backend'
  | 'tls'
  | 'serviceName'
  | 'serviceAccount'
  | 'role'
  | 'subject'
  | 'scaleTarget'
  | 'class'
  | 'claim'
  | 'owner'
  | 'namespace'
  | 'affinity'
  | 'spread'
  | 'container'
  | 'driver'
  | 'policy'
  | 'token'
  | 'rule'
  | 'webhook'
  | 'definition'
  | 'other';

/** One reference as it is written. */
export interface Reference {
  /** The field that makes the reference. */
  readonly path: FieldPath;
  readonly role: ReferenceRole;
  readonly target: Target;
  /** Whether the cluster works without the target. */
  readonly optional: boolean;
}

/** The references that objects of one kind make. */
export interface ReferenceRules {
  readonly group: string;
  readonly kind: string;
  references(root: Field): Iterable<Reference>;
}
