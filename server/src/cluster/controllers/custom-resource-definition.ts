// CustomResourceDefinitions: their names are accepted, their kinds established, and when one is deleted its objects go
// first. Source: staging/src/k8s.io/apiextensions-apiserver/pkg/controller/{status/naming_controller,
// establish/establishing_controller,finalizer/crd_finalizer}.go, pkg/registry/customresourcedefinition/strategy.go, 1.36.
// Not modelled: API approval of groups under k8s.io, non-structural schemas of former versions.
import { deepEqual } from '../../base/compare.ts';
import { formatTime } from '../../base/instant.ts';
import { ok } from '../../base/result.ts';
import { CLEANUP_FINALIZER, DEFINITION, type CustomDefinition } from '../../api/customResources/definition.ts';
import type { ApiObject } from '../../api/kindRules.ts';
import type { ClusterApi, Commit, Controller, DeepReadonly, Key, ReadApi } from '../controller.ts';
import { ANY_CUSTOM, definitionOf, isEstablished, kindOf, storedKind } from '../customKinds.ts';

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly lastTransitionTime?: string | undefined;
}

interface Names {
  readonly plural?: string;
  readonly singular?: string;
  readonly kind?: string;
  readonly listKind?: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

interface Definition extends ApiObject {
  spec?: { readonly group?: string; readonly names?: Names };
  status?: {
    readonly conditions?: readonly Condition[];
    readonly acceptedNames?: Names;
    readonly storedVersions?: readonly string[];
  };
}

type StoredDefinition = DeepReadonly<Definition>;

/** Which name another established definition of the group has already: the reason and the sentence. */
function conflictOf(definition: CustomDefinition, api: ReadApi): readonly [string, string] | undefined {
  for (const stored of api.list(DEFINITION)) {
    const other = definitionOf(stored);
    if (other === undefined || other.name === definition.name || other.group !== definition.group) continue;
    if (!isEstablished(stored)) continue;
    if (other.kind === definition.kind) return ['KindConflict', `${JSON.stringify(other.kind)} is already in use`];
    if (other.listKind === definition.listKind) {
      return ['ListKindConflict', `${JSON.stringify(other.listKind)} is already in use`];
    }
  }
  return undefined;
}

function conditionsOf(crd: StoredDefinition, conflict: readonly [string, string] | undefined, api: ReadApi) {
  const old = crd.status?.conditions ?? [];
  const at = (condition: Omit<Condition, 'lastTransitionTime'>): Condition => {
    const known = old.find(({ type }) => type === condition.type);
    const same = known?.status === condition.status && known.reason === condition.reason;
    return { lastTransitionTime: same ? known.lastTransitionTime : formatTime(api.now), ...condition };
  };
  const [reason, message] = conflict ?? ['NoConflicts', 'no conflicts found'];
  const accepted = conflict === undefined;
  const names = at({ type: 'NamesAccepted', status: accepted ? 'True' : 'False', reason, message });
  if (isEstablished(crd)) return [names, ...old.filter(({ type }) => type !== 'NamesAccepted')];
  const established = accepted
    ? at({
        type: 'Established',
        status: 'True',
        reason: 'InitialNamesAccepted',
        message: 'the initial names have been accepted',
      })
    : at({ type: 'Established', status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' });
  return [names, established, ...old.filter(({ type }) => type !== 'NamesAccepted' && type !== 'Established')];
}

/** The names as they are accepted: what is not written has its default. */
function namesOf(crd: StoredDefinition, definition: CustomDefinition): Names {
  const { names = {} } = crd.spec ?? {};
  return { ...names, singular: names.singular ?? definition.kind.toLowerCase(), listKind: definition.listKind };
}

/** Deletes the objects of a definition that goes; true once there are none. */
function empty(definition: CustomDefinition, api: ClusterApi): boolean {
  const [version] = definition.versions.values();
  if (version === undefined) return true;
  const kind = storedKind({ ...version.gvk, custom: version });
  for (const object of api.list(kind)) {
    if (object.metadata?.deletionTimestamp !== undefined) continue;
    api.delete(kind, object.metadata?.namespace ?? '', object.metadata?.name ?? '', {
      propagationPolicy: 'Background',
    });
  }
  return api.list(kind).length === 0;
}

/** The definition of a custom resource that is gone. */
function* definitionOfGone({ gvk, after }: Commit, api: ReadApi): Iterable<Key> {
  const name = after === undefined ? kindOf(api, gvk).custom?.definition.name : undefined;
  if (name !== undefined) yield name;
}

export const controller: Controller = {
  name: 'custom-resource-definition-controller',
  watches: [{ gvk: DEFINITION }, { gvk: ANY_CUSTOM, keys: definitionOfGone }],
  reconcile(key, api) {
    const crd = api.get<Definition>(DEFINITION, '', key);
    const definition = crd && definitionOf(crd);
    if (crd === undefined || definition === undefined) return ok(undefined);
    const { finalizers = [] } = crd.metadata ?? {};
    if (crd.metadata?.deletionTimestamp !== undefined) {
      if (!finalizers.includes(CLEANUP_FINALIZER) || !empty(definition, api)) return ok(undefined);
      const left = finalizers.filter((finalizer) => finalizer !== CLEANUP_FINALIZER);
      const done = api.update<Definition>({ ...crd, metadata: { ...crd.metadata, finalizers: left } });
      return done.ok ? ok(undefined) : done;
    }
    const conflict = conflictOf(definition, api);
    const stored = [...definition.versions.values()].filter(({ storage }) => storage).map(({ gvk }) => gvk.version);
    const status = {
      ...crd.status,
      conditions: conditionsOf(crd, conflict, api),
      acceptedNames: conflict === undefined ? namesOf(crd, definition) : (crd.status?.acceptedNames ?? {}),
      storedVersions: [...new Set([...(crd.status?.storedVersions ?? []), ...stored])],
    };
    if (deepEqual(status, crd.status)) return ok(undefined);
    const written = api.updateStatus<Definition>({ ...crd, status });
    return written.ok ? ok(undefined) : written;
  },
};
