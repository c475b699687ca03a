// Server-side apply: what a manager applies is merged into what is there; what it does not apply any more goes, unless
// somebody else owns it; what others own may not be changed without force.
// Source: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/patch.go (applyPatcher), structured-merge-diff/v6
// (merge/update.go), apimachinery/pkg/util/managedfields/internal/{conflict,lastappliedmanager}.go, 1.36.
import { compareText } from '../../base/compare.ts';
import { cloneJson } from '../../base/json.ts';
import { err, ok, type Result } from '../../base/result.ts';
import {
  compareFields,
  differenceOf,
  fieldsOf,
  isEmptySet,
  pathsOf,
  unionOf,
  type FieldSet,
} from '../../api/fieldSets.ts';
import { apiVersionOf, type GroupVersionKind } from '../../api/gvk.ts';
import { goJson, LAST_APPLIED } from '../../api/lastApplied.ts';
import { resourceOf } from '../../api/resource.ts';
import { mergeApplied, pruneFields } from '../../api/serverSideApply.ts';
import { failure, type Status } from '../../api/status.ts';
import { isObject } from '../../api/strategicMerge.ts';
import type { Stored } from '../store.ts';
import { createFrom, decodeBody } from './create.ts';
import { noSuchResource, type Answer, type ApiHost, type WriteOptions } from './host.ts';
import { conflictsOf, disowned, managersOf, setManagers, withoutSystem, type ManagerEntry } from './managers.ts';
import { update } from './update.ts';

/** What a client says with an apply. */
export interface ApplyOptions extends WriteOptions {
  readonly fieldManager: string;
  readonly force?: boolean;
}

/** `"kubectl" with subresource "scale" using apps/v1`. */
function managerText({ manager, operation, subresource }: ManagerEntry, gvk: GroupVersionKind): string {
  const named = subresource === undefined ? `"${manager}"` : `"${manager}" with subresource "${subresource}"`;
  return operation === 'Update' ? `${named} using ${apiVersionOf(gvk)}` : named;
}

/** 409 with every field that somebody else owns. */
function conflictStatus(conflicts: readonly ManagerEntry[], gvk: GroupVersionKind): Status {
  const key = ({ manager, operation, subresource = '' }: ManagerEntry) => `${manager}"${operation}${subresource}`;
  const sorted = conflicts.toSorted((a, b) => compareText(key(a), key(b)));
  const all = sorted.flatMap((entry) => pathsOf(entry.fields).map((path) => ({ entry, path })));
  const causes = all.map(({ entry, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${managerText(entry, gvk)}`,
    field: path,
  }));
  const [only] = all;
  const message =
    only && all.length === 1
      ? `1 conflict: conflict with ${managerText(only.entry, gvk)}: ${only.path}`
      : `${all.length} conflicts: ${sorted
          .flatMap((entry) => [
            `conflicts with ${managerText(entry, gvk)}:`,
            ...pathsOf(entry.fields).map((path) => `- ${path}`),
          ])
          .join('\n')}`;
  return failure(409, 'Conflict', `Apply failed with ${message}`, { causes });
}

/** The fields that client-side apply has written last and that are still so: kubectl may take them over. */
function formerlyApplied(host: ApiHost, gvk: GroupVersionKind, live: Stored): FieldSet {
  const text = live.metadata?.annotations?.[LAST_APPLIED];
  let last: unknown;
  try {
    last = text === undefined ? undefined : JSON.parse(text);
  } catch {
    return {};
  }
  if (!isObject(last) || last['apiVersion'] !== apiVersionOf(gvk)) return {};
  const type = host.patchSchema.typeOf(gvk);
  const { added, modified, removed } = compareFields(last, live, type, host.patchSchema);
  return differenceOf(fieldsOf(last, type, host.patchSchema), unionOf(unionOf(added, modified), removed));
}

interface Applied {
  readonly merged: unknown;
  readonly entries: readonly ManagerEntry[];
}

/** The object and its managers after an apply. Source: Updater.Apply. */
function applyTo(
  host: ApiHost,
  gvk: GroupVersionKind,
  live: Stored,
  config: unknown,
  { fieldManager: manager, force }: ApplyOptions,
): Result<Applied, Status> {
  const { patchSchema: schema } = host;
  const type = schema.typeOf(gvk);
  const entries = managersOf(host, gvk, live);
  const isMine = (entry: ManagerEntry): boolean => entry.manager === manager && entry.operation === 'Apply';
  const others = entries.filter((entry) => !isMine(entry));
  const last = entries.find(isMine)?.fields ?? {};
  const set = fieldsOf(config, type, schema);
  const owned = others.reduce((all, { fields }) => unionOf(all, fields), set);
  const merged = pruneFields(mergeApplied(cloneJson(live), config, type, schema), last, owned, type, schema);
  const change = compareFields(live, merged, type, schema);
  const conflicts = force === true ? [] : conflictsOf(others, change);
  if (conflicts.length > 0) {
    const allowed = manager === 'kubectl' ? formerlyApplied(host, gvk, live) : {};
    const left = conflicts
      .map((entry) => ({ ...entry, fields: differenceOf(entry.fields, allowed) }))
      .filter(({ fields }) => !isEmptySet(fields));
    if (left.length > 0) return err(conflictStatus(left, gvk));
  }
  const mine: ManagerEntry = { manager, operation: 'Apply', fields: withoutSystem(set) };
  return ok({ merged, entries: [...disowned(others, change), mine] });
}

/** What client-side apply would find there: its annotation is kept up to date where it is. Source: lastAppliedUpdater. */
function withAnnotation(merged: unknown, config: unknown): unknown {
  if (!isObject(merged) || !isObject(merged['metadata']) || !isObject(config)) return merged;
  const { annotations } = merged['metadata'];
  if (!isObject(annotations) || (annotations[LAST_APPLIED] ?? '') === '') return merged;
  const metadata = isObject(config['metadata']) ? { ...config['metadata'] } : {};
  if (isObject(metadata['annotations'])) {
    const { [LAST_APPLIED]: _own, ...others } = metadata['annotations'];
    metadata['annotations'] = Object.keys(others).length === 0 ? undefined : others;
  }
  const text = goJson({ ...config, metadata });
  return { ...merged, metadata: { ...merged['metadata'], annotations: { ...annotations, [LAST_APPLIED]: text } } };
}

/** The status is not theirs to apply. */
function withoutStatus({ status: _status, ...rest }: Readonly<Record<string, unknown>>): unknown {
  return rest;
}

/** `PATCH` with a configuration to apply; creates the object if it is not there. */
export function applyFrom(
  host: ApiHost,
  gvk: GroupVersionKind,
  namespace: string,
  name: string,
  config: unknown,
  options: ApplyOptions,
): Answer {
  if (!resourceOf(gvk)) return err(noSuchResource());
  const { fieldManager, force: _force, ...plain } = options;
  const live = host.store.get(gvk, namespace, name);
  if (!live) {
    const created = createFrom(host, gvk, namespace, config, plain);
    if (!created.ok || options.dryRun === true) return created;
    const fields = withoutSystem(fieldsOf(config, host.patchSchema.typeOf(gvk), host.patchSchema));
    setManagers(host, gvk, created.value.object, [{ manager: fieldManager, operation: 'Apply', fields }]);
    return created;
  }
  const body = isObject(config) ? withoutStatus(config) : config;
  const applied = applyTo(host, gvk, live, body, options);
  if (!applied.ok) return applied;
  const merged = fieldManager === 'kubectl' ? withAnnotation(applied.value.merged, body) : applied.value.merged;
  const decoded = decodeBody(host, gvk, merged, plain);
  if (!decoded.ok) return decoded;
  const answer = update(host, gvk, decoded.value.object, live, plain);
  if (answer.ok && options.dryRun !== true) setManagers(host, gvk, answer.value.object, applied.value.entries);
  return answer;
}
