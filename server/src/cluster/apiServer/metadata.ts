// The part of an object that the server itself writes: uid, times, generation, generated names.
// Source: staging/src/k8s.io/apiserver/pkg/registry/rest/{meta,create,update}.go, storage/names/generate.go, 1.36.
import { deepEqual } from '../../base/compare.ts';
import { formatTime } from '../../base/instant.ts';
import type { Prng } from '../../base/prng.ts';
import { gvkKey, type KnownKind } from '../../api/gvk.ts';
import type { ApiObject } from '../../api/kindRules.ts';
import type { Instant } from '../controller.ts';
import type { Stored } from '../store.ts';
import { specOf, type Draft } from './host.ts';

/** The alphabet of generated suffixes: no vowels and nothing that looks like one. */
export const SUFFIX_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const SUFFIX_LENGTH = 5;
const MAX_BASE_LENGTH = 63 - SUFFIX_LENGTH;

/** The kinds whose generation counts changes of the spec. Source: `Generation = 1` in pkg/registry/…/strategy.go. */
const COUNTED = new Set([
  'scheduling.k8s.io/v1/PriorityClass',
  'networking.k8s.io/v1/IngressClass',
  'networking.k8s.io/v1/NetworkPolicy',
  'networking.k8s.io/v1/Ingress',
  'discovery.k8s.io/v1/EndpointSlice',
  'policy/v1/PodDisruptionBudget',
  'resource.k8s.io/v1/ResourceSlice',
  'resource.k8s.io/v1/DeviceClass',
  'flowcontrol.apiserver.k8s.io/v1/FlowSchema',
  'flowcontrol.apiserver.k8s.io/v1/PriorityLevelConfiguration',
  'apps/v1/DaemonSet',
  'apps/v1/StatefulSet',
  'apps/v1/Deployment',
  'apps/v1/ReplicaSet',
  'batch/v1/Job',
  'batch/v1/CronJob',
  'v1/Pod',
  'v1/PodTemplate',
  'v1/ReplicationController',
  'admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy',
  'admissionregistration.k8s.io/v1/MutatingAdmissionPolicy',
  'admissionregistration.k8s.io/v1/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration',
  'admissionregistration.k8s.io/v1/MutatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding',
]);

/** A random UUID of version 4. */
export function makeUid(prng: Prng): string {
  const hex = (word: number, digits: number): string => (word >>> 0).toString(16).padStart(8, '0').slice(0, digits);
  const [a, b, c, d] = [prng.uint32(), prng.uint32(), prng.uint32(), prng.uint32()];
  const variant = ((c >>> 30) | 8).toString(16);
  return `${hex(a, 8)}-${hex(b, 4)}-4${hex(b << 16, 3)}-${variant}${hex(c << 4, 3)}-${hex(c << 16, 4)}${hex(d, 8)}`;
}

/** `prefix` with a random suffix, as `generateName` asks for it. */
export const generateName = (prefix: string, prng: Prng): string =>
  prefix.slice(0, MAX_BASE_LENGTH) + prng.text(SUFFIX_ALPHABET, SUFFIX_LENGTH);

/** What the server sets on what is new, whatever the request says. */
export function fillNewMetadata(object: ApiObject, gvk: KnownKind, prng: Prng, now: Instant): void {
  const meta = (object.metadata ??= {});
  delete meta.deletionTimestamp;
  delete meta.deletionGracePeriodSeconds;
  delete meta.selfLink;
  delete meta.managedFields;
  meta.uid = makeUid(prng);
  meta.creationTimestamp = formatTime(now);
  if (COUNTED.has(gvkKey(gvk))) meta.generation ??= 1;
}

/** What an update cannot change: `object` gets it from what is stored. */
export function keepSystemMetadata(object: ApiObject, old: Stored): void {
  const meta = (object.metadata ??= {});
  const before = old.metadata ?? {};
  for (const field of ['uid', 'creationTimestamp', 'deletionTimestamp', 'generation'] as const) {
    if (before[field] === undefined) delete meta[field];
    else (meta as Record<string, unknown>)[field] = before[field];
  }
  if (before.deletionGracePeriodSeconds === undefined) delete meta.deletionGracePeriodSeconds;
  else meta.deletionGracePeriodSeconds = before.deletionGracePeriodSeconds;
  delete meta.selfLink;
  delete meta.managedFields;
  meta.name ??= before.name;
  if (before.namespace !== undefined) meta.namespace ??= before.namespace;
}

const APART_FROM_SPEC = new Set(['apiVersion', 'kind', 'metadata', 'status', 'spec']);

/** Everything of an object but its metadata and status. */
const contentOf = (object: Stored): unknown =>
  Object.fromEntries(Object.entries(object).filter(([field]) => !APART_FROM_SPEC.has(field)));

/**
 * Raises the generation where the spec has changed; of a Deployment also where its annotations have.
 * Source: PrepareForUpdate of each strategy.
 */
export function raiseGeneration(object: Draft, old: Stored, gvk: KnownKind): void {
  const key = gvkKey(gvk);
  const before = old.metadata?.generation;
  const meta = object.metadata;
  if (!meta || !COUNTED.has(key)) return;
  // Where the kind's own rules have counted, they know better.
  if (meta.generation !== before) return;
  const changed =
    (object.spec !== specOf(old) && !deepEqual(object.spec ?? {}, specOf(old))) ||
    !deepEqual(contentOf(object), contentOf(old)) ||
    (key === 'apps/v1/Deployment' && !deepEqual(meta.annotations ?? {}, old.metadata?.annotations ?? {}));
  if (changed) meta.generation = (before ?? 0) + 1;
}
