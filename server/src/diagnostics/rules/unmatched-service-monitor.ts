// A ServiceMonitor whose selector matches no Service: Prometheus asks nobody.
import { formatSelector, isEmptySelector, matchesSelector } from '../../api/labelSelector.ts';
import { readSelector } from '../../workspace/selector.ts';
import type { GraphNode, Workspace } from '../../workspace/workspace.ts';
import { nearness } from '../together.ts';
import { simpleRule } from '../rule.ts';

/** The namespaces that a monitor looks in; undefined where that is not known, or all. */
function namespacesOf(node: GraphNode): readonly string[] | undefined {
  const selector = node.root.get('spec', 'namespaceSelector');
  const names = selector.items('matchNames').flatMap((name) => name.text() ?? []);
  if (selector.flag('any')) return undefined;
  if (names.length > 0) return names;
  return node.resource.namespace === undefined ? undefined : [node.resource.namespace];
}

/** The labels of a Service, with those that a kustomization adds. */
const labelsOf = (service: GraphNode, workspace: Workspace) => ({
  ...workspace.placementOf(service).labels,
  ...service.root.textMap('metadata', 'labels'),
});

export const rule = simpleRule({
  code: 'unmatched-service-monitor',
  group: 'references',
  severity: 'hint',
  kinds: ['monitoring.coreos.com/ServiceMonitor'],
  scope: 'workspace',
  covers: ['KL dangling-servicemonitor'],
  *find(node, { workspace }) {
    const field = node.root.get('spec', 'selector');
    const selector = readSelector(field) ?? {};
    const namespaces = namespacesOf(node);
    // What the cluster runs by itself is monitored in its namespaces.
    if (namespaces?.every((name) => name.startsWith('kube-')) === true) return;
    let near = false;
    for (const service of workspace.byType('', 'Service')) {
      const own = service.resource.namespace;
      const looksThere = namespaces === undefined || own === undefined || namespaces.includes(own);
      if (looksThere && matchesSelector(selector, labelsOf(service, workspace))) return;
      near ||= nearness(service, node) !== 'apart' || (own !== undefined && namespaces?.includes(own) === true);
    }
    // Where no Service is near, all of them come from elsewhere.
    if (!near) return;
    const where = namespaces === undefined ? '' : ` in namespace ${namespaces.join(', ')}`;
    const what = isEmptySelector(selector) ? 'is there' : `has the labels ${formatSelector(selector)}`;
    yield {
      path: field.exists ? field.path : ['spec'],
      part: 'key',
      message: `No Service of the workspace${where} ${what}: Prometheus finds nothing to ask. The labels are those of the Service itself, not those that it selects.`,
    };
  },
});
