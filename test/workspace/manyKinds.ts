// Random workspaces of the kinds that select and name each other, with few names, so that they meet.
import fc from 'fast-check';
import { yamlLines } from '../../server/src/workspace/yamlText.ts';

type Json = Readonly<Record<string, unknown>>;

const name = fc.constantFrom('a', 'b');
const value = fc.constantFrom('a', 'b', 'c');
const labels = fc.record({ app: value, tier: value }, { requiredKeys: [] });
const namespace = fc.option(fc.constantFrom('default', 'left', 'right'), { nil: undefined });

const requirement = fc.oneof(
  fc.record({
    key: fc.constantFrom('app', 'tier'),
    operator: fc.constantFrom('In', 'NotIn'),
    values: fc.uniqueArray(value, { minLength: 1, maxLength: 2 }),
  }),
  fc.record({ key: fc.constantFrom('app', 'tier'), operator: fc.constantFrom('Exists', 'DoesNotExist') }),
);
const selector = fc.oneof(
  fc.record({ matchLabels: labels }),
  fc.record({ matchLabels: labels, matchExpressions: fc.array(requirement, { maxLength: 2 }) }),
  fc.constant({}),
);
const namespaceSelector = fc.oneof(
  selector,
  fc.constantFrom('left', 'right').map((it) => ({ matchLabels: { 'kubernetes.io/metadata.name': it } })),
);

const meta = (more: Json = {}): fc.Arbitrary<Json> =>
  fc.tuple(name, namespace).map(([own, space]) => ({
    name: own,
    ...(space === undefined ? {} : { namespace: space }),
    ...more,
  }));
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });

const port = fc.oneof(name, fc.constantFrom(80, 81));
const probe = optional(fc.record({ httpGet: fc.record({ port }) }));
const container = fc.record({
  name,
  ports: optional(
    fc.uniqueArray(fc.record({ name, containerPort: fc.constantFrom(80, 81) }), {
      maxLength: 2,
      selector: (item) => item.name,
    }),
  ),
  envFrom: optional(
    fc.array(fc.record({ configMapRef: fc.record({ name, optional: fc.boolean() }) }), { maxLength: 1 }),
  ),
  env: optional(
    fc.array(
      fc.oneof(
        fc.record({ name, valueFrom: fc.record({ configMapKeyRef: fc.record({ name, key: name }) }) }),
        fc.record({ name, valueFrom: fc.record({ resourceFieldRef: fc.record({ containerName: name }) }) }),
      ),
      { maxLength: 2 },
    ),
  ),
  volumeMounts: optional(fc.array(fc.record({ name, subPath: optional(name) }), { maxLength: 2 })),
  readinessProbe: probe,
});
const affinity = fc.record({
  podAntiAffinity: fc.record({
    requiredDuringSchedulingIgnoredDuringExecution: fc.array(
      fc.record({
        labelSelector: optional(selector),
        namespaces: optional(fc.subarray(['left', 'right'])),
        namespaceSelector: optional(namespaceSelector),
        matchLabelKeys: optional(fc.subarray(['app', 'tier'])),
        mismatchLabelKeys: optional(fc.subarray(['app', 'tier'])),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  }),
});
const volume = fc.oneof(
  fc.record({ name, configMap: fc.record({ name }) }),
  fc.record({
    name,
    configMap: fc.record({ name, items: fc.array(fc.record({ key: name, path: name }), { maxLength: 1 }) }),
  }),
);
const podSpec = fc.record({
  containers: fc.uniqueArray(container, { minLength: 1, maxLength: 2, selector: (item) => item.name }),
  volumes: optional(fc.uniqueArray(volume, { maxLength: 2, selector: (item) => item.name })),
  affinity: optional(affinity),
  topologySpreadConstraints: optional(
    fc.array(fc.record({ labelSelector: selector, matchLabelKeys: optional(fc.subarray(['app', 'tier'])) }), {
      maxLength: 1,
    }),
  ),
  subdomain: optional(name),
});

const object = (
  apiVersion: string,
  kind: string,
  metadata: fc.Arbitrary<Json>,
  body: fc.Arbitrary<Json>,
): fc.Arbitrary<Json> => fc.tuple(metadata, body).map(([own, rest]) => ({ apiVersion, kind, metadata: own, ...rest }));

const pod = object(
  'v1',
  'Pod',
  fc.tuple(meta(), labels).map(([own, map]) => ({ ...own, labels: map })),
  fc.record({ spec: podSpec }),
);
const deployment = object(
  'apps/v1',
  'Deployment',
  meta(),
  fc.record({
    spec: fc.record({ selector, template: fc.record({ metadata: fc.record({ labels }), spec: podSpec }) }),
  }),
);
const service = object(
  'v1',
  'Service',
  meta(),
  fc.record({
    spec: fc.record({
      selector: optional(labels),
      ports: fc.uniqueArray(fc.record({ name, port: fc.constantFrom(80, 81), targetPort: optional(port) }), {
        minLength: 1,
        maxLength: 2,
        selector: (item) => item.name,
      }),
    }),
  }),
);
const slice = object(
  'discovery.k8s.io/v1',
  'EndpointSlice',
  fc.tuple(meta(), name).map(([own, of]) => ({ ...own, labels: { 'kubernetes.io/service-name': of } })),
  fc.record({ ports: fc.array(fc.record({ name, port: fc.constant(80) }), { maxLength: 1 }) }),
);
const configMap = object(
  'v1',
  'ConfigMap',
  meta(),
  fc.record({
    data: fc.record({ a: name, b: name }, { requiredKeys: [] }),
    binaryData: optional(fc.constant({ c: 'YQ==' })),
  }),
);
const budget = object(
  'policy/v1',
  'PodDisruptionBudget',
  meta(),
  fc.record({ spec: fc.record({ selector: optional(selector) }) }),
);
const peer = fc.record({ podSelector: optional(selector), namespaceSelector: optional(namespaceSelector) });
const policy = object(
  'networking.k8s.io/v1',
  'NetworkPolicy',
  meta(),
  fc.record({
    spec: fc.record({
      podSelector: optional(selector),
      ingress: optional(
        fc.array(
          fc.record({
            from: optional(fc.array(peer, { maxLength: 2 })),
            ports: optional(fc.array(fc.record({ port }), { maxLength: 1 })),
          }),
          { maxLength: 1 },
        ),
      ),
      egress: optional(
        fc.array(
          fc.record({
            to: optional(fc.array(peer, { maxLength: 1 })),
            ports: optional(fc.array(fc.record({ port }), { maxLength: 1 })),
          }),
          { maxLength: 1 },
        ),
      ),
    }),
  }),
);
const namespaceObject = fc
  .tuple(fc.constantFrom('left', 'right'), labels)
  .map(([own, map]): Json => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: own, labels: map } }));
const ingress = object(
  'networking.k8s.io/v1',
  'Ingress',
  meta(),
  fc.record({
    spec: fc.record({
      defaultBackend: fc.record({
        service: fc.record({ name, port: fc.oneof(fc.record({ name }), fc.constant({ number: 80 })) }),
      }),
    }),
  }),
);
const scaler = object(
  'autoscaling/v2',
  'HorizontalPodAutoscaler',
  meta(),
  fc.record({
    spec: fc.record({
      scaleTargetRef: fc.record({ apiVersion: fc.constant('apps/v1'), kind: fc.constant('Deployment'), name }),
      metrics: fc.array(
        fc.record({ type: fc.constant('ContainerResource'), containerResource: fc.record({ container: name }) }),
        { maxLength: 1 },
      ),
    }),
  }),
);
const role = object(
  'rbac.authorization.k8s.io/v1',
  'Role',
  meta(),
  fc.record({
    rules: fc.array(
      fc.record({
        apiGroups: fc.constant(['']),
        resources: fc.subarray(['configmaps', 'services/status'], { minLength: 1 }),
        resourceNames: fc.subarray(['a', 'b']),
      }),
      { maxLength: 1 },
    ),
  }),
);

/** One object. */
export const anyObject: fc.Arbitrary<Json> = fc.oneof(
  pod,
  deployment,
  deployment,
  service,
  service,
  slice,
  configMap,
  budget,
  policy,
  namespaceObject,
  ingress,
  scaler,
  role,
);

const write = (objects: readonly Json[], style: string): string => {
  const plain = objects.map((item) => JSON.parse(JSON.stringify(item)) as Json);
  switch (style) {
    case 'list':
      return `${yamlLines({ apiVersion: 'v1', kind: 'List', items: plain }).join('\n')}\n`;
    case 'crlf':
      return plain.map((item) => yamlLines(item).join('\r\n')).join('\r\n---\r\n');
    case 'flow':
      return plain.map((item) => JSON.stringify(item)).join('\n---\n');
    default:
      return plain.map((item) => yamlLines(item).join('\n')).join('\n---\n');
  }
};

/** The text of a YAML file of a few objects, in one style or another. */
export const yamlText: fc.Arbitrary<string> = fc
  .tuple(fc.array(anyObject, { minLength: 1, maxLength: 4 }), fc.constantFrom('block', 'block', 'flow', 'crlf', 'list'))
  .map(([objects, style]) => write(objects, style));

/** The text of a JSON file: one object or a List of some. */
export const jsonText: fc.Arbitrary<string> = fc.array(anyObject, { minLength: 1, maxLength: 3 }).map((objects) => {
  const [only, ...others] = objects;
  return JSON.stringify(others.length === 0 ? only : { apiVersion: 'v1', kind: 'List', items: objects }, null, 2);
});

/** A few files. */
export const files: fc.Arbitrary<Readonly<Record<string, string>>> = fc.record(
  { 'a.yaml': yamlText, 'b.yaml': yamlText, 'c.json': jsonText },
  { requiredKeys: ['a.yaml'] },
);
