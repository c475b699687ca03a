// A Pod by itself: on create, and what may change afterwards.
// Source: pkg/apis/core/validation/validation.go (ValidatePodCreate, ValidatePodUpdate), 1.36.
import { forbidden, invalid, required, type FieldError } from '../../fieldError.ts';
import type { FieldPath } from '../../fieldPath.ts';
import type { Affinity, Container, NodeAffinity, NodeSelectorTerm, Pod, PodSpec } from '../../types.generated.ts';
import { semanticallyEqual } from '../fields.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../objectMeta.ts';
import { inclusiveRangeError, nameIsDnsSubdomain } from '../strings.ts';
import {
  validateAnnotationUpdates,
  validateAppArmorMatch,
  validatePodAnnotations,
  validateSeccompMatch,
} from './annotations.ts';
import { validateImageSpace } from './containers.ts';
import { podOptions, type PodOptions } from './options.ts';
import { validatePodSpec } from './podSpec.ts';
import { validateAddedTolerations, validateDeletedGates } from './tolerations.ts';

const SPEC: FieldPath = ['spec'];
const ANNOTATIONS: FieldPath = ['metadata', 'annotations'];
const MAX_INT32 = 2147483647;

/** Source: validatePodMetadataAndSpec. */
function validateMetaAndSpec(errors: FieldError[], pod: Pod, options: PodOptions): void {
  const spec = pod.spec ?? {};
  validateObjectMeta(errors, pod.metadata, true, nameIsDnsSubdomain);
  validatePodAnnotations(errors, pod.metadata?.annotations, spec, ANNOTATIONS, options);
  validatePodSpec(errors, spec, pod.metadata ?? {}, SPEC, options);
  if ((spec.serviceAccountName ?? '') === '') forbidTokens(errors, spec);
  spec.containers?.forEach((container, index) => {
    validateImageSpace(errors, container, [...SPEC, 'containers', index]);
  });
  spec.initContainers?.forEach((container, index) => {
    validateImageSpace(errors, container, [...SPEC, 'initContainers', index]);
  });
}

/** Without a ServiceAccount there is no token. New Pods all get one, so this shows only in updates. */
function forbidTokens(errors: FieldError[], spec: PodSpec): void {
  spec.volumes?.forEach(({ projected }, volume) => {
    projected?.sources?.forEach(({ serviceAccountToken }, source) => {
      if (serviceAccountToken === undefined) return;
      const path = [...SPEC, 'volumes', volume, 'projected', 'sources', source, 'serviceAccountToken'];
      errors.push(forbidden(path, 'must not be specified when serviceAccountName is not set'));
    });
  });
}

/** Source: ValidatePodCreate. */
export function validatePodCreate(pod: Pod): FieldError[] {
  const errors: FieldError[] = [];
  const spec = pod.spec ?? {};
  validateMetaAndSpec(errors, pod, podOptions(true));
  if ((spec.ephemeralContainers ?? []).length > 0) {
    errors.push(forbidden([...SPEC, 'ephemeralContainers'], 'cannot be set on create'));
  }
  if ((spec.nodeName ?? '') !== '' && (spec.schedulingGates ?? []).length > 0) {
    errors.push(forbidden([...SPEC, 'nodeName'], 'cannot be set until all schedulingGates have been cleared'));
  }
  validateSeccompMatch(errors, pod.metadata, spec, SPEC);
  validateAppArmorMatch(errors, pod.metadata, spec, SPEC);
  return errors;
}

/** Source: ValidateContainerUpdates; false if the containers are no longer the same number. */
function validateContainerUpdates(
  errors: FieldError[],
  containers: readonly Container[] = [],
  old: readonly Container[] = [],
  path: FieldPath,
): boolean {
  if (containers.length !== old.length) {
    errors.push(forbidden(path, 'pod updates may not add or remove containers'));
    return false;
  }
  containers.forEach((container, index) => {
    if ((container.image ?? '') === '') errors.push(required([...path, index, 'image']));
    validateImageSpace(errors, container, [...path, index]);
  });
  return true;
}

/** A deadline may come, and may come nearer. Gives false if nothing more is to be said. */
function validateDeadline(errors: FieldError[], now: number | undefined, before: number | undefined): boolean {
  const path = [...SPEC, 'activeDeadlineSeconds'];
  if (now === undefined) {
    if (before !== undefined) errors.push(invalid(path, null, 'must not update from a positive integer to nil value'));
    return true;
  }
  if (now < 0 || now > MAX_INT32) {
    errors.push(invalid(path, now, inclusiveRangeError(0, MAX_INT32)));
    return false;
  }
  if (before !== undefined && before < now) {
    errors.push(invalid(path, now, 'must be less than or equal to previous value'));
    return false;
  }
  return true;
}

/** Source: ValidatePodUpdate. */
export function validatePodUpdate(pod: Pod, old: Pod): FieldError[] {
  const errors: FieldError[] = [];
  const spec = pod.spec ?? {};
  const before = old.spec ?? {};
  const options = podOptions(true, before, old.metadata ?? {});
  validateObjectMetaUpdate(errors, pod.metadata, old.metadata);
  validateMetaAndSpec(errors, pod, options);
  validateAnnotationUpdates(errors, pod.metadata?.annotations ?? {}, old.metadata?.annotations ?? {}, ANNOTATIONS);
  if (!validateContainerUpdates(errors, spec.containers, before.containers, [...SPEC, 'containers'])) return errors;
  const initPath = [...SPEC, 'initContainers'];
  if (!validateContainerUpdates(errors, spec.initContainers, before.initContainers, initPath)) return errors;
  if (!validateDeadline(errors, spec.activeDeadlineSeconds, before.activeDeadlineSeconds)) return errors;
  const tolerations = [...SPEC, 'tolerations'];
  validateAddedTolerations(errors, spec.tolerations ?? [], before.tolerations ?? [], tolerations, options);
  const gates = [...SPEC, 'schedulingGates'];
  validateDeletedGates(errors, spec.schedulingGates ?? [], before.schedulingGates ?? [], gates);
  if (!semanticallyEqual(spec, before)) validateRest(errors, spec, before);
  return errors;
}

const UPDATABLE = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');

const withImagesOf = (containers: Container[] | undefined, old: readonly Container[] | undefined) =>
  containers?.map((container, index) => ({ ...container, image: old?.[index]?.image }));

/** Everything that may change is put back; what still differs may not. */
function validateRest(errors: FieldError[], spec: PodSpec, before: PodSpec): void {
  const munged: PodSpec = {
    ...spec,
    containers: withImagesOf(spec.containers, before.containers),
    initContainers: withImagesOf(spec.initContainers, before.initContainers),
    activeDeadlineSeconds: before.activeDeadlineSeconds,
    schedulingGates: before.schedulingGates,
    tolerations: before.tolerations,
  };
  if ((before.terminationGracePeriodSeconds ?? 0) < 0 && munged.terminationGracePeriodSeconds === 1) {
    munged.terminationGracePeriodSeconds = before.terminationGracePeriodSeconds;
  }
  if ((before.schedulingGates ?? []).length > 0) validateGated(errors, munged, before);
  if (semanticallyEqual(munged, before)) return;
  errors.push(forbidden(SPEC, `pod updates may not change fields other than ${UPDATABLE}`));
}

/** A Pod behind a gate may be told more narrowly where to go. */
function validateGated(errors: FieldError[], munged: PodSpec, before: PodSpec): void {
  if (!semanticallyEqual(munged.nodeSelector, before.nodeSelector)) {
    const now = munged.nodeSelector ?? {};
    if (
      Object.entries(before.nodeSelector ?? {}).some(([key, value]) => !Object.hasOwn(now, key) || now[key] !== value)
    ) {
      const detail = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)';
      errors.push(invalid([...SPEC, 'nodeSelector'], now, detail));
    }
    munged.nodeSelector = before.nodeSelector;
  }
  const old = before.affinity?.nodeAffinity;
  const now = munged.affinity?.nodeAffinity;
  if (semanticallyEqual(old, now)) return;
  validateNodeAffinityChange(errors, now, old);
  const affinity: Affinity = { ...munged.affinity, nodeAffinity: old };
  const bare =
    before.affinity === undefined && affinity.podAffinity === undefined && affinity.podAntiAffinity === undefined;
  munged.affinity = bare ? undefined : affinity;
}

/** Source: validateNodeAffinityMutation. */
function validateNodeAffinityChange(
  errors: FieldError[],
  now: NodeAffinity | undefined,
  old: NodeAffinity | undefined,
) {
  const oldTerms = old?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const terms = now?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const path = [
    ...SPEC,
    'affinity',
    'nodeAffinity',
    'requiredDuringSchedulingIgnoredDuringExecution',
    'nodeSelectorTerms',
  ];
  if (oldTerms.length === 0) return;
  if (oldTerms.length !== terms.length) {
    const detail = 'no additions/deletions to non-empty NodeSelectorTerms list are allowed';
    errors.push(invalid(path, terms, detail));
    return;
  }
  oldTerms.forEach((term, index) => {
    if (onlyAdds(terms[index] ?? {}, term)) return;
    const detail = 'only additions are allowed (no mutations or deletions)';
    errors.push(invalid([...path, index], terms[index] ?? {}, detail));
  });
}

/** Source: validateNodeSelectorTermHasOnlyAdditions. */
function onlyAdds(now: NodeSelectorTerm, old: NodeSelectorTerm): boolean {
  const pairs = [
    [now.matchExpressions ?? [], old.matchExpressions ?? []],
    [now.matchFields ?? [], old.matchFields ?? []],
  ] as const;
  // A term without requirements matches nothing: one with some would match more.
  if (pairs.every(([, before]) => before.length === 0)) return pairs.every(([after]) => after.length === 0);
  return pairs.every(([after, before]) => semanticallyEqual(after.slice(0, before.length), before));
}
