// The rules of StatefulSets.
// Source: pkg/apis/apps/validation/validation.go (ValidateStatefulSetSpec and around it), 1.36.
import { forbidden, invalid, notSupported, required, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import { matchesSelector } from '../labelSelector.ts';
import type { PodTemplateSpec, StatefulSet, StatefulSetSpec, Volume } from '../types.generated.ts';
import { validateClaimSpec } from './claimSpec.ts';
import { checkNonNegative, complain, semanticallyEqual } from './fields.ts';
import { checkAtMost100Percent, checkIntOrPercent } from './intOrPercent.ts';
import { isUsableSelector, validateLabels } from './labelSelector.ts';
import { validateAnnotations, validateObjectMetaUpdate } from './objectMeta.ts';
import { validatePodAnnotations } from './pod/annotations.ts';
import type { PodOptions } from './pod/options.ts';
import { validatePodTemplate } from './pod/podSpec.ts';
import { isDns1123Label } from './strings.ts';
import { checkRestarting, plainValue, selectorMismatch, validateOwnSelector } from './workloads.ts';

/** What an update may keep. Source: StatefulSetValidationOptions. */
interface StatefulSetOptions {
  readonly allowInvalidServiceName?: boolean;
  readonly skipTemplate?: boolean;
  readonly skipClaims?: boolean;
}

const SPEC: FieldPath = ['spec'];
const SELECTOR: FieldPath = ['spec', 'selector'];
const TEMPLATE: FieldPath = ['spec', 'template'];

/** Source: ValidateStatefulSetSpec. */
export function validateStatefulSetSpec(
  errors: FieldError[],
  spec: StatefulSetSpec,
  options: PodOptions,
  own: StatefulSetOptions = {},
): void {
  const { podManagementPolicy = '', serviceName = '', selector, template } = spec;
  if (podManagementPolicy === '') errors.push(required([...SPEC, 'podManagementPolicy']));
  else if (podManagementPolicy !== 'OrderedReady' && podManagementPolicy !== 'Parallel') {
    errors.push(invalid([...SPEC, 'podManagementPolicy'], podManagementPolicy, "must be 'OrderedReady' or 'Parallel'"));
  }
  validateUpdateStrategy(errors, spec);
  validateRetention(errors, spec);
  if (own.skipClaims !== true) {
    spec.volumeClaimTemplates?.forEach((claim, index) => {
      validateClaimSpec(errors, claim.spec, [...SPEC, 'volumeClaimTemplates', index, 'spec']);
    });
  }
  checkNonNegative(errors, [...SPEC, 'replicas'], spec.replicas);
  checkNonNegative(errors, [...SPEC, 'minReadySeconds'], spec.minReadySeconds);
  checkNonNegative(errors, [...SPEC, 'ordinals.start'], spec.ordinals?.start);
  if (own.allowInvalidServiceName !== true && serviceName !== '') {
    complain(errors, [...SPEC, 'serviceName'], serviceName, isDns1123Label(serviceName));
  }
  validateOwnSelector(errors, selector, 'statefulset');
  if (selector !== undefined && !isUsableSelector(selector)) errors.push(invalid(SELECTOR, selector, ''));
  else {
    if (!matchesSelector(selector, template?.metadata?.labels)) {
      errors.push(selectorMismatch(template, [...TEMPLATE, 'metadata', 'labels']));
    }
    validateTemplate(errors, spec, options, own.skipTemplate === true);
  }
  checkRestarting(errors, template, 'StatefulSet');
}

const RETENTION_POLICIES = ['Retain', 'Delete'];

/** Source: ValidatePersistentVolumeClaimRetentionPolicy. */
function validateRetention(errors: FieldError[], spec: StatefulSetSpec): void {
  const policy = spec.persistentVolumeClaimRetentionPolicy;
  if (policy === undefined) return;
  for (const field of ['whenDeleted', 'whenScaled'] as const) {
    const value = policy[field] ?? '';
    if (RETENTION_POLICIES.includes(value)) continue;
    errors.push(notSupported([...SPEC, 'persistentVolumeClaimRetentionPolicy', field], value, RETENTION_POLICIES));
  }
}

function validateUpdateStrategy(errors: FieldError[], spec: StatefulSetSpec): void {
  const path = [...SPEC, 'updateStrategy'];
  const { type = '', rollingUpdate } = spec.updateStrategy ?? {};
  if (type === '') errors.push(required(path));
  else if (type === 'OnDelete') {
    if (rollingUpdate !== undefined) {
      const detail = "only allowed for updateStrategy 'RollingUpdate'";
      errors.push(invalid([...path, 'rollingUpdate'], rollingUpdate, detail));
    }
  } else if (type !== 'RollingUpdate') {
    errors.push(invalid(path, spec.updateStrategy, "must be 'RollingUpdate' or 'OnDelete'"));
  } else if (rollingUpdate !== undefined) {
    const { partition, maxUnavailable } = rollingUpdate;
    const at = [...path, 'rollingUpdate', 'maxUnavailable'];
    checkNonNegative(errors, [...path, 'rollingUpdate', 'partition'], partition);
    if (maxUnavailable === undefined) return;
    checkIntOrPercent(errors, at, maxUnavailable);
    if (plainValue(maxUnavailable) === 0) errors.push(invalid(at, maxUnavailable, 'cannot be 0'));
    checkAtMost100Percent(errors, at, maxUnavailable);
  }
}

/** The template as the controller fills it in: claims are volumes, names come from the set. */
function filledIn(spec: StatefulSetSpec): PodTemplateSpec {
  const template = spec.template ?? {};
  const claims = spec.volumeClaimTemplates ?? [];
  const podSpec = template.spec ?? {};
  if (claims.length === 0 && podSpec.subdomain === undefined && podSpec.hostname === undefined) return template;
  const names = new Set(claims.map((claim) => claim.metadata?.name ?? ''));
  const made = [...names].map((name): Volume => ({ name, persistentVolumeClaim: { claimName: name } }));
  const kept = (podSpec.volumes ?? []).filter((volume) => !names.has(volume.name ?? ''));
  const volumes = claims.length === 0 ? podSpec.volumes : [...made, ...kept];
  return { ...template, spec: { ...podSpec, subdomain: '', hostname: '', volumes } };
}

/** Source: ValidatePodTemplateSpecForStatefulSet. Labels and annotations are looked at twice, as upstream does. */
function validateTemplate(errors: FieldError[], spec: StatefulSetSpec, options: PodOptions, skip: boolean): void {
  const template = filledIn(spec);
  const meta = template.metadata;
  if (!skip) validatePodTemplate(errors, template, TEMPLATE, options);
  validateLabels(errors, meta?.labels, [...TEMPLATE, 'labels']);
  validateAnnotations(errors, meta?.annotations, [...TEMPLATE, 'annotations']);
  validatePodAnnotations(errors, meta?.annotations, template.spec ?? {}, [...TEMPLATE, 'annotations'], options);
}

/** The fields that may change. */
const MUTABLE: ReadonlySet<string> = new Set([
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
]);

/** Source: ValidateStatefulSetUpdate. */
export function validateStatefulSetUpdate(
  errors: FieldError[],
  object: StatefulSet,
  old: StatefulSet,
  options: PodOptions,
): void {
  validateObjectMetaUpdate(errors, object.metadata, old.metadata);
  const spec = object.spec ?? {};
  const before = old.spec ?? {};
  const known = { allowInvalidServiceName: true, skipClaims: true };
  const oldErrors: FieldError[] = [];
  validateStatefulSetSpec(oldErrors, before, options, known);
  validateStatefulSetSpec(errors, spec, options, { ...known, skipTemplate: oldErrors.length > 0 });
  const fixed = (value: StatefulSetSpec) => Object.entries(value).filter(([field]) => !MUTABLE.has(field));
  if (semanticallyEqual(Object.fromEntries(fixed(spec)), Object.fromEntries(fixed(before)))) return;
  const detail =
    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', " +
    "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
  errors.push(forbidden(SPEC, detail));
}
