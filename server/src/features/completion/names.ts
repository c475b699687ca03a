// Names that exist in the workspace: what a reference at the caret can mean.
import { behaviours, BEHAVIOUR_DOMAIN } from '../../api/behaviour.ts';
import { compareText } from '../../base/compare.ts';
import { containersOf, keysOf, servingContainers } from '../../workspace/resolve.ts';
import type { Field } from '../../workspace/field.ts';
import type { GraphNode, Workspace } from '../../workspace/workspace.ts';
import { namespacesOf } from '../named.ts';
import { pathBegins, pathIs, uriOf } from '../spot.ts';
import type { Offer } from './values.ts';

type Path = readonly (string | number)[];

/** The place that names are wanted for. */
export interface NamePlace {
  readonly workspace: Workspace;
  readonly node: GraphNode;
  readonly path: Path;
}

const ends = (path: Path, ...steps: Path): boolean =>
  path.length >= steps.length && pathIs(path.slice(path.length - steps.length), ...steps);

const fileOf = (node: GraphNode): string => uriOf(node).slice(uriOf(node).lastIndexOf('/') + 1);

/** The namespace in which references of the object look. */
function namespaceOf(node: GraphNode): string {
  const [first] = namespacesOf(node);
  return first === undefined || first === '' ? (node.resource.namespace ?? 'default') : first;
}

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
  [['metadata', 'namespace'], '', 'Namespace'],
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

function objects({ workspace, node }: NamePlace, group: string, kind: string): readonly Offer[] {
  const namespace = namespaceOf(node);
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
  if (ends(path, 'scaleTargetRef', 'name')) {
    return objects(place, groupOf(parent.text('apiVersion') ?? 'apps/v1'), parent.text('kind') ?? 'Deployment');
  }
  if (ends(path, 'roleRef', 'name')) {
    return objects(place, 'rbac.authorization.k8s.io', parent.text('kind') ?? 'Role');
  }
  if (ends(path, 'subjects', '*', 'name') && (parent.text('kind') ?? 'ServiceAccount') === 'ServiceAccount') {
    return objects(place, '', 'ServiceAccount');
  }
  return undefined;
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

/** The ports that a Service's `targetPort` can mean. */
function targetPorts({ workspace, node, path }: NamePlace): readonly Offer[] | undefined {
  if (node.type !== '/Service' || !ends(path, 'ports', '*', 'targetPort')) return undefined;
  const link = node.references.find(({ target }) => target.type === 'pods');
  if (link?.target.type !== 'pods') return [];
  return unique(
    workspace
      .podsMeant(node, link.target)
      .flatMap((pods) => (pods.podSource ? portsOf(servingContainers(pods.podSource.pod), pods.resource.name) : [])),
  );
}

function portsOf(containers: readonly Field[], of: string | undefined): readonly Offer[] {
  return containers.flatMap((container) =>
    container.items('ports').flatMap((port): Offer[] => {
      const number = port.number('containerPort');
      const name = port.text('name');
      const detail = `${number ?? ''}${of === undefined ? '' : ` of ${of}`}`;
      return [
        ...(name === undefined ? [] : [{ text: name, detail }]),
        ...(number === undefined
          ? []
          : [{ text: String(number), detail: name ?? (of === undefined ? '' : `of ${of}`), bare: true }]),
      ];
    }),
  );
}

function unique(offers: readonly Offer[]): readonly Offer[] {
  const seen = new Set<string>();
  return offers.filter(({ text }) => !seen.has(text) && seen.add(text));
}

/** Ports of an Ingress's Service, of a probe's own container. */
function otherPorts({ workspace, node, path }: NamePlace): readonly Offer[] | undefined {
  if (ends(path, 'service', 'port', '*')) {
    const name = node.root.walk(path.slice(0, -2)).text('name');
    const field = path.at(-1) === 'name' ? 'name' : 'port';
    if (name === undefined) return [];
    return [...workspace.named('', 'Service', namespaceOf(node), name)].flatMap((service) =>
      service.root.items('spec', 'ports').flatMap((port): Offer[] => {
        const value = port.get(field).value;
        return typeof value === 'string' || typeof value === 'number'
          ? [{ text: String(value), detail: `Service ${name}`, bare: typeof value === 'number' }]
          : [];
      }),
    );
  }
  const source = node.podSource;
  if (!source || !(ends(path, 'httpGet', 'port') || ends(path, 'tcpSocket', 'port') || ends(path, 'grpc', 'port')))
    return undefined;
  const container = source.pod.path.length + 3;
  return portsOf([node.root.walk(path.slice(0, container))], undefined);
}

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
  if (ends(path, 'resourceFieldRef', 'containerName')) {
    return containersOf(pod)
      .flatMap((container) => container.text('name') ?? [])
      .map((text) => ({ text }));
  }
  return undefined;
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

/** The labels that the Pods of the namespace carry, with how many carry each. */
function labelsInUse({ workspace, node }: NamePlace): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const found = new Map<string, Map<string, number>>();
  for (const other of workspace.podsIn(namespaceOf(node))) {
    for (const [key, value] of Object.entries(other.podSource?.labels ?? {})) {
      const values = found.get(key) ?? new Map<string, number>();
      found.set(key, values.set(value, (values.get(value) ?? 0) + 1));
    }
  }
  return found;
}

/** The map of labels that a place lies in: of a selector, or the labels of the object's own Pods. */
function labelMap({ node, path }: NamePlace): 'selector' | 'template' | undefined {
  const labels = node.podSource?.labelsPath;
  if (labels && pathIs(path, ...labels.map((step) => (typeof step === 'object' ? step.key : step)))) return 'template';
  if (path.at(-1) === 'matchLabels') return 'selector';
  const plain = node.type === '/Service' || node.type === '/ReplicationController';
  return plain && pathIs(path, 'spec', 'selector') ? 'selector' : undefined;
}

/** The own selector of a workload: what its template's labels must carry. */
function ownSelector(node: GraphNode): Readonly<Record<string, string>> | undefined {
  const selector = node.root.get('spec', 'selector');
  return node.type === '/ReplicationController' ? selector.textMap() : selector.textMap('matchLabels');
}

const isWorkloadSelector = ({ node, path }: NamePlace): boolean =>
  node.podSource !== undefined && pathBegins(path, 'spec', 'selector');

/** Values of labels: what selectors can select, what templates must carry. */
function labelValues(place: NamePlace): readonly Offer[] | undefined {
  const key = String(place.path.at(-1));
  const parent = { ...place, path: place.path.slice(0, -1) };
  const where = labelMap(parent);
  if (where === undefined) return undefined;
  if (where === 'template') {
    const wanted = ownSelector(place.node)?.[key];
    if (wanted !== undefined) return [{ text: wanted, detail: 'the selector asks for it', kind: 'label' }];
  } else if (isWorkloadSelector(parent)) {
    const own = place.node.podSource?.labels[key];
    if (own !== undefined) return [{ text: own, detail: 'label of the template', kind: 'label' }];
  }
  const values = labelsInUse(place).get(key);
  return [...(values ?? [])]
    .sort(([a], [b]) => compareText(a, b))
    .map(([text, count]) => ({ text, detail: templates(count), kind: 'label' }));
}

const templates = (count: number): string => (count === 1 ? '1 template' : `${count} templates`);

/** Values at the caret that name something in the workspace; undefined where nothing of the kind is meant. */
export function nameOffers(place: NamePlace): readonly Offer[] | undefined {
  const special =
    byKindBeside(place) ??
    dataKeys(place) ??
    targetPorts(place) ??
    otherPorts(place) ??
    podNames(place) ??
    labelValues(place);
  if (special) return special;
  const found = OBJECT_FIELDS.find(([steps]) => ends(place.path, ...steps));
  if (found) return objects(place, found[1], found[2]);
  return behaviourValues(place.path);
}

/** Keys at the caret that name something: labels, annotations. `path` is the map's. */
export function nameKeys(place: NamePlace): readonly Offer[] {
  const { node, path } = place;
  if (path.at(-1) === 'annotations' && path.at(-2) === 'metadata') return annotationKeys(node, path);
  const where = labelMap(place);
  if (where === undefined) return [];
  const keys = labelsInUse(place);
  const own = where === 'template' ? ownSelector(node) : isWorkloadSelector(place) ? node.podSource?.labels : undefined;
  const first = Object.keys(own ?? {}).map((text): Offer => ({
    text,
    detail: where === 'template' ? 'the selector asks for it' : 'label of the template',
    kind: 'label',
  }));
  const rest = [...keys.keys()]
    .sort(compareText)
    .map((text): Offer => ({ text, detail: 'label in use', kind: 'label' }));
  return unique([...first, ...rest]);
}

function annotationKeys(node: GraphNode, path: Path): readonly Offer[] {
  const pod = node.podSource?.pod;
  const inPod = pod !== undefined && path.length === pod.path.length + 2;
  const isNode = node.type === '/Node';
  if (!inPod && !isNode)
    return node.type === '/Ingress' || path.length !== 2
      ? []
      : [{ text: 'kubernetes.io/change-cause', detail: 'shown in the rollout history' }];
  const own = behaviours
    .filter((row) => row.as === 'annotation' && row.on === (isNode ? 'Node' : 'Pod'))
    .map((row): Offer => ({
      text: `${BEHAVIOUR_DOMAIN}/${row.name}`,
      detail: 'dry runs only',
      documentation: row.meaning,
    }));
  return inPod
    ? [...own, { text: 'kubectl.kubernetes.io/default-container', detail: 'for kubectl logs and exec' }]
    : own;
}

function behaviourValues(path: Path): readonly Offer[] | undefined {
  const key = String(path.at(-1));
  if (path.at(-2) !== 'annotations' || !key.includes(`${BEHAVIOUR_DOMAIN}/`)) return undefined;
  const row = behaviours.find(({ name }) => key.endsWith(`${BEHAVIOUR_DOMAIN}/${name}`));
  if (!row) return undefined;
  const values =
    row.values ?? (row.type === 'boolean' ? ['true', 'false'] : row.default === undefined ? [] : [row.default]);
  return values.map((text) => ({ text, ...(text === row.default ? { detail: 'default' } : {}) }));
}
