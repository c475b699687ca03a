// Names that exist in the workspace: what a reference at the caret can mean.
import { resources } from '../../api/resource.ts';
import { compareText } from '../../base/compare.ts';
import { CONTAINER_ANNOTATIONS } from '../../workspace/podReferences.ts';
import { containersOf, keysOf } from '../../workspace/resolve.ts';
import type { Field } from '../../workspace/field.ts';
import type { GraphNode, Workspace } from '../../workspace/workspace.ts';
import { namespacesOf } from '../named.ts';
import { pathIs, uriOf } from '../spot.ts';
import { behaviourValues, labelKeys, labelValues } from './labels.ts';
import { ends, namespaceOf, unique, type NamePlace, type Path } from './place.ts';
import { otherPorts, targetPorts } from './ports.ts';
import type { Offer } from './values.ts';

const fileOf = (node: GraphNode): string => uriOf(node).slice(uriOf(node).lastIndexOf('/') + 1);

/** Which kind of object a field names, by the end of its path. */
const OBJECT_FIELDS: readonly (readonly [steps: Path, group: string, kind: string])[] = [
  [['configMapKeyRef', 'name'], '', 'ConfigMap'],
  [['configMapRef', 'name'], '', 'ConfigMap'],
  [['configMap', 'name'], '', 'ConfigMap'],
  [['secretKeyRef', 'name'], '', 'Secret'],
  [['secretRef', 'name'], '', 'Secret'],
  [['secret', 'secretName'], '', 'Secret'],
  [['secret', 'name'], '', 'Secret'],
  [['imagePullSecrets', '*', 'name'], '', 'Secret'],
  [['tls', '*', 'secretName'], '', 'Secret'],
  [['persistentVolumeClaim', 'claimName'], '', 'PersistentVolumeClaim'],
  [['serviceAccountName'], '', 'ServiceAccount'],
  [['service', 'name'], '', 'Service'],
  [['spec', 'serviceName'], '', 'Service'],
  [['ingressClassName'], 'networking.k8s.io', 'IngressClass'],
  [['storageClassName'], 'storage.k8s.io', 'StorageClass'],
  [['priorityClassName'], 'scheduling.k8s.io', 'PriorityClass'],
  [['runtimeClassName'], 'node.k8s.io', 'RuntimeClass'],
  [['spec', 'volumeName'], '', 'PersistentVolume'],
];

const CLUSTER_SCOPED = new Set([
  'Namespace',
  'IngressClass',
  'StorageClass',
  'PriorityClass',
  'RuntimeClass',
  'PersistentVolume',
  'ClusterRole',
]);

function objects({ workspace, node }: NamePlace, group: string, kind: string, inNamespace?: string): readonly Offer[] {
  const namespace = inNamespace ?? namespaceOf(node);
  const seen = new Map<string, Offer>();
  for (const other of workspace.byType(group, kind)) {
    const { name } = other.resource;
    if (name === undefined || other === node) continue;
    if (!CLUSTER_SCOPED.has(kind) && !namespacesOf(other).includes(namespace)) continue;
    if (!seen.has(name)) seen.set(name, { text: name, detail: `${kind} in ${fileOf(other)}`, kind: 'object' });
  }
  return sorted([...seen.values()]);
}

const sorted = (offers: readonly Offer[]): readonly Offer[] => [...offers].sort((a, b) => compareText(a.text, b.text));

/** The kind and name that the fields beside `name` say: `scaleTargetRef`, `roleRef`, `subjects`. */
function byKindBeside(place: NamePlace): readonly Offer[] | undefined {
  const { node, path } = place;
  const parent = node.root.walk(path.slice(0, -1));
  const last = path.at(-1);
  const offers = (...texts: readonly string[]): readonly Offer[] => texts.map((text) => ({ text }));
  if (path.at(-2) === 'scaleTargetRef') {
    if (last === 'name')
      return objects(place, groupOf(parent.text('apiVersion') ?? 'apps/v1'), parent.text('kind') ?? 'Deployment');
    return last === 'kind' ? offers('Deployment', 'StatefulSet', 'ReplicaSet') : offers('apps/v1');
  }
  if (path.at(-2) === 'roleRef') {
    if (last === 'name') return objects(place, RBAC, parent.text('kind') ?? 'Role');
    if (last === 'apiGroup') return offers(RBAC);
    return node.resource.kind === 'ClusterRoleBinding' ? offers('ClusterRole') : offers('Role', 'ClusterRole');
  }
  if (!ends(path, 'subjects', '*', '*')) return undefined;
  const kind = parent.text('kind') ?? 'ServiceAccount';
  if (last === 'kind') return offers('ServiceAccount', 'User', 'Group');
  if (last === 'apiGroup') return kind === 'ServiceAccount' ? [] : offers(RBAC);
  if (last === 'namespace') return namespaces(place);
  return last === 'name' && kind === 'ServiceAccount'
    ? objects(place, '', 'ServiceAccount', parent.text('namespace'))
    : undefined;
}

const RBAC = 'rbac.authorization.k8s.io';

/** The verbs of RBAC that a resource can be asked with, the reading ones first. */
const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', '*'];

/** What the rules of a Role can say. */
function ofPolicyRule({ node, path }: NamePlace): readonly Offer[] | undefined {
  if (!node.type.startsWith(`${RBAC}/`) || !ends(path, 'rules', '*', '*', '*')) return undefined;
  const field = path.at(-2);
  if (field === 'verbs') return VERBS.map((text) => ({ text }));
  const groups = node.root
    .walk(path.slice(0, -2))
    .items('apiGroups')
    .flatMap((group) => group.text() ?? []);
  if (field === 'apiGroups')
    return unique(
      resources.map((row) => ({
        text: groupOf(row.apiVersion),
        detail: groupOf(row.apiVersion) === '' ? 'the core group' : '',
      })),
    );
  if (field !== 'resources') return undefined;
  const rows = resources.filter(
    (row) => groups.length === 0 || groups.includes('*') || groups.includes(groupOf(row.apiVersion)),
  );
  return unique(
    rows.flatMap((row) => [
      { text: row.plural, detail: row.kind },
      ...row.subresources.map((name) => ({ text: `${row.plural}/${name}`, detail: row.kind })),
    ]),
  );
}

/** The Namespaces of the workspace, and the namespaces that its objects are in. */
function namespaces(place: NamePlace): readonly Offer[] {
  const declared = objects(place, '', 'Namespace');
  const used = new Set<string>();
  for (const other of place.workspace.nodes) {
    if (other !== place.node && other.resource.namespace !== undefined) used.add(other.resource.namespace);
  }
  const rest = [...used].sort(compareText).map((text): Offer => ({ text, detail: 'in use', kind: 'object' }));
  return unique([...declared, ...rest]);
}

/** The name of the object itself: what references miss; of a patch, what there is to patch. */
function ownName(place: NamePlace): readonly Offer[] | undefined {
  const { workspace, node, path } = place;
  if (!pathIs(path, 'metadata', 'name')) return undefined;
  const { group, kind } = node.resource.gvk;
  if (node.fragment) return objects(place, group, kind);
  const missing = [...workspace.linksToType(node.type)].flatMap(({ from, reference: { target } }): Offer[] => {
    if (target.type !== 'object' || workspace.objectsMeant(from, target).some((found) => found !== node)) return [];
    return [
      { text: target.name, detail: `${from.resource.kind} ${from.resource.name ?? ''} refers to it`, kind: 'object' },
    ];
  });
  return sorted(unique(missing));
}

const groupOf = (apiVersion: string): string =>
  apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';

/** The keys of the ConfigMap or Secret that is named beside. */
function dataKeys({ workspace, node, path }: NamePlace): readonly Offer[] | undefined {
  const owner = path.at(-2);
  const items = ends(path, 'items', '*', 'key');
  if (path.at(-1) !== 'key' || !(items || owner === 'configMapKeyRef' || owner === 'secretKeyRef')) return undefined;
  const source = node.root.walk(path.slice(0, items ? -3 : -1));
  const holder = items ? path.at(-4) : owner;
  const kind = holder === 'configMapKeyRef' || holder === 'configMap' ? 'ConfigMap' : 'Secret';
  const name = source.text('name') ?? source.text('secretName');
  if (name === undefined) return [];
  const owners = workspace.named('', kind, namespaceOf(node), name);
  return [...owners].flatMap((found) =>
    keysOf(found).map((key): Offer => ({
      text: key,
      detail: `${kind} ${name}`,
      documentation: preview(found, key),
      kind: 'key',
    })),
  );
}

function preview(node: GraphNode, key: string): string {
  const value = node.type === '/ConfigMap' ? node.root.get('data', key).text() : undefined;
  return value === undefined ? '' : `\`\`\`\n${value.slice(0, 400).replaceAll('```', "'''")}\n\`\`\``;
}

/** The containers of the workload that an autoscaler scales. */
function scaledContainers({ workspace, node, path }: NamePlace): readonly Offer[] | undefined {
  if (!ends(path, 'containerResource', 'container')) return undefined;
  const target = node.references.find(({ role }) => role === 'scaleTarget')?.target;
  const scaled = target?.type === 'object' ? workspace.objectsMeant(node, target) : [];
  return unique(scaled.flatMap(({ podSource }) => (podSource ? containerOffers(podSource.pod) : [])));
}

const containerOffers = (pod: Field): readonly Offer[] =>
  containersOf(pod)
    .flatMap((container) => container.text('name') ?? [])
    .map((text) => ({ text, detail: 'container' }));

/** Volumes for mounts, images that are in use, containers. */
function podNames({ workspace, node, path }: NamePlace): readonly Offer[] | undefined {
  const pod = node.podSource?.pod;
  if (!pod) return undefined;
  if (ends(path, 'volumeMounts', '*', 'name') || ends(path, 'volumeDevices', '*', 'name')) {
    const claims = node.root.items('spec', 'volumeClaimTemplates').map((claim) => claim.get('metadata'));
    return [...pod.items('spec', 'volumes'), ...claims].flatMap((volume): Offer[] => {
      const name = volume.text('name');
      const type = volume.entries().find(([key]) => key !== 'name')?.[0];
      return name === undefined ? [] : [{ text: name, detail: type ?? 'volume' }];
    });
  }
  if (path.at(-1) === 'image' && /containers$/i.test(String(path.at(-3)))) return imagesOf(workspace);
  const isContainer =
    ends(path, 'resourceFieldRef', 'containerName') ||
    (path.at(-2) === 'annotations' && CONTAINER_ANNOTATIONS.some((key) => key === path.at(-1)));
  return isContainer ? containerOffers(pod) : undefined;
}

/** Images that are in use, the most used first. */
function imagesOf(workspace: Workspace): readonly Offer[] {
  const counts = new Map<string, number>();
  for (const { podSource } of workspace.nodes) {
    for (const container of podSource ? containersOf(podSource.pod) : []) {
      const image = container.text('image');
      if (image !== undefined) counts.set(image, (counts.get(image) ?? 0) + 1);
    }
  }
  return [...counts]
    .sort(([a, n], [b, m]) => m - n || compareText(a, b))
    .map(([text, count]) => ({ text, detail: count === 1 ? 'used once' : `used ${count} times`, kind: 'image' }));
}

/** Values at the caret that name something in the workspace; undefined where nothing of the kind is meant. */
export function nameOffers(place: NamePlace): readonly Offer[] | undefined {
  const special =
    ownName(place) ??
    byKindBeside(place) ??
    ofPolicyRule(place) ??
    dataKeys(place) ??
    targetPorts(place) ??
    otherPorts(place) ??
    scaledContainers(place) ??
    podNames(place) ??
    labelValues(place);
  if (special) return special;
  if (pathIs(place.path, 'metadata', 'namespace')) return namespaces(place);
  const found = OBJECT_FIELDS.find(([steps]) => ends(place.path, ...steps));
  if (found) return objects(place, found[1], found[2]);
  return behaviourValues(place.path);
}

/** Keys at the caret that name something: labels, annotations, keys that others expect. `path` is the map's. */
export function nameKeys(place: NamePlace): readonly Offer[] {
  const { workspace, node, path } = place;
  const holdsKeys = node.type === '/ConfigMap' || node.type === '/Secret';
  if (!holdsKeys || !(pathIs(path, 'data') || pathIs(path, 'stringData'))) return labelKeys(place);
  const present = new Set(keysOf(node));
  const expected = workspace
    .linksTo(node)
    .flatMap(({ from, reference: { target } }): Offer[] =>
      target.type === 'object' && target.key !== undefined && !present.has(target.key)
        ? [{ text: target.key, detail: `${from.resource.kind} ${from.resource.name ?? ''} expects it`, kind: 'key' }]
        : [],
    );
  return sorted(unique(expected));
}
