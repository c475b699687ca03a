// Labels and annotations at the caret: those that are in use, those that a selector asks for, those that are known.
import { behaviours, BEHAVIOUR_DOMAIN } from '../../api/behaviour.ts';
import { compareText } from '../../base/compare.ts';
import type { GraphNode } from '../../workspace/workspace.ts';
import { pathBegins, pathIs } from '../spot.ts';
import { namespaceOf, unique, type NamePlace, type Path } from './place.ts';
import type { Offer } from './values.ts';

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

/** Whose labels a place is about. */
type LabelPlace = 'template' | 'selector' | 'own' | 'namespaces' | 'nodes';

/** Whose labels the map at a place holds or asks for; undefined where it is no map of labels. */
function labelMap({ node, path }: NamePlace): LabelPlace | undefined {
  const labels = node.podSource?.labelsPath;
  if (labels && pathIs(path, ...labels.map((step) => (typeof step === 'object' ? step.key : step)))) return 'template';
  if (pathIs(path, 'metadata', 'labels')) return 'own';
  if (path.at(-1) === 'nodeSelector') return 'nodes';
  if (path.at(-1) === 'matchLabels') return selectorOf(path.slice(0, -1));
  const plain = node.type === '/Service' || node.type === '/ReplicationController';
  return plain && pathIs(path, 'spec', 'selector') ? 'selector' : undefined;
}

/** Whose labels a LabelSelector, or a term of a node affinity, is about. */
function selectorOf(path: Path): LabelPlace {
  if (path.includes('nodeSelectorTerms') || path.includes('nodeSelector')) return 'nodes';
  return path.at(-1) === 'namespaceSelector' ? 'namespaces' : 'selector';
}

/** The `matchExpressions` item that a place lies in, and whose labels it is about. */
function expressionAt({
  node,
  path,
}: NamePlace): { readonly key: string | undefined; readonly of: LabelPlace } | undefined {
  const at = path.lastIndexOf('matchExpressions');
  if (at < 0 || typeof path[at + 1] !== 'number') return undefined;
  return { key: node.root.walk(path.slice(0, at + 2)).text('key'), of: selectorOf(path.slice(0, at)) };
}

/** Labels that every node has, or every cluster of several zones. Source: the documentation's "Well-Known Labels". */
const NODE_LABELS: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/os': ['linux', 'windows'],
  'kubernetes.io/arch': ['amd64', 'arm64'],
  'kubernetes.io/hostname': [],
  'topology.kubernetes.io/zone': [],
  'topology.kubernetes.io/region': [],
  'node.kubernetes.io/instance-type': [],
};

/** Labels that go by their own name whoever uses them. Source: the documentation's "Recommended Labels". */
const RECOMMENDED = ['name', 'instance', 'version', 'component', 'part-of', 'managed-by'].map(
  (name) => `app.kubernetes.io/${name}`,
);

type Counted = Map<string, Map<string, number>>;

function count(found: Counted, key: string, value: string): void {
  const values = found.get(key) ?? new Map<string, number>();
  found.set(key, values.set(value, (values.get(value) ?? 0) + 1));
}

/** The labels that are in use at a place of a sort, with how many carry each. */
function labelsFor(place: NamePlace, of: LabelPlace): ReadonlyMap<string, ReadonlyMap<string, number>> {
  if (of === 'template' || of === 'selector' || of === 'own') return labelsInUse(place);
  const found: Counted = new Map();
  for (const node of place.workspace.byType('', of === 'nodes' ? 'Node' : 'Namespace')) {
    for (const [key, value] of Object.entries(node.root.textMap('metadata', 'labels') ?? {})) count(found, key, value);
    const { name } = node.resource;
    if (of === 'namespaces' && name !== undefined) count(found, 'kubernetes.io/metadata.name', name);
  }
  for (const [key, values] of Object.entries(of === 'nodes' ? NODE_LABELS : {})) {
    for (const value of values) count(found, key, value);
    if (!found.has(key)) found.set(key, new Map());
  }
  return found;
}

/** The own selector of a workload: what its template's labels must carry. */
function ownSelector(node: GraphNode): Readonly<Record<string, string>> | undefined {
  const selector = node.root.get('spec', 'selector');
  return node.type === '/ReplicationController' ? selector.textMap() : selector.textMap('matchLabels');
}

const isWorkloadSelector = ({ node, path }: NamePlace): boolean =>
  node.podSource !== undefined && pathBegins(path, 'spec', 'selector');

/** Values of labels: what selectors can select, what templates must carry. */
export function labelValues(place: NamePlace): readonly Offer[] | undefined {
  const { path } = place;
  const expression = expressionAt(place);
  if (expression && path.at(-1) === 'key') return labelKeyOffers(place, expression.of);
  if (expression && path.at(-1) === 'operator') return operators(expression.of);
  if (expression && path.at(-2) === 'values') return valuesOf(place, expression.of, expression.key ?? '');
  if (path.at(-1) === 'topologyKey') return labelKeyOffers(place, 'nodes');
  const key = String(path.at(-1));
  const parent = { ...place, path: path.slice(0, -1) };
  const where = labelMap(parent);
  if (where === undefined) return undefined;
  const own = ownLabels(parent, where)?.[key];
  if (own !== undefined && where !== 'own') return [{ text: own, detail: reason(where), kind: 'label' }];
  return valuesOf(place, where, key);
}

const reason = (of: LabelPlace): string => (of === 'template' ? 'the selector asks for it' : 'label of the template');

/** The labels of the object itself that a place should agree with. */
function ownLabels(place: NamePlace, of: LabelPlace): Readonly<Record<string, string>> | undefined {
  const { node } = place;
  if (of === 'template') return ownSelector(node);
  return (of === 'selector' && isWorkloadSelector(place)) || of === 'own' ? node.podSource?.labels : undefined;
}

function valuesOf(place: NamePlace, of: LabelPlace, key: string): readonly Offer[] {
  const own = of === 'own' ? ownLabels(place, of)?.[key] : undefined;
  const values = [...(labelsFor(place, of).get(key) ?? [])]
    .sort(([a], [b]) => compareText(a, b))
    .map(([text, uses]): Offer => ({ text, detail: carriers(of, uses), kind: 'label' }));
  return unique([
    ...(own === undefined ? [] : [{ text: own, detail: 'label of the template', kind: 'label' as const }]),
    ...values,
  ]);
}

const carriers = (of: LabelPlace, uses: number): string =>
  of === 'nodes' ? 'label of nodes' : of === 'namespaces' ? 'label of a Namespace' : templates(uses);

/** The operators of a requirement. Source: LabelSelectorOperator, NodeSelectorOperator. */
const operators = (of: LabelPlace): readonly Offer[] =>
  ['In', 'NotIn', 'Exists', 'DoesNotExist', ...(of === 'nodes' ? ['Gt', 'Lt'] : [])].map((text) => ({ text }));

const templates = (count: number): string => (count === 1 ? '1 template' : `${count} templates`);

/** Keys of labels and annotations at the caret. `path` is the map's. */
export function labelKeys(place: NamePlace): readonly Offer[] {
  const { node, path } = place;
  if (path.at(-1) === 'annotations' && path.at(-2) === 'metadata') return annotationKeys(node, path);
  const where = labelMap(place);
  return where === undefined ? [] : labelKeyOffers(place, where);
}

function labelKeyOffers(place: NamePlace, of: LabelPlace): readonly Offer[] {
  const first = Object.keys(ownLabels(place, of) ?? {}).map((text): Offer => ({
    text,
    detail: of === 'own' ? 'label of the template' : reason(of),
    kind: 'label',
  }));
  const inUse = [...labelsFor(place, of).keys()];
  const rest = (of === 'nodes' ? inUse : inUse.sort(compareText)).map((text): Offer => ({
    text,
    detail: of === 'nodes' ? 'label of nodes' : 'label in use',
    kind: 'label',
  }));
  const recommended = RECOMMENDED.map((text): Offer => ({ text, detail: 'recommended label', kind: 'label' }));
  return unique([...first, ...rest, ...(of === 'own' ? recommended : [])]);
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

export function behaviourValues(path: Path): readonly Offer[] | undefined {
  const key = String(path.at(-1));
  if (path.at(-2) !== 'annotations' || !key.includes(`${BEHAVIOUR_DOMAIN}/`)) return undefined;
  const row = behaviours.find(({ name }) => key.endsWith(`${BEHAVIOUR_DOMAIN}/${name}`));
  if (!row) return undefined;
  const values =
    row.values ?? (row.type === 'boolean' ? ['true', 'false'] : row.default === undefined ? [] : [row.default]);
  return values.map((text) => ({ text, ...(text === row.default ? { detail: 'default' } : {}) }));
}
