// References by name, as many kinds make them in the same way.
import { parseApiVersion } from '../api/gvk.ts';
import { isClusterScoped } from '../api/resource.ts';
import type { Field } from './field.ts';
import type { Reference, ReferenceRole } from './referenceRules.ts';

/** What else is said of a reference by name. */
interface More {
  readonly namespace?: string | undefined;
  readonly optional?: boolean;
}

/** A reference by name; nothing if the name is not written. */
export function* objectReference(
  name: Field,
  role: ReferenceRole,
  group: string,
  kind: string,
  more: More = {},
): Iterable<Reference> {
  const text = name.text();
  if (text === undefined) return;
  yield {
    path: name.path,
    role,
    optional: more.optional ?? false,
    target: { type: 'object', group, kind, name: text, namespace: more.namespace },
  };
}

/** A reference to a cluster-scoped object. */
export const clusterReference = (
  name: Field,
  role: ReferenceRole,
  group: string,
  kind: string,
  optional = false,
): Iterable<Reference> => objectReference(name, role, group, kind, { namespace: '', optional });

/**
 * A namespace that is named beside a name. What is missing there is said of the name: the namespace itself is never
 * missing twice.
 */
export const namespaceReference = (namespace: Field): Iterable<Reference> =>
  clusterReference(namespace, 'namespace', '', 'Namespace', true);

/**
 * A reference by `name` and `namespace`, as a SecretReference makes it. `otherwise` is where a name without a namespace
 * is looked for; undefined: in the own namespace.
 */
export function* namespacedReference(
  ref: Field,
  role: ReferenceRole,
  group: string,
  kind: string,
  { otherwise, optional = false }: { readonly otherwise?: string | undefined; readonly optional?: boolean } = {},
): Iterable<Reference> {
  if (ref.text('name') === undefined) return;
  const namespace = ref.text('namespace') ?? otherwise;
  yield* objectReference(ref.get('name'), role, group, kind, { namespace, optional });
  yield* namespaceReference(ref.get('namespace'));
}

/**
 * A reference that says the kind itself, by `apiVersion` or `apiGroup` and `kind`. A `namespace` beside counts, an
 * `ObjectReference` has one.
 */
export function* kindReference(ref: Field, role: ReferenceRole, optional = false): Iterable<Reference> {
  const kind = ref.text('kind');
  if (kind === undefined) return;
  const { group, version } = parseApiVersion(ref.text('apiVersion') ?? '');
  const inGroup = ref.text('apiGroup') ?? group;
  if (isClusterScoped({ group: inGroup, version, kind })) {
    yield* clusterReference(ref.get('name'), role, inGroup, kind, optional);
  } else yield* namespacedReference(ref, role, inGroup, kind, { optional });
}

/** A reference by name and key (`configMapKeyRef` and its like): one to the object, one to the key. */
export function* keyReference(ref: Field, role: ReferenceRole, kind: string): Iterable<Reference> {
  const name = ref.text('name');
  if (name === undefined) return;
  const optional = ref.flag('optional');
  yield* objectReference(ref.get('name'), role, '', kind, { optional });
  const key = ref.text('key');
  if (key === undefined) return;
  const target = { type: 'object', group: '', kind, name, key } as const;
  yield { path: ref.get('key').path, role, optional, target };
}
