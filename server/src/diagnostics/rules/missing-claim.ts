// A PersistentVolumeClaim that no manifest provides.
import type { GraphNode, Workspace } from '../../workspace/workspace.ts';
import { missingTargetRule } from '../missingTarget.ts';

/** Claims that StatefulSets make from their templates: `data-web-0`. */
function isMade(workspace: Workspace, node: GraphNode, name: string): boolean {
  const namespaces = new Set(node.identities.map(({ namespace }) => namespace));
  return [...workspace.byType('apps', 'StatefulSet')].some(({ identities, root }) =>
    identities.some(
      (identity) =>
        namespaces.has(identity.namespace) &&
        root.items('spec', 'volumeClaimTemplates').some((claim) => {
          const begin = `${claim.text('metadata', 'name') ?? ''}-${identity.name}-`;
          return name.startsWith(begin) && /^\d+$/.test(name.slice(begin.length));
        }),
    ),
  );
}

export const rule = missingTargetRule({
  code: 'missing-claim',
  targets: ['/PersistentVolumeClaim'],
  severity: 'warning',
  covers: ['KV MISSING_PVC', 'KR volume-pvc-ref'],
  ignores: ({ target }, node, workspace) => target.type === 'object' && isMade(workspace, node, target.name),
  consequence: () => 'The Pod stays Pending until it exists. Create it or correct the name.',
  create: (name) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  }),
});
