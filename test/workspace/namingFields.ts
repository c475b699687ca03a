// Every field of every served kind that holds a text or a selector, each with an object in which it is written: what the
// completeness of the graph is measured by.
import type { FieldPath } from '../../server/src/api/fieldPath.ts';
import { gvkOf } from '../../server/src/api/gvk.ts';
import { resources, type ApiResource } from '../../server/src/api/resource.ts';
import { shortName, typeFact, typeNumberOf, type FieldFact, type TypeRef } from '../../server/src/schema/facts.ts';

/** A field that could name something. */
export interface NamingField {
  readonly resource: ApiResource;
  /** `EnvFromSource.prefix`: the Go type and the field. */
  readonly id: string;
  readonly path: FieldPath;
  /** The paths at which a reference counts as made by the field: the field, or its one item. */
  readonly places: readonly string[];
  /** An object with the field, and with what stands beside it. */
  readonly object: Readonly<Record<string, unknown>>;
}

type Record_ = Record<string, unknown>;

/** What must stand in a struct beside a name, so that the name means something. */
const BESIDE: Readonly<Record<string, Record_>> = {
  CrossVersionObjectReference: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'x' },
  IngressClassParametersReference: { kind: 'ConfigMap', scope: 'Namespace', name: 'x', namespace: 'n' },
  ObjectReference: { apiVersion: 'v1', kind: 'Pod', name: 'x', namespace: 'n' },
  OwnerReference: { apiVersion: 'apps/v1', kind: 'ReplicaSet' },
  ParentReference: { resource: 'services', name: 'x' },
  PolicyRule: { apiGroups: [''], resources: ['configmaps', 'namespaces'] },
  RoleRef: { kind: 'ClusterRole' },
  ScopedResourceSelectorRequirement: { scopeName: 'PriorityClass', operator: 'In' },
  Subject: { kind: 'ServiceAccount', name: 'x' },
  TypedLocalObjectReference: { kind: 'ConfigMap' },
  TypedObjectReference: { kind: 'ConfigMap', name: 'x' },
  JobSpec: { manualSelector: true },
  AzureFilePersistentVolumeSource: { secretName: 'x' },
  SecretVolumeSource: { secretName: 'x' },
  ServiceSpec: { selector: { a: 'b' } },
  VolumeMount: { name: 'files' },
  PodSpec: { volumes: [{ name: 'files', configMap: { name: 'x' } }] },
};

/** Fields that mean something by another one beside them. */
const NAMED: ReadonlySet<string> = new Set([
  'ConfigMapKeySelector',
  'ConfigMapNodeConfigSource',
  'IngressServiceBackend',
  'SecretKeySelector',
  'SecretReference',
  'ServiceAccountSubject',
  'ServiceReference',
  'ConfigMapVolumeSource',
  'ConfigMapProjection',
  'SecretProjection',
]);

/** What must stand at the root. */
const ROOT: Readonly<Record<string, Record_>> = {
  EndpointSlice: { metadata: { name: 'x', labels: { 'kubernetes.io/service-name': 'x' } } },
  HorizontalPodAutoscaler: { spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'x' } } },
};

const isMap = (value: unknown): value is Record_ =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function merged(under: unknown, over: unknown): unknown {
  if (!isMap(under) || !isMap(over)) return over;
  const out: Record_ = { ...under };
  for (const [key, value] of Object.entries(over)) out[key] = key in out ? merged(out[key], value) : value;
  return out;
}

interface Walk {
  readonly resource: ApiResource;
  readonly path: FieldPath;
  readonly types: readonly number[];
  /** Puts a value into the object at the place of the walk. */
  readonly wrap: (value: unknown) => unknown;
}

const SELECTORS: ReadonlySet<string> = new Set(['LabelSelector', 'NodeSelector', 'NodeSelectorTerm']);

function leafValue(type: TypeRef, name: string): unknown {
  switch (type.kind) {
    case 'string':
    case 'intOrString':
      return 'some-name';
    case 'int32':
      return /port|number/i.test(name) ? 8080 : undefined;
    case 'struct':
      return SELECTORS.has(shortName(typeFact(type.type).id)) ? { matchLabels: { a: 'b' } } : undefined;
    default:
      return undefined;
  }
}

function* fieldsOf(number: number, walk: Walk): Iterable<NamingField> {
  const fact = typeFact(number);
  const owner = shortName(fact.id);
  // What the server writes, and the metadata of templates, name nothing that a person could mean.
  if (owner === 'ObjectMeta' && walk.path.length > 1) return;
  for (const field of fact.fields.values()) {
    // An object of the cluster has no namespace to name.
    if (owner === 'ObjectMeta' && field.name === 'namespace' && !walk.resource.namespaced) continue;
    if (field.name === 'status' || field.name === 'managedFields' || field.values !== undefined) continue;
    const beside = NAMED.has(owner) && field.name !== 'name' ? nameBeside(owner, fact.fields) : {};
    const wrap = (value: unknown): unknown => walk.wrap({ ...beside, ...BESIDE[owner], [field.name]: value });
    yield* ofType(field.type, field, owner, { ...walk, path: [...walk.path, field.name], wrap });
  }
}

const nameBeside = (owner: string, fields: ReadonlyMap<string, FieldFact>): Record_ =>
  fields.has('name') ? { name: owner } : {};

function* ofType(type: TypeRef, field: FieldFact, owner: string, walk: Walk): Iterable<NamingField> {
  const { resource, path, wrap } = walk;
  const leaf = leafValue(type, field.name);
  if (leaf !== undefined) {
    const { apiVersion, kind } = resource;
    const written = merged({ apiVersion, kind, metadata: { name: 'x' } }, wrap(leaf));
    const object = merged(ROOT[kind] ?? {}, written) as Record_;
    yield { resource, id: `${owner}.${field.name}`, path, places: placesOf(path), object };
    return;
  }
  if (type.kind === 'list') {
    yield* ofType(type.items, field, owner, { ...walk, path: [...path, 0], wrap: (value) => wrap([value]) });
  } else if (type.kind === 'map') {
    const at = { ...walk, path: [...path, { key: 'a' }], wrap: (value: unknown) => wrap({ a: value }) };
    yield* ofType(type.values, field, owner, at);
  } else if (type.kind === 'struct' && typeof type.type === 'number' && !walk.types.includes(type.type)) {
    yield* fieldsOf(type.type, { ...walk, types: [...walk.types, type.type] });
  }
}

/** The field itself, and the list or map whose item it is. */
function placesOf(path: FieldPath): readonly string[] {
  const own = JSON.stringify(path);
  return typeof path.at(-1) === 'string' ? [own] : [own, JSON.stringify(path.slice(0, -1))];
}

/** All of them. */
export function namingFields(): readonly NamingField[] {
  return resources.flatMap((resource) => {
    const number = typeNumberOf(gvkOf(resource.apiVersion, resource.kind));
    if (number === undefined) return [];
    return [...fieldsOf(number, { resource, path: [], types: [number], wrap: (value) => value })];
  });
}
