// The Service that gives the Pods of a StatefulSet their names: it must be headless and select them.
// Source: pkg/apis/apps/types.go (StatefulSetSpec.ServiceName), pkg/controller/endpointslice, 1.36.
import { matchesLabels } from '../../api/labelSelector.ts';
import { addField } from '../../workspace/edit.ts';
import { fixOf } from '../repairs/repair.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'governing-service',
  group: 'references',
  severity: 'warning',
  kinds: ['apps/StatefulSet'],
  scope: 'workspace',
  covers: ['KS statefulset-has-servicename'],
  *find(node, { workspace }) {
    const link = workspace.linksFrom(node).find(({ reference }) => reference.role === 'serviceName');
    if (link?.reference.target.type !== 'object') return;
    const [service, ...others] = workspace.objectsMeant(node, link.reference.target);
    if (service === undefined || others.length > 0) return;
    const spec = service.root.get('spec');
    const name = service.resource.name ?? '';
    const selector = spec.textMap('selector');
    if (selector !== undefined && !matchesLabels(selector, node.podSource?.labels)) {
      yield {
        path: link.reference.path,
        message: `The Service "${name}" does not select the Pods of this StatefulSet: they get no names in DNS. Correct its selector or the labels.`,
        related: [{ node: service, path: ['spec', 'selector'], part: 'key', message: 'what the Service selects' }],
      };
    } else if (spec.text('clusterIP') !== 'None' && spec.text('type') !== 'ExternalName') {
      const at = spec.get('clusterIP');
      yield {
        path: link.reference.path,
        severity: 'hint',
        message: `The Service "${name}" is not headless: it has one address for all Pods, and "${node.resource.name ?? 'name'}-0.${name}" is no name in DNS. If Pods are to be reached one by one, say "clusterIP: None".`,
        related: [{ node: service, path: ['metadata', 'name'], message: 'the Service' }],
        fixes: () =>
          at.exists
            ? []
            : fixOf(
                service.resource,
                'Make the Service headless',
                addField(service.resource, ['spec'], 'clusterIP', 'None'),
              ),
      };
    }
  },
});
