// What the rules of roles refer to: the objects that they name.
import { parseApiVersion } from '../api/gvk.ts';
import { resources, type ApiResource } from '../api/resource.ts';
import type { Field } from './field.ts';
import { objectReference } from './objectReference.ts';
import type { Reference } from './referenceRules.ts';

/** The rows of discovery that a rule's groups and resources mean, subresources counted as their object. */
function rowsOf(rule: Field): ReadonlyMap<string, ApiResource> {
  const groups = new Set(rule.items('apiGroups').map((item) => item.value));
  const plurals = new Set(rule.items('resources').map((item) => item.text()?.replace(/\/.*$/, '')));
  const found = new Map<string, ApiResource>();
  for (const row of resources) {
    const { group } = parseApiVersion(row.apiVersion);
    if (plurals.has(row.plural) && groups.has(group)) found.set(`${group}/${row.kind}`, row);
  }
  return found;
}

/**
 * The objects that `resourceNames` names. A Role means its own namespace; a ClusterRole means whatever namespaces it is
 * bound in, and only its cluster-scoped objects are known.
 */
export function* resourceNameReferences(root: Field, namespaced: boolean): Iterable<Reference> {
  for (const rule of root.items('rules')) {
    const names = rule.items('resourceNames');
    if (names.length === 0) continue;
    for (const row of rowsOf(rule).values()) {
      if (row.namespaced && !namespaced) continue;
      const { group } = parseApiVersion(row.apiVersion);
      const where = row.namespaced ? {} : { namespace: '' };
      for (const name of names) yield* objectReference(name, 'rule', group, row.kind, { ...where, optional: true });
    }
  }
}
