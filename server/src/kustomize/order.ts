// The order of what a build gives: as taken in, or as kubectl has it, by kind.
// Source: sigs.k8s.io/kustomize/api v0.21.1 (internal/builtins/SortOrderTransformer.go).
import { compareText } from '../base/compare.ts';
import { sameGvk, type GroupVersionKind } from '../api/gvk.ts';
import type { KustomizationFile } from './kustomization.ts';
import { gvkText, type GvkSelector, type Id } from './identity.ts';
import { Refusal } from './refusal.ts';
import type { Resource } from './resource.ts';

const FIRST = [
  'Namespace',
  'ResourceQuota',
  'StorageClass',
  'CustomResourceDefinition',
  'ServiceAccount',
  'PodSecurityPolicy',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ConfigMap',
  'Secret',
  'Endpoints',
  'Service',
  'LimitRange',
  'PriorityClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Deployment',
  'StatefulSet',
  'CronJob',
  'PodDisruptionBudget',
];
const LAST = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

const typeText = ({ group, version, kind }: GroupVersionKind): string =>
  [group === '' ? '~G' : group, version === '' ? '~V' : version, kind === '' ? '~K' : kind].join('_');

const objectText = ({ gvk, name, namespace }: Id): string =>
  [gvkText(gvk), namespace === '' ? '~X' : namespace, name === '' ? '~N' : name].join('|');

const ranksOf = (first: readonly string[], last: readonly string[]): ReadonlyMap<string, number> =>
  new Map([
    ...first.map((kind, at): [string, number] => [kind, at - first.length]),
    ...last.map((kind, at): [string, number] => [kind, at + 1]),
  ]);

const RANKS = ranksOf(FIRST, LAST);

/** Kustomize's own order of types, of which any part may be left open. Source: kyaml v0.21.1 (resid/gvk.go). */
export function compareSelectors(a: GvkSelector, b: GvkSelector): number {
  const rank = ({ kind = '' }: GvkSelector): number => RANKS.get(kind) ?? 0;
  const full = ({ group = '', version = '', kind = '' }: GvkSelector) => ({ group, version, kind });
  return rank(a) - rank(b) || compareText(typeText(full(a)), typeText(full(b)));
}

function compareTypes(a: GroupVersionKind, b: GroupVersionKind, ranks: ReadonlyMap<string, number>): number {
  const difference = (ranks.get(a.kind) ?? 0) - (ranks.get(b.kind) ?? 0);
  if (difference !== 0) return difference;
  const order = compareText(typeText(a), typeText(b));
  // The Namespace of the core group goes before those of others.
  return a.kind === 'Namespace' && b.kind === 'Namespace' && (a.group === '' || b.group === '') ? -order : order;
}

function byKind(list: readonly Resource[], first: readonly string[], last: readonly string[]): readonly Resource[] {
  const ranks = ranksOf(first, last);
  return list
    .map((resource) => ({ resource, id: resource.id }))
    .sort((a, b) =>
      sameGvk(a.id.gvk, b.id.gvk)
        ? compareText(objectText(a.id), objectText(b.id))
        : compareTypes(a.id.gvk, b.id.gvk, ranks),
    )
    .map(({ resource }) => resource);
}

/** Brings objects into the order that the outermost kustomization asks for. */
export function ordered(list: readonly Resource[], file: KustomizationFile): readonly Resource[] {
  const options = file.fields.sortOptions;
  if (options === undefined) return byKind(list, FIRST, LAST);
  const { order = '', legacySortOptions } = options;
  if (order !== 'fifo' && order !== 'legacy') {
    throw new Refusal(
      "the field 'sortOptions.order' must be one of [fifo, legacy]",
      file.place('sortOptions', 'order'),
    );
  }
  if (order === 'fifo') {
    if (legacySortOptions === undefined) return list;
    const words =
      "the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not 'legacy'";
    throw new Refusal(words, file.place('sortOptions', 'legacySortOptions'));
  }
  return byKind(
    list,
    legacySortOptions === undefined ? FIRST : (legacySortOptions.orderFirst ?? []),
    legacySortOptions === undefined ? LAST : (legacySortOptions.orderLast ?? []),
  );
}
