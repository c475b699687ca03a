// Who owns which fields of an object: `metadata.managedFields`. It is kept beside the objects, in the memory of the
// cluster: a person's writes are few and the cluster's own many, so that neither objects nor the journal grow, and a
// fork shares it all. Noted are the writes of clients; of the cluster's own actors only what they change of the objects
// that clients have written, and never a status.
// Source: apimachinery/pkg/util/managedfields, structured-merge-diff/v6 (merge/update.go: Update), 1.36.
import { freezeJson } from '../../base/json.ts';
import type { SortedMap } from '../../base/sortedMap.ts';
import { apiVersionOf, gvkKey, type GroupVersionKind } from '../../api/gvk.ts';
import {
  compareFields,
  differenceOf,
  intersectionOf,
  isEmptySet,
  unionOf,
  type Comparison,
  type FieldSet,
} from '../../api/fieldSets.ts';
import type { PatchSchema } from '../../api/patchSchema.ts';
import { isObject } from '../../api/strategicMerge.ts';
import type { Stored } from '../store.ts';

/** The fields of one manager. */
export interface ManagerEntry {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly subresource?: string;
  readonly fields: FieldSet;
}

interface Known {
  readonly uid: string;
  readonly entries: readonly ManagerEntry[];
}

/** Where the owners of fields are kept. */
export interface ManagersHost {
  readonly memory: SortedMap<unknown>;
  readonly patchSchema: PatchSchema;
}

/** How the cluster's own actors are called, whichever of them it is. */
export const CONTROLLER_MANAGER = 'kube-controller-manager';

const placeOf = (gvk: GroupVersionKind, { metadata }: Stored): string =>
  `\0managers\0${gvkKey(gvk)}\0${metadata?.namespace ?? ''}\0${metadata?.name ?? ''}`;

/** The managers of an object. */
export function managersOf({ memory }: Pick<ManagersHost, 'memory'>, gvk: GroupVersionKind, object: Stored) {
  const known = memory.get(placeOf(gvk, object)) as Known | undefined;
  return known?.uid === object.metadata?.uid ? (known?.entries ?? []) : [];
}

/** Writes down who manages an object. */
export function setManagers(
  { memory }: Pick<ManagersHost, 'memory'>,
  gvk: GroupVersionKind,
  object: Stored,
  entries: readonly ManagerEntry[],
): void {
  const kept = entries.filter(({ fields }) => !isEmptySet(fields));
  memory.set(placeOf(gvk, object), freezeJson({ uid: object.metadata?.uid ?? '', entries: kept } satisfies Known));
}

/** Forgets the managers of what is gone. */
export function forgetManagers({ memory }: Pick<ManagersHost, 'memory'>, gvk: GroupVersionKind, object: Stored): void {
  memory.delete(placeOf(gvk, object));
}

const SYSTEM = [
  'name',
  'namespace',
  'creationTimestamp',
  'selfLink',
  'uid',
  'generation',
  'managedFields',
  'resourceVersion',
];
const SYSTEM_METADATA = new Set(
  [...SYSTEM, 'deletionTimestamp', 'deletionGracePeriodSeconds'].map((name) => `f:${name}`),
);

/** The set without what nobody can own, and without the status. Source: stripmeta.go. */
export function withoutSystem(set: FieldSet): FieldSet {
  const out: Record<string, FieldSet> = {};
  for (const [step, below] of Object.entries(set)) {
    if (['f:apiVersion', 'f:kind', 'f:status'].includes(step)) continue;
    if (step !== 'f:metadata') {
      out[step] = below;
      continue;
    }
    const rest = Object.fromEntries(
      Object.entries(below).filter(([name]) => name !== '.' && !SYSTEM_METADATA.has(name)),
    );
    if (Object.keys(rest).length > 0) out[step] = rest;
  }
  return out;
}

const isSame = (entry: ManagerEntry, other: Omit<ManagerEntry, 'fields'>): boolean =>
  entry.manager === other.manager && entry.operation === other.operation && entry.subresource === other.subresource;

/** The other managers without the fields that have become another's or are gone. */
export const disowned = (
  entries: readonly ManagerEntry[],
  { added, modified, removed }: Comparison,
): ManagerEntry[] => {
  const lost = unionOf(unionOf(added, modified), removed);
  return entries.map((entry) => ({ ...entry, fields: differenceOf(entry.fields, lost) }));
};

/** Of each manager the fields that a change would take from it. */
export const conflictsOf = (entries: readonly ManagerEntry[], { added, modified }: Comparison): ManagerEntry[] =>
  entries
    .map((entry) => ({ ...entry, fields: intersectionOf(entry.fields, unionOf(added, modified)) }))
    .filter(({ fields }) => !isEmptySet(fields));

/** Fields that every object of its kind has, because they are structs in Go: whoever creates it does not add them. */
const ALWAYS_THERE = new Set(['metadata', 'spec', 'template', 'jobTemplate', 'strategy', 'updateStrategy']);

/** What is there of an object before it is created. */
function emptyOf(object: unknown): unknown {
  if (!isObject(object)) return undefined;
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(object)) {
    if (name === 'containers') out[name] = [];
    else if (ALWAYS_THERE.has(name)) out[name] = emptyOf(value);
    else if (name === 'resources' && isObject(value) && isObject(value['requests'])) out[name] = {};
  }
  return out;
}

/** Notes a write that is no apply. */
export function noteUpdate(
  host: ManagersHost,
  gvk: GroupVersionKind,
  before: Stored | undefined,
  after: Stored,
  who: { readonly manager: string; readonly subresource?: string },
): void {
  const type = host.patchSchema.typeOf(gvk);
  const compared = compareFields(before ?? emptyOf(after), after, type, host.patchSchema);
  const change: Comparison = {
    added: withoutSystem(compared.added),
    removed: withoutSystem(compared.removed),
    modified: withoutSystem(compared.modified),
  };
  const old = before ? managersOf(host, gvk, before) : [];
  const self = { operation: 'Update', ...who } as const;
  const mine = old.find((entry) => isSame(entry, self))?.fields ?? {};
  const fields = unionOf(unionOf(differenceOf(mine, change.removed), change.modified), change.added);
  const others = disowned(
    old.filter((entry) => !isSame(entry, self)),
    change,
  );
  setManagers(host, gvk, after, [...others, { ...self, fields }]);
}

/** The entries as the API shows them. */
export const shownManagers = (gvk: GroupVersionKind, entries: readonly ManagerEntry[]): readonly unknown[] =>
  entries.map(({ manager, operation, subresource, fields }) => ({
    apiVersion: apiVersionOf(gvk),
    fieldsType: 'FieldsV1',
    fieldsV1: fields,
    manager,
    operation,
    ...(subresource === undefined ? {} : { subresource }),
  }));
