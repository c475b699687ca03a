// Creating and deleting Pods for a controller, with the events that say so.
// Source: pkg/controller/controller_utils.go (RealPodControl, GetPodFromTemplate), 1.36.
import type { GroupVersionKind } from '../../api/gvk.ts';
import type { ApiObject } from '../../api/kindRules.ts';
import { failure, type Status } from '../../api/status.ts';
import type { Pod, PodSpec, PodTemplateSpec } from '../../api/types.generated.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { ClusterApi, DeepReadonly } from '../controller.ts';
import { newControllerRef } from './claim.ts';
import { POD } from '../kinds.ts';
import type { StoredPod } from './podState.ts';

/** Whether a write failed because its namespace is going away: then nothing can be done, nor needs to be said. */
export const isNamespaceTerminating = (status: Status): boolean =>
  status.details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating') ?? false;

/** `web-`, or `web` where a name made from it would be too long. Source: getPodsPrefix. */
export const podPrefix = (controllerName: string): string =>
  controllerName.length < 253 ? `${controllerName}-` : controllerName;

/** A Pod of the template. The spec is shared, not copied: what is stored is never changed in place. */
export function podFromTemplate(
  template: DeepReadonly<PodTemplateSpec> | undefined,
  owner: DeepReadonly<ApiObject>,
  ownerGvk: GroupVersionKind,
): Pod {
  const { labels = {}, annotations = {}, finalizers = [] } = template?.metadata ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: podPrefix(owner.metadata?.name ?? ''),
      namespace: owner.metadata?.namespace,
      ...(Object.keys(labels).length === 0 ? {} : { labels: { ...labels } }),
      ...(Object.keys(annotations).length === 0 ? {} : { annotations: { ...annotations } }),
      ...(finalizers.length === 0 ? {} : { finalizers: [...finalizers] }),
      ownerReferences: [newControllerRef(owner, ownerGvk)],
    },
    spec: (template?.spec ?? {}) as PodSpec,
  };
}

/** Creates a Pod and says so on its owner. */
export function createPod(api: ClusterApi, pod: Pod, owner: DeepReadonly<ApiObject>): Result<StoredPod, Status> {
  if (Object.keys(pod.metadata?.labels ?? {}).length === 0) {
    return err(failure(500, 'InternalError', 'unable to create pods, no labels'));
  }
  const created = api.create(pod);
  if (!created.ok) {
    if (!isNamespaceTerminating(created.error)) {
      api.event(owner, 'Warning', 'FailedCreate', `Error creating: ${created.error.message}`);
    }
    return created;
  }
  api.event(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${created.value.metadata?.name ?? ''}`);
  return created;
}

/** Deletes a Pod and says so on its owner. That it is gone already is no error and no event. */
export function deletePod(api: ClusterApi, pod: StoredPod, owner: DeepReadonly<ApiObject>): Result<void, Status> {
  const { namespace = '', name = '' } = pod.metadata ?? {};
  const deleted = api.delete(POD, namespace, name);
  if (!deleted.ok) {
    if (deleted.error.code === 404) return ok(undefined);
    api.event(owner, 'Warning', 'FailedDelete', `Error deleting: ${deleted.error.message}`);
    return err({ ...deleted.error, message: `unable to delete pods: ${deleted.error.message}` });
  }
  api.event(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`);
  return ok(undefined);
}

/**
 * Calls `create` up to `count` times in batches of 1, 2, 4, …; after a batch with a failure nothing more is tried, so
 * that a quota is not run against hundreds of times. Source: slowStartBatch.
 */
export function slowStart(
  count: number,
  create: () => Result<unknown, Status>,
): { readonly created: number; readonly failed: Status | undefined } {
  let created = 0;
  let rest = count;
  for (let batch = Math.min(rest, 1); batch > 0; batch = Math.min(2 * batch, rest)) {
    let failed: Status | undefined;
    for (let n = 0; n < batch; n++) {
      const result = create();
      if (result.ok) created++;
      else failed ??= result.error;
    }
    if (failed !== undefined) return { created, failed };
    rest -= batch;
  }
  return { created, failed: undefined };
}
