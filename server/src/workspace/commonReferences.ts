// The references that objects of any kind can make: to their owners, their namespace and what defines their kind.
import { DEFINITION } from '../api/customResources/definition.ts';
import { parseApiVersion, type KnownKind } from '../api/gvk.ts';
import { isClusterScoped } from '../api/resource.ts';
import type { Field } from './field.ts';
import { objectReference } from './objectReference.ts';
import type { Reference } from './referenceRules.ts';

/** Owner references, the namespace, and of a custom resource its definition. */
export function* commonReferences(root: Field, gvk: KnownKind): Iterable<Reference> {
  const metadata = root.get('metadata');
  for (const owner of metadata.items('ownerReferences')) {
    const kind = owner.text('kind');
    const apiVersion = owner.text('apiVersion');
    if (kind === undefined || apiVersion === undefined) continue;
    const { group } = parseApiVersion(apiVersion);
    const clusterScoped = isClusterScoped({ ...parseApiVersion(apiVersion), kind });
    yield* objectReference(owner.get('name'), 'owner', group, kind, clusterScoped ? { namespace: '' } : {});
  }
  if (gvk.custom !== undefined) {
    const { group, kind } = DEFINITION;
    const target = { type: 'object', group, kind, name: gvk.custom.definition.name, namespace: '' } as const;
    yield { path: ['kind'], role: 'definition', optional: true, target };
  }
  if (!isClusterScoped(gvk)) {
    yield* objectReference(metadata.get('namespace'), 'namespace', '', 'Namespace', { namespace: '' });
  }
}
