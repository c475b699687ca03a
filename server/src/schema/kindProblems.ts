// Objects of which the API server does not know the kind: a wrong version or a misspelt kind of a group that it serves
// is an error, an unknown group is somebody's custom resource.
import { apiVersionOf, type GroupVersionKind } from '../api/gvk.ts';
import type { Problem } from '../api/problem.ts';
import { builtInGroups } from '../api/resource.ts';

/** Groups that earlier versions served and that nobody else uses. */
const FORMER_GROUPS: ReadonlySet<string> = new Set(['extensions', 'auditregistration.k8s.io', 'settings.k8s.io']);

const noKind = (path: readonly string[], message: string): Problem => ({
  stage: 'decode',
  reason: 'NoKind',
  path,
  message,
});

/** What speaks against an object whose kind has no schema. */
export function kindProblems(gvk: GroupVersionKind, value: unknown): readonly Problem[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [noKind([], 'the object is not a mapping')];
  }
  if (gvk.kind === '') return [noKind(['kind'], `Object 'Kind' is missing`)];
  if (gvk.version === '') return [noKind(['apiVersion'], `Object 'apiVersion' is missing`)];
  if (!builtInGroups.has(gvk.group) && !FORMER_GROUPS.has(gvk.group)) return [];
  const message = `no matches for kind ${JSON.stringify(gvk.kind)} in version ${JSON.stringify(apiVersionOf(gvk))}`;
  return [noKind(['kind'], message)];
}
