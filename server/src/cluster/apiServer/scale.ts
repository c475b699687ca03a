// The `scale` subresource: one number of a workload, read and written without knowing the workload.
// Source: pkg/registry/{core/replicationcontroller,apps/*}/storage/storage.go (ScaleREST), autoscaling validation, 1.36.
import { cloneJson } from '../../base/json.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { formatSelector } from '../../api/labelSelector.ts';
import type { GroupVersionKind, KnownKind } from '../../api/gvk.ts';
import type { Scale } from '../../api/types.generated.ts';
import { invalid } from '../../api/fieldError.ts';
import { notFoundStatus, type Status } from '../../api/status.ts';
import type { DeepReadonly } from '../controller.ts';
import {
  hasSubresource,
  noSuchResource,
  pluralOf,
  specOf,
  statusOf,
  type Answer,
  type ApiHost,
  type Draft,
  type WriteOptions,
} from './host.ts';
import { validationStatus } from './refusals.ts';
import { update } from './update.ts';

const SCALE: GroupVersionKind = { group: 'autoscaling', version: 'v1', kind: 'Scale' };

/** The selector of the Pods as text; a ReplicationController has a plain map. */
function selectorText(selector: unknown): string {
  if (typeof selector !== 'object' || selector === null) return '';
  const known = Object.hasOwn(selector, 'matchLabels') || Object.hasOwn(selector, 'matchExpressions');
  const text = formatSelector(known ? selector : { matchLabels: selector as Record<string, string> });
  return text === '<none>' ? '' : text;
}

/** The scale of an object. */
export function getScale(
  host: ApiHost,
  gvk: KnownKind,
  namespace: string,
  name: string,
): Result<DeepReadonly<Scale>, Status> {
  if (!hasSubresource(gvk, 'scale')) return err(noSuchResource());
  const object = host.store.get(gvk, namespace, name);
  if (!object) return err(notFoundStatus(gvk.group, pluralOf(gvk), name));
  const { uid, resourceVersion, creationTimestamp } = object.metadata ?? {};
  const replicas = Number(specOf(object)['replicas'] ?? 0);
  const current = Number(statusOf(object)['replicas'] ?? 0);
  return ok({
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: replicas === 0 ? {} : { replicas },
    status: { replicas: current, selector: selectorText(specOf(object)['selector']) },
  });
}

/** Sets the number of replicas; `resourceVersion`, if given, must be the stored one. */
export function setScale(
  host: ApiHost,
  gvk: KnownKind,
  namespace: string,
  name: string,
  replicas: number,
  resourceVersion?: string,
  options: WriteOptions = {},
): Answer {
  if (!hasSubresource(gvk, 'scale')) return err(noSuchResource());
  const old = host.store.get(gvk, namespace, name);
  if (!old) return err(notFoundStatus(gvk.group, pluralOf(gvk), name));
  if (replicas < 0) {
    const error = invalid(['spec', 'replicas'], replicas, 'must be greater than or equal to 0');
    return err(validationStatus(SCALE, name, [error]));
  }
  const draft = cloneJson(old) as Draft;
  draft.spec = { ...draft.spec, replicas };
  draft.metadata = { ...draft.metadata, resourceVersion };
  return update(host, gvk, draft, old, { ...options, subresource: 'scale' });
}
