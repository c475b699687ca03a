// The references that objects of any kind can make: to their owners and their namespace.
import { parseApiVersion, type GroupVersionKind } from '../api/gvk.ts';
import { isNamespaced } from '../api/resource.ts';
import type { Field } from './field.ts';
import { objectReference } from './podReferences.ts';
import type { Reference } from './referenceRules.ts';

/** Owner references and the namespace. */
export function* commonReferences(root: Field, gvk: GroupVersionKind): Iterable<Reference> {
  const metadata = root.get('metadata');
  for (const owner of metadata.items('ownerReferences')) {
    const kind = owner.text('kind');
    const apiVersion = owner.text('apiVersion');
    if (kind === undefined || apiVersion === undefined) continue;
    const { group } = parseApiVersion(apiVersion);
    const clusterScoped = isNamespaced({ ...parseApiVersion(apiVersion), kind }) === false;
    yield* objectReference(owner.get('name'), 'owner', group, kind, clusterScoped ? { namespace: '' } : {});
  }
  if (isNamespaced(gvk) !== false) {
    yield* objectReference(metadata.get('namespace'), 'namespace', '', 'Namespace', { namespace: '' });
  }
}
