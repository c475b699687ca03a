// What a CustomResourceDefinition makes known: the kinds of its versions. One that the server would not establish, or that
// is being written, gives none.
// Source: staging/src/k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1/{types,defaults}.go,
// pkg/apiserver/customresource_handler.go, 1.36.
import type { FieldPath } from '../fieldPath.ts';
import { apiVersionOf, type GroupVersionKind } from '../gvk.ts';
import type { ApiResource } from '../resource.ts';
import { compareVersions } from '../versionPriority.ts';
import { isMapping, structuralSchema, type StructuralSchema } from './structuralSchema.ts';

/** The kind of a definition. */
export const DEFINITION: GroupVersionKind = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  kind: 'CustomResourceDefinition',
};

/** What keeps a definition that is deleted until its objects are gone. */
export const CLEANUP_FINALIZER = 'customresourcecleanup.apiextensions.k8s.io';

/** A column of `kubectl get`. */
export interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly format: string | undefined;
  readonly priority: number;
  readonly jsonPath: string;
}

/** Where the scale subresource finds what it needs. */
export interface ScalePaths {
  readonly specReplicas: FieldPath;
  readonly statusReplicas: FieldPath;
  readonly labelSelector: FieldPath | undefined;
}

/** One version of a custom resource. */
export interface CustomKind {
  readonly gvk: GroupVersionKind;
  /** The row that discovery has for it. */
  readonly resource: ApiResource;
  readonly schema: StructuralSchema;
  readonly served: boolean;
  readonly storage: boolean;
  /** The server's warning about a version that is deprecated. */
  readonly deprecation: string | undefined;
  readonly hasStatus: boolean;
  readonly scale: ScalePaths | undefined;
  readonly columns: readonly PrinterColumn[];
  readonly definition: CustomDefinition;
}

/** A definition as a whole. */
export interface CustomDefinition {
  /** `crontabs.stable.example.com`. */
  readonly name: string;
  readonly group: string;
  readonly kind: string;
  readonly listKind: string;
  /** By name, in the order in which they are written. */
  readonly versions: ReadonlyMap<string, CustomKind>;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
const field = (value: unknown, name: string): unknown =>
  isMapping(value) && Object.hasOwn(value, name) ? value[name] : undefined;

/** `.spec.replicas` as a path. The definition's validation allows dots and names alone. */
const pathOf = (jsonPath: unknown): FieldPath =>
  text(jsonPath)
    .replace(/^\./, '')
    .split('.')
    .filter((step) => step !== '');

function scaleOf(version: unknown): ScalePaths | undefined {
  const scale = field(field(version, 'subresources'), 'scale');
  const [specReplicas, statusReplicas] = [
    pathOf(field(scale, 'specReplicasPath')),
    pathOf(field(scale, 'statusReplicasPath')),
  ];
  if (specReplicas.length === 0 || statusReplicas.length === 0) return undefined;
  const labelSelector = pathOf(field(scale, 'labelSelectorPath'));
  return { specReplicas, statusReplicas, labelSelector: labelSelector.length === 0 ? undefined : labelSelector };
}

function columnsOf(version: unknown): readonly PrinterColumn[] {
  const list = field(version, 'additionalPrinterColumns');
  if (!Array.isArray(list)) return [];
  return list.map((column) => ({
    name: text(field(column, 'name')),
    type: text(field(column, 'type')),
    format: text(field(column, 'format')) || undefined,
    priority: Number(field(column, 'priority') ?? 0),
    jsonPath: text(field(column, 'jsonPath')),
  }));
}

/** The warning that the server gives for a version. Source: defaultDeprecationWarning. */
function deprecationOf(version: unknown, all: readonly unknown[], group: string, kind: string): string | undefined {
  if (field(version, 'deprecated') !== true) return undefined;
  const own = field(version, 'deprecationWarning');
  if (typeof own === 'string') return own;
  const name = text(field(version, 'name'));
  const [better] = all
    .filter((other) => field(other, 'served') === true && field(other, 'deprecated') !== true)
    .map((other) => text(field(other, 'name')))
    .filter((other) => compareVersions(other, name) < 0)
    .sort(compareVersions);
  const said = `${group}/${name} ${kind} is deprecated`;
  return better === undefined ? said : `${said}; use ${group}/${better} ${kind}`;
}

const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/** What the versions of a definition share. */
interface Shared {
  readonly group: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly names: unknown;
  readonly all: readonly unknown[];
}

function readVersion(version: unknown, shared: Shared): Omit<CustomKind, 'definition'> | undefined {
  const { group, kind, namespaced, names, all } = shared;
  const name = text(field(version, 'name'));
  const schema = structuralSchema(field(field(version, 'schema'), 'openAPIV3Schema'));
  if (name === '' || schema === undefined) return undefined;
  if (schema.type !== 'object' && !(schema.type === undefined && schema.preserveUnknownFields)) return undefined;
  const gvk = { group, version: name, kind };
  const hasStatus = isMapping(field(field(version, 'subresources'), 'status'));
  const scale = scaleOf(version);
  return {
    gvk,
    resource: {
      apiVersion: apiVersionOf(gvk),
      kind,
      plural: text(field(names, 'plural')),
      singular: text(field(names, 'singular')) || kind.toLowerCase(),
      namespaced,
      shortNames: texts(field(names, 'shortNames')),
      categories: texts(field(names, 'categories')),
      verbs: VERBS,
      subresources: [...(hasStatus ? ['status'] : []), ...(scale === undefined ? [] : ['scale'])],
      typeId: null,
    },
    schema,
    served: field(version, 'served') === true,
    storage: field(version, 'storage') === true,
    deprecation: deprecationOf(version, all, group, kind),
    hasStatus,
    scale,
    columns: columnsOf(version),
  };
}

/** What a definition, as it is written or stored, makes known; undefined if it is none that a server would establish. */
export function readDefinition(value: unknown): CustomDefinition | undefined {
  const spec = field(value, 'spec');
  const names = field(spec, 'names');
  const name = text(field(field(value, 'metadata'), 'name'));
  const [group, kind, plural] = [text(field(spec, 'group')), text(field(names, 'kind')), text(field(names, 'plural'))];
  const scope = field(spec, 'scope');
  const all = field(spec, 'versions');
  if (!group.includes('.') || kind === '' || plural === '' || name !== `${plural}.${group}`) return undefined;
  if ((scope !== 'Namespaced' && scope !== 'Cluster') || !Array.isArray(all)) return undefined;
  if (field(spec, 'preserveUnknownFields') === true) return undefined;
  const shared: Shared = { group, kind, namespaced: scope === 'Namespaced', names, all };
  const read = all.map((version) => readVersion(version, shared));
  const versions = new Map<string, CustomKind>();
  const definition = { name, group, kind, listKind: text(field(names, 'listKind')) || `${kind}List`, versions };
  for (const version of read) {
    if (version === undefined || versions.has(version.gvk.version)) return undefined;
    versions.set(version.gvk.version, { ...version, definition });
  }
  return [...versions.values()].filter(({ storage }) => storage).length === 1 ? definition : undefined;
}
