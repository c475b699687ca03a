// Access to devices that others use, too, is for namespaces that an administrator has marked.
// Source: pkg/registry/resource/utils.go (AuthorizedForAdmin), 1.36.
import type { DeepReadonly } from '../../base/deepReadonly.ts';
import { forbidden } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import { problemOf, type Problem } from '../problem.ts';
import type { Surroundings } from '../surroundings.ts';
import type { DeviceClaim, ObjectMeta } from '../types.generated.ts';

const NAMESPACE = { group: '', version: 'v1', kind: 'Namespace' };
const LABEL = 'resource.kubernetes.io/admin-access';

/** What speaks against administrative access; nothing where the namespace is not known. The server names the first. */
export function adminAccessProblems(
  meta: DeepReadonly<ObjectMeta> | undefined,
  claim: DeepReadonly<DeviceClaim> | undefined,
  path: FieldPath,
  around: Surroundings,
): Problem[] {
  const index = claim?.requests?.findIndex((request) => request.exactly?.adminAccess === true) ?? -1;
  const name = meta?.namespace ?? '';
  const namespace = index < 0 || name === '' ? undefined : around.find(NAMESPACE, '', name);
  if (namespace === undefined || namespace.metadata?.labels?.[LABEL] === 'true') return [];
  const detail = `admin access to devices requires the \`${LABEL}: true\` label on the containing namespace`;
  return [problemOf(forbidden([...path, 'requests', index, 'exactly', 'adminAccess'], detail))];
}
