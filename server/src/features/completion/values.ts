// Values that the schema knows: enumerations, booleans, versions and kinds, quantities.
import type { CustomDefinition } from '../../api/customResources/definition.ts';
import { apiVersionOf, gvkOf, type GroupVersionKind, type KnownKind } from '../../api/gvk.ts';
import { resources, type ApiResource } from '../../api/resource.ts';
import { compareText } from '../../base/compare.ts';
import { DEFAULT_VERSION, type KubernetesVersion } from '../../diagnostics/kubernetesVersion.ts';
import { historyOf } from '../../schema/versions.ts';
import type { CaretContext } from '../caretContext.ts';
import { schemaAt } from '../schemaAt.ts';
import { scalarText } from '../scalarText.ts';
import type { CompletionItem, ItemKind } from './item.ts';
import { KIND_SNIPPETS } from './snippets.ts';

/** A value to offer. */
export interface Offer {
  readonly text: string;
  readonly detail?: string;
  readonly documentation?: string;
  readonly kind?: ItemKind;
  /** A number or boolean: written without quotes even where quotes are the rule. */
  readonly bare?: boolean;
}

/** The entries for values at the caret, in the style of the place. */
export const valueItems = (context: CaretContext, offers: readonly Offer[]): CompletionItem[] =>
  offers.map(({ text, detail = '', documentation, kind = 'value', bare = false }) => ({
    label: text,
    kind,
    detail,
    ...(documentation === undefined ? {} : { documentation }),
    insert: context.before + (bare ? text : quotedFor(context, text)) + context.after,
    range: { start: context.start, end: context.end },
  }));

function quotedFor(context: CaretContext, text: string): string {
  if (context.style === 'json' || context.word.startsWith('"')) return scalarText(text, 'double');
  return scalarText(text, context.word.startsWith("'") ? 'single' : 'plain');
}

const CPU = ['50m', '100m', '250m', '500m', '1', '2', '4'];
const MEMORY = ['64Mi', '128Mi', '256Mi', '512Mi', '1Gi', '2Gi', '4Gi'];
const STORAGE = ['1Gi', '5Gi', '10Gi', '50Gi', '100Gi'];

/** Common amounts of a resource. */
function quantitiesOf(resource: string): readonly string[] {
  if (resource === 'cpu') return CPU;
  if (resource === 'memory') return MEMORY;
  if (resource === 'storage' || resource === 'ephemeral-storage' || resource === 'sizeLimit') return STORAGE;
  if (resource === 'divisor') return ['1', '1m', '1Mi', '1Gi'];
  return resource.startsWith('hugepages-') ? ['2Mi', '1Gi'] : ['1'];
}

/** Values that the schema or common use knows. */
export function schemaOffers(
  gvk: KnownKind,
  path: readonly (string | number)[],
  definitions: Iterable<CustomDefinition>,
  version: KubernetesVersion = DEFAULT_VERSION,
): readonly Offer[] {
  const last = path.at(-1);
  if (path.length === 1 && last === 'apiVersion') return apiVersions(gvk.kind, served(version, definitions));
  if (path.length === 1 && last === 'kind') return kindOffers(gvk, served(version, definitions));
  const place = schemaAt(gvk, path);
  if (!place) return [];
  const { type, field } = place;
  if (field?.values)
    return defaultFirst(
      field.values.filter((text) => text !== '').map((text) => ({ text, ...defaultNote(field.default, text) })),
    );
  if (type.kind === 'bool') {
    return ['true', 'false'].map((text) => ({ text, bare: true, ...defaultNote(field?.default, text) }));
  }
  if (type.kind === 'quantity') return quantitiesOf(String(last)).map((text) => ({ text, detail: 'quantity' }));
  const text = scalarIn(field?.default);
  return text === undefined ? [] : [{ text, detail: 'default', bare: typeof field?.default !== 'string' }];
}

const scalarIn = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;

const defaultNote = (value: unknown, text: string): { detail?: string } =>
  scalarIn(value) === text ? { detail: 'default' } : {};

const defaultFirst = (offers: readonly Offer[]): readonly Offer[] =>
  [...offers].sort((a, b) => Number(b.detail === 'default') - Number(a.detail === 'default'));

/** The rows of discovery that the workspace's definitions add. */
export const rowsOf = (definitions: Iterable<CustomDefinition>): readonly ApiResource[] =>
  [...definitions].flatMap(({ versions }) => [...versions.values()].flatMap((v) => (v.served ? [v.resource] : [])));

/** The types that a version of Kubernetes serves, or a definition of the workspace, and that can be written. */
function served({ minor }: KubernetesVersion, definitions: Iterable<CustomDefinition>): readonly ApiResource[] {
  const builtIn = resources.filter((row) => {
    if (!row.verbs.includes('create') || row.typeId === null) return false;
    const { since } = historyOf(gvkOf(row.apiVersion, row.kind)) ?? {};
    return since === undefined || Number(since.slice(since.indexOf('.') + 1)) <= minor;
  });
  return [...builtIn, ...rowsOf(definitions)];
}

/** The versions that serve a kind; all versions where the kind is not written yet. */
function apiVersions(kind: string, all: readonly ApiResource[]): readonly Offer[] {
  const fitting = all.filter((row) => row.kind === kind);
  const rows = fitting.length > 0 ? fitting : all;
  return [...new Set(rows.map((row) => row.apiVersion))].sort(byVersion).map((text) => ({ text }));
}

/** Stable versions before others, the core group first. */
const byVersion = (a: string, b: string): number =>
  Number(/alpha|beta/.test(a)) - Number(/alpha|beta/.test(b)) ||
  Number(a.includes('/')) - Number(b.includes('/')) ||
  compareText(a, b);

const USUAL = KIND_SNIPPETS.map(({ kind }) => kind);

/** The kinds of the version that is written, the most used ones first. */
function kindOffers(gvk: GroupVersionKind, rows: readonly ApiResource[]): readonly Offer[] {
  const fitting = rows.filter((row) => row.apiVersion === apiVersionOf(gvk));
  const rank = (kind: string) => (USUAL.includes(kind) ? USUAL.indexOf(kind) : USUAL.length);
  return [...(fitting.length > 0 ? fitting : rows)]
    .sort((a, b) => rank(a.kind) - rank(b.kind) || compareText(a.kind, b.kind))
    .map((row) => ({ text: row.kind, detail: row.apiVersion, kind: 'kind' }));
}

/** Keys of maps that are known by the schema's use: resources. */
export function knownKeys(path: readonly (string | number)[]): readonly Offer[] {
  const last = path.at(-1);
  if (last !== 'limits' && last !== 'requests' && last !== 'hard' && last !== 'capacity') return [];
  if (path.includes('volumeClaimTemplates') || last === 'capacity') return [{ text: 'storage', detail: 'quantity' }];
  const names =
    last === 'hard'
      ? [
          'pods',
          'requests.cpu',
          'requests.memory',
          'limits.cpu',
          'limits.memory',
          'services',
          'configmaps',
          'secrets',
          'persistentvolumeclaims',
        ]
      : ['cpu', 'memory', 'ephemeral-storage'];
  return names.map((text) => ({ text, detail: 'quantity' }));
}
