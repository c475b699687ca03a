// Annotations of Pods that the server understands: old ways to say what fields say today.
// Source: pkg/apis/core/validation/validation.go (ValidatePodSpecificAnnotations and around it), 1.36.
import { forbidden, invalid, type FieldError } from '../../fieldError.ts';
import type { FieldPath } from '../../fieldPath.ts';
import type { AppArmorProfile, ObjectMeta, PodSpec, SeccompProfile, Toleration } from '../../types.generated.ts';
import { validateLocalDescendingPath } from '../paths.ts';
import { containersOf, eachContainer } from './containersOf.ts';
import { isDeletionCost, type PodOptions } from './options.ts';
import { validateTolerations } from './tolerations.ts';

const MIRROR = 'kubernetes.io/config.mirror';
const TOLERATIONS = 'scheduler.alpha.kubernetes.io/tolerations';
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';
const LOCALHOST = 'localhost/';

type Annotations = Readonly<Record<string, string>>;

const valueOf = (annotations: Annotations, key: string): string | undefined =>
  Object.hasOwn(annotations, key) ? annotations[key] : undefined;

/** Whether the Pod stands for one that a kubelet runs by itself. */
export const isMirrorPod = (meta: ObjectMeta | undefined): boolean =>
  meta?.annotations !== undefined && Object.hasOwn(meta.annotations, MIRROR);

/** Source: ValidatePodSpecificAnnotations. */
export function validatePodAnnotations(
  errors: FieldError[],
  annotations: Annotations | undefined,
  spec: PodSpec,
  path: FieldPath,
  options: PodOptions,
): void {
  if (annotations === undefined) return;
  const mirror = valueOf(annotations, MIRROR);
  if (mirror !== undefined && (spec.nodeName ?? '') === '') {
    errors.push(invalid([...path, { key: MIRROR }], mirror, 'must set spec.nodeName if mirror pod annotation is set'));
  }
  const tolerations = valueOf(annotations, TOLERATIONS) ?? '';
  if (tolerations !== '') validateTolerationsText(errors, tolerations, path, options);
  if (!options.allowInvalidDeletionCost && !isDeletionCost(annotations)) {
    const cost = valueOf(annotations, DELETION_COST) ?? '';
    errors.push(invalid([...path, { key: DELETION_COST }], cost, 'must be a 32bit integer'));
  }
  for (const [key, value] of Object.entries(annotations)) {
    if (key === SECCOMP_POD || key.startsWith(SECCOMP_CONTAINER)) validateSeccomp(errors, value, [...path, key]);
    else if (key.startsWith(APP_ARMOR)) validateAppArmor(errors, key, value, spec, [...path, { key }]);
  }
}

/** Source: ValidateTolerationsInPodAnnotations. */
function validateTolerationsText(errors: FieldError[], text: string, path: FieldPath, options: PodOptions): void {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = undefined;
  }
  if (parsed === null) return;
  const isList = Array.isArray(parsed) && parsed.every((item) => typeof item === 'object' && !Array.isArray(item));
  if (!isList) {
    errors.push(invalid(path, TOLERATIONS, 'cannot be read as a list of tolerations'));
    return;
  }
  const list = (parsed as readonly (Toleration | null)[]).map((item) => textFieldsOf(item ?? {}));
  validateTolerations(errors, list, [...path, TOLERATIONS], options);
}

/** The annotation is anybody's JSON: only what has the right type counts. */
function textFieldsOf(item: Toleration): Toleration {
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const { tolerationSeconds: seconds } = item;
  return {
    key: text(item.key),
    operator: text(item.operator),
    value: text(item.value),
    effect: text(item.effect),
    ...(typeof seconds === 'number' ? { tolerationSeconds: seconds } : {}),
  };
}

/** Source: ValidateSeccompProfile. */
function validateSeccomp(errors: FieldError[], profile: string, path: FieldPath): void {
  if (profile === 'runtime/default' || profile === 'docker/default' || profile === 'unconfined') return;
  if (profile.startsWith(LOCALHOST)) validateLocalDescendingPath(errors, profile.slice(LOCALHOST.length), path);
  else errors.push(invalid(path, profile, 'must be a valid seccomp profile'));
}

/** Source: ValidateAppArmorPodAnnotations. */
function validateAppArmor(errors: FieldError[], key: string, profile: string, spec: PodSpec, path: FieldPath): void {
  const container = key.slice(APP_ARMOR.length);
  if (!containersOf(spec).some((candidate) => (candidate.name ?? '') === container)) {
    errors.push(invalid(path, container, 'container not found'));
  }
  if (profile === '' || profile === 'runtime/default' || profile === 'unconfined') return;
  if (!profile.startsWith(LOCALHOST)) {
    errors.push(invalid(path, profile, `invalid AppArmor profile name: ${JSON.stringify(profile)}`));
  }
}

/** Annotation and field must say the same. Source: validateSeccompAnnotationsAndFields. */
export function validateSeccompMatch(
  errors: FieldError[],
  meta: ObjectMeta | undefined,
  spec: PodSpec,
  path: FieldPath,
) {
  const annotations = meta?.annotations;
  if (annotations === undefined) return;
  const ofPod = valueOf(annotations, SECCOMP_POD);
  if (ofPod !== undefined) {
    matchSeccomp(errors, ofPod, spec.securityContext?.seccompProfile, [...path, 'securityContext', 'seccompProfile']);
  }
  eachContainer(spec, path, (container, at) => {
    const value = valueOf(annotations, SECCOMP_CONTAINER + (container.name ?? ''));
    if (value === undefined) return;
    const profile = container.securityContext?.seccompProfile;
    matchSeccomp(errors, value, profile, [...at, 'securityContext', 'seccompProfile']);
  });
}

/** Source: validateSeccompAnnotationsAndFieldsMatch. */
function matchSeccomp(errors: FieldError[], value: string, profile: SeccompProfile | undefined, path: FieldPath): void {
  if (profile === undefined) return;
  const typeMismatch = forbidden([...path, 'type'], 'seccomp type in annotation and field must match');
  if (profile.type === 'Unconfined') {
    if (value !== 'unconfined') errors.push(typeMismatch);
  } else if (profile.type === 'RuntimeDefault') {
    if (value !== 'runtime/default' && value !== 'docker/default') errors.push(typeMismatch);
  } else if (profile.type === 'Localhost') {
    if (!value.startsWith(LOCALHOST)) errors.push(typeMismatch);
    else if (value.slice(LOCALHOST.length) !== profile.localhostProfile) {
      const detail = 'seccomp profile in annotation and field must match';
      errors.push(forbidden([...path, 'localhostProfile'], detail));
    }
  }
}

/** Source: validateAppArmorAnnotationsAndFieldsMatchOnCreate. */
export function validateAppArmorMatch(
  errors: FieldError[],
  meta: ObjectMeta | undefined,
  spec: PodSpec,
  path: FieldPath,
): void {
  const annotations = meta?.annotations;
  if (annotations === undefined || spec.os?.name === 'windows') return;
  eachContainer(spec, path, (container, at) => {
    const profile = container.securityContext?.appArmorProfile ?? spec.securityContext?.appArmorProfile;
    const value = valueOf(annotations, APP_ARMOR + (container.name ?? ''));
    if (profile === undefined || value === undefined) return;
    matchAppArmor(errors, value, profile, [...at, 'securityContext', 'appArmorProfile']);
  });
}

function matchAppArmor(errors: FieldError[], value: string, profile: AppArmorProfile, path: FieldPath): void {
  const typeMismatch = forbidden([...path, 'type'], 'apparmor type in annotation and field must match');
  if (profile.type === 'Unconfined') {
    if (value !== 'unconfined') errors.push(typeMismatch);
  } else if (profile.type === 'RuntimeDefault') {
    if (value !== 'runtime/default') errors.push(typeMismatch);
  } else if (profile.type === 'Localhost') {
    if (!value.startsWith(LOCALHOST)) errors.push(typeMismatch);
    else if (value.slice(LOCALHOST.length) !== profile.localhostProfile) {
      const detail = 'apparmor profile in annotation and field must match';
      errors.push(forbidden([...path, 'localhostProfile'], detail));
    }
  }
}

/** Source: ValidatePodSpecificAnnotationUpdates. */
export function validateAnnotationUpdates(
  errors: FieldError[],
  annotations: Annotations,
  old: Annotations,
  path: FieldPath,
): void {
  for (const key of Object.keys(old)) {
    if (valueOf(annotations, key) === old[key]) continue;
    const at = [...path, { key }];
    if (key.startsWith(APP_ARMOR)) errors.push(forbidden(at, 'may not remove or update AppArmor annotations'));
    if (key === MIRROR) errors.push(forbidden(at, 'may not remove or update mirror pod annotation'));
  }
  for (const key of Object.keys(annotations)) {
    if (Object.hasOwn(old, key)) continue;
    const at = [...path, { key }];
    if (key.startsWith(APP_ARMOR)) errors.push(forbidden(at, 'may not add AppArmor annotations'));
    if (key === MIRROR) errors.push(forbidden(at, 'may not add mirror pod annotation'));
  }
}

/** The field that an AppArmor annotation stands for. Source: ApparmorFieldForAnnotation. */
export function appArmorOf(annotations: Annotations, container: string): AppArmorProfile | undefined {
  const value = valueOf(annotations, APP_ARMOR + container);
  if (value === 'unconfined') return { type: 'Unconfined' };
  if (value === 'runtime/default') return { type: 'RuntimeDefault' };
  if (value?.startsWith(LOCALHOST) !== true) return undefined;
  const localhostProfile = value.slice(LOCALHOST.length);
  return localhostProfile === '' ? undefined : { type: 'Localhost', localhostProfile };
}
