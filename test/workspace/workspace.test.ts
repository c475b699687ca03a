// The graph: what refers to what, and that updating it gives what building it anew gives.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatPath } from '../../server/src/api/fieldPath.ts';
import { Workspace, type GraphNode, type Place } from '../../server/src/workspace/workspace.ts';
import { put, workspaceOf } from './build.ts';
import { changesOf, manifestStep } from './steps.ts';

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web, tier: front}}
    spec:
      containers:
        - name: c
          image: nginx
          ports: [{name: http, containerPort: 80}]
          envFrom: [{configMapRef: {name: settings}}]
          env:
            - {name: A, valueFrom: {configMapKeyRef: {name: settings, key: colour}}}
          volumeMounts: [{name: files, mountPath: /f}]
          livenessProbe: {httpGet: {port: http}}
      volumes:
        - {name: files, configMap: {name: settings, items: [{key: colour, path: c}]}}
`;
const SERVICE = `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 8080, targetPort: http, name: web}]
`;
const SETTINGS = `apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {colour: blue}
`;
const INGRESS = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  rules:
    - http:
        paths:
          - {path: /, pathType: Prefix, backend: {service: {name: web, port: {name: web}}}}
`;

const only = (nodes: Iterable<GraphNode>): GraphNode => {
  const [node, ...more] = nodes;
  assert.ok(node !== undefined && more.length === 0);
  return node;
};
const show = (place: Place): string =>
  `${place.node.resource.kind}/${place.node.resource.name ?? ''}:${formatPath(place.path)}`;

/** Every reference of an object with where it leads. */
function resolved(workspace: Workspace, node: GraphNode): string[] {
  return workspace
    .linksFrom(node)
    .map(({ reference }) => {
      const places = workspace.resolve(node, reference).map(show).sort();
      return `${formatPath(reference.path)} → ${places.join(', ') || 'nothing'}`;
    })
    .sort();
}

test('references lead to objects, keys, ports, Pods and places in the same object', () => {
  const workspace = workspaceOf({ a: WEB, b: SERVICE, c: SETTINGS, d: INGRESS });
  assert.deepEqual(resolved(workspace, only(workspace.byType('apps', 'Deployment'))), [
    'spec.selector → Deployment/web:spec.template.metadata.labels',
    'spec.template.spec.containers[0].envFrom[0].configMapRef.name → ConfigMap/settings:metadata.name',
    'spec.template.spec.containers[0].env[0].valueFrom.configMapKeyRef.key → ConfigMap/settings:data[colour]',
    'spec.template.spec.containers[0].env[0].valueFrom.configMapKeyRef.name → ConfigMap/settings:metadata.name',
    'spec.template.spec.containers[0].livenessProbe.httpGet.port → Deployment/web:spec.template.spec.containers[0].ports[0].name',
    'spec.template.spec.containers[0].volumeMounts[0].name → Deployment/web:spec.template.spec.volumes[0].name',
    'spec.template.spec.volumes[0].configMap.items[0].key → ConfigMap/settings:data[colour]',
    'spec.template.spec.volumes[0].configMap.name → ConfigMap/settings:metadata.name',
  ]);
  assert.deepEqual(resolved(workspace, only(workspace.byType('', 'Service'))), [
    'spec.ports[0].targetPort → Deployment/web:spec.template.spec.containers[0].ports[0]',
    'spec.selector → Deployment/web:spec.template.metadata.labels',
  ]);
  assert.deepEqual(resolved(workspace, only(workspace.byType('networking.k8s.io', 'Ingress'))), [
    'spec.rules[0].http.paths[0].backend.service.name → Service/web:metadata.name',
    'spec.rules[0].http.paths[0].backend.service.port.name → Service/web:spec.ports[0]',
  ]);
});

test('an object without a namespace is in default, and namespaces do not mix', () => {
  const elsewhere = SETTINGS.replace('{name: settings}', '{name: settings, namespace: other}');
  const workspace = workspaceOf({ a: WEB, c: elsewhere });
  assert.equal(workspace.named('', 'ConfigMap', 'default', 'settings').size, 0);
  assert.equal(workspace.named('', 'ConfigMap', 'other', 'settings').size, 1);
  const said = SETTINGS.replace('{name: settings}', '{name: settings, namespace: default}');
  workspace.apply([put('c', said)]);
  assert.equal(workspace.linksTo(only(workspace.byType('', 'ConfigMap'))).length, 5);
});

test('an edit of one section keeps the objects of the others', () => {
  const workspace = workspaceOf({ a: `${SETTINGS}---\n${WEB}---\n${SERVICE}` });
  const before = workspace.nodesOf('a');
  const delta = workspace.apply([
    put('a', `${SETTINGS.replace('blue', 'green')}\n---\n${WEB}---\n${SERVICE}`, workspace),
  ]);
  assert.equal(delta.added.length, 1);
  assert.equal(delta.removed.length, 1);
  assert.deepEqual([...delta.affected].map((node) => node.resource.kind).sort(), ['Deployment', 'Service']);
  assert.equal(workspace.nodesOf('a')[1], before[1]);
});

const LABELS = ['{app: web}', '{app: api}', '{app: web, tier: front}'];
const NAMES = ['settings', 'other'];
const section = fc.oneof(
  fc.constantFrom(...NAMES).map((name) => SETTINGS.replace('settings', name)),
  fc.constantFrom(...LABELS).map((labels) => SERVICE.replace('selector: {app: web}', `selector: ${labels}`)),
  fc
    .tuple(fc.constantFrom(...LABELS), fc.constantFrom(...NAMES))
    .map(([labels, name]) => WEB.replaceAll('{app: web}', labels).replaceAll('settings', name)),
  fc.constant(INGRESS),
  fc.constant('not: ours\n'),
  fc.constant('kind: Pod\nmetadata: {labels: [1, 2], __proto__: {a: 1}}\nspec: {containers: 7}\n'),
);
const text = fc.array(section, { maxLength: 4 }).map((sections) => sections.join('---\n'));
const step = fc.record({ uri: fc.constantFrom('a', 'b', 'c'), text: fc.option(text, { nil: undefined }) });

/** The whole graph as text. */
function picture(workspace: Workspace): string[] {
  return [...workspace.nodes]
    .map((node) => {
      const to = workspace
        .linksTo(node)
        .map((link) => `${link.from.resource.manifest.source.uri}#${formatPath(link.reference.path)}`);
      const { resource } = node;
      const where = `${resource.manifest.source.uri}@${resource.manifest.ordinal}`;
      const placed = JSON.stringify([node.identities, node.fragment, node.podSource?.labels]);
      return [where, resource.kind, placed, ...resolved(workspace, node), ...to.sort()].join('\n');
    })
    .sort();
}

test('any sequence of edits of kustomizations, Lists and JSON, and files that come, move and go, gives the same', () => {
  fc.assert(
    fc.property(fc.array(manifestStep, { minLength: 2, maxLength: 10 }), (steps) => {
      const workspace = new Workspace();
      const files = new Map<string, string>();
      for (const step of steps) {
        const changes = changesOf(step, files);
        workspace.apply(
          changes.map(([uri, text]) => (text === undefined ? { uri, parsed: text } : put(uri, text, workspace))),
        );
      }
      assert.deepEqual(picture(workspace), picture(workspaceOf(Object.fromEntries(files))));
    }),
    { numRuns: 100, includeErrorInReport: true },
  );
});

test('any sequence of edits gives what building from scratch gives', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
      const workspace = new Workspace();
      const files = new Map<string, string>();
      for (const { uri, text } of steps) {
        workspace.apply([text === undefined ? { uri, parsed: undefined } : put(uri, text, workspace)]);
        if (text === undefined) files.delete(uri);
        else files.set(uri, text);
      }
      assert.deepEqual(picture(workspace), picture(workspaceOf(Object.fromEntries(files))));
    }),
    { numRuns: 150 },
  );
});
