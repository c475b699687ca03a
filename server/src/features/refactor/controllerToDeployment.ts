// ReplicationController → Deployment: the selector becomes a LabelSelector, which a Deployment must have.
import { addField, replaceValue, rewriteField } from '../../workspace/edit.ts';
import { editsOf, type Refactoring, type RefactorPlace } from './refactoring.ts';

/** Offered anywhere in a ReplicationController. */
export function controllerToDeployment({ node }: RefactorPlace): Refactoring[] {
  if (node.type !== '/ReplicationController') return [];
  const edits = () => {
    const { resource } = node;
    const selector = node.root.get('spec', 'selector');
    const labels = selector.textMap() ?? node.podSource?.labels ?? {};
    const matchLabels = { matchLabels: { ...labels } };
    return editsOf(node, [
      replaceValue(resource, ['apiVersion'], 'apps/v1'),
      replaceValue(resource, ['kind'], 'Deployment'),
      selector.exists
        ? rewriteField(resource, ['spec', 'selector'], matchLabels)
        : addField(
            resource,
            ['spec'],
            'selector',
            matchLabels,
            node.root.get('spec', 'replicas').exists ? 'replicas' : undefined,
          ),
    ]);
  };
  return [{ id: 'controller-to-deployment', title: 'Convert to a Deployment', kind: 'refactor.rewrite', edits }];
}
