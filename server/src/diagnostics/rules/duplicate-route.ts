// Two Ingresses, or two paths, for one host and path.
import type { FieldPath } from '../../api/fieldPath.ts';
import type { GraphNode } from '../../workspace/workspace.ts';
import { isBefore, nearness } from '../together.ts';
import { simpleRule } from '../rule.ts';

interface Route {
  readonly key: string;
  readonly path: FieldPath;
}

const routesOf = (node: GraphNode): readonly Route[] =>
  node.root.items('spec', 'rules').flatMap((rule) =>
    rule.items('http', 'paths').map((item) => ({
      key: [
        node.root.text('spec', 'ingressClassName'),
        rule.text('host'),
        item.text('path') ?? '/',
        item.text('pathType'),
      ].join(' '),
      path: item.get(item.get('path').exists ? 'path' : 'backend').path,
    })),
  );

export const rule = simpleRule({
  code: 'duplicate-route',
  group: 'correctness',
  severity: 'warning',
  kinds: ['networking.k8s.io/Ingress'],
  scope: 'workspace',
  covers: ['KR ingress-unique-route-rules'],
  *find(node, { workspace }) {
    const routes = routesOf(node);
    for (const [index, route] of routes.entries()) {
      const here = routes.slice(0, index).find((other) => other.key === route.key);
      const elsewhere = [...workspace.byType('networking.k8s.io', 'Ingress')].find(
        (other) =>
          other !== node &&
          isBefore(other, node) &&
          nearness(other, node) === 'file' &&
          other.identities[0]?.namespace === node.identities[0]?.namespace &&
          routesOf(other).some((known) => known.key === route.key),
      );
      if (here === undefined && elsewhere === undefined) continue;
      const related = here
        ? [{ node, path: here.path, message: 'the first one' }]
        : elsewhere
          ? [{ node: elsewhere, path: ['metadata', 'name'], message: 'routes it too' }]
          : [];
      yield {
        path: route.path,
        message: 'This host and path are routed twice; which one answers depends on the controller.',
        related,
      };
    }
  },
});
