// The rules of kinds that keep a number of Pods: ReplicationController, ReplicaSet, Deployment, DaemonSet, StatefulSet.
// Source: pkg/apis/apps/validation/validation.go, pkg/apis/core/validation/validation.go, 1.36.
import { compareText } from '../../base/compare.ts';
import { forbidden, invalid, notSupported, required, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import { percentOf } from '../intOrString.ts';
import { matchesLabels, matchesSelector } from '../labelSelector.ts';
import type {
  DaemonSetSpec,
  DeploymentSpec,
  LabelSelector,
  PodTemplateSpec,
  ReplicaSetSpec,
  ReplicationControllerSpec,
  RollingUpdateDaemonSet,
  RollingUpdateDeployment,
} from '../types.generated.ts';
import { checkNonNegative } from './fields.ts';
import { checkAtMost100Percent, checkIntOrPercent } from './intOrPercent.ts';
import { isUsableSelector, validateLabelSelector } from './labelSelector.ts';
import type { PodOptions } from './pod/options.ts';
import { validatePodTemplate } from './pod/podSpec.ts';

const SPEC: FieldPath = ['spec'];
const SELECTOR: FieldPath = ['spec', 'selector'];
const TEMPLATE: FieldPath = ['spec', 'template'];
const TEMPLATE_LABELS: FieldPath = ['spec', 'template', 'metadata', 'labels'];

/** How the server says that a controller would not own the Pods it makes. */
export const selectorMismatch = (template: PodTemplateSpec | undefined, path: FieldPath): FieldError =>
  invalid(path, sorted(template?.metadata?.labels), '`selector` does not match template `labels`');

/** Labels in the order in which Go writes maps. */
const sorted = (labels: Readonly<Record<string, string>> | undefined): Readonly<Record<string, string>> | null =>
  labels === undefined ? null : Object.fromEntries(Object.entries(labels).sort(([a], [b]) => compareText(a, b)));

/** A selector as Go writes it: what is empty is left out. */
export function shownSelector({ matchLabels = {}, matchExpressions = [] }: LabelSelector): LabelSelector {
  return {
    ...(Object.keys(matchLabels).length === 0 ? {} : { matchLabels: sorted(matchLabels) ?? {} }),
    ...(matchExpressions.length === 0 ? {} : { matchExpressions }),
  };
}

/** Pods of a controller start again and again, without a deadline. */
export function checkRestarting(errors: FieldError[], template: PodTemplateSpec | undefined, kind: string): void {
  const { restartPolicy = '', activeDeadlineSeconds } = template?.spec ?? {};
  if (restartPolicy !== 'Always') {
    errors.push(notSupported([...TEMPLATE, 'spec', 'restartPolicy'], restartPolicy, ['Always']));
  }
  if (activeDeadlineSeconds !== undefined) {
    const detail = `activeDeadlineSeconds in ${kind} is not Supported`;
    errors.push(forbidden([...TEMPLATE, 'spec', 'activeDeadlineSeconds'], detail));
  }
}

/** Whether the selector has no requirement, or none that says anything. */
export const isEmpty = (selector: LabelSelector): boolean =>
  Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0;

/** A selector that must be there, must say something and must be good. */
export function validateOwnSelector(errors: FieldError[], selector: LabelSelector | undefined, kind: string): void {
  if (selector === undefined) {
    errors.push(required(SELECTOR));
    return;
  }
  validateLabelSelector(errors, selector, SELECTOR);
  if (isEmpty(selector))
    errors.push(invalid(SELECTOR, shownSelector(selector), `empty selector is invalid for ${kind}`));
}

/** Selector and template of ReplicaSets and Deployments. Source: ValidatePodTemplateSpecForReplicaSet. */
function validateSelectedTemplate(
  errors: FieldError[],
  selector: LabelSelector | undefined,
  template: PodTemplateSpec | undefined,
  options: PodOptions,
): void {
  validateOwnSelector(errors, selector, 'deployment');
  if (selector !== undefined && !isUsableSelector(selector)) {
    errors.push(invalid(SELECTOR, shownSelector(selector), 'invalid label selector'));
    return;
  }
  // No selector matches nothing, an empty one everything.
  if (!matchesSelector(selector, template?.metadata?.labels)) {
    errors.push(selectorMismatch(template, TEMPLATE_LABELS));
  }
  validatePodTemplate(errors, template, TEMPLATE, options);
  checkRestarting(errors, template, 'ReplicaSet');
}

/** Source: ValidateReplicationControllerSpec. */
export function validateReplicationControllerSpec(
  errors: FieldError[],
  spec: ReplicationControllerSpec,
  options: PodOptions,
): void {
  const { selector = {}, template } = spec;
  checkNonNegative(errors, ['spec', 'minReadySeconds'], spec.minReadySeconds);
  if (Object.keys(selector).length === 0) errors.push(required(SELECTOR));
  checkNonNegative(errors, ['spec', 'replicas'], spec.replicas);
  if (template === undefined) {
    errors.push(required(TEMPLATE));
    return;
  }
  if (!matchesLabels(selector, template.metadata?.labels)) errors.push(selectorMismatch(template, TEMPLATE_LABELS));
  validatePodTemplate(errors, template, TEMPLATE, options);
  checkRestarting(errors, template, 'ReplicationController');
}

/** Source: ValidateReplicaSetSpec. */
export function validateReplicaSetSpec(errors: FieldError[], spec: ReplicaSetSpec, options: PodOptions): void {
  checkNonNegative(errors, ['spec', 'replicas'], spec.replicas);
  checkNonNegative(errors, ['spec', 'minReadySeconds'], spec.minReadySeconds);
  validateSelectedTemplate(errors, spec.selector, spec.template, options);
}

/** What a number or percentage comes to, 0 for anything that is neither. Source: getIntOrPercentValue. */
export function plainValue(value: number | string | undefined): number {
  if (typeof value === 'number') return value;
  if (value === undefined) return 0;
  const percent = /^[0-9]+%$/.test(value) ? percentOf(value) : undefined;
  if (percent !== undefined) return percent;
  return /^[+-]?\d+$/.test(value) ? Number(value) : 0;
}

/** Source: ValidateRollingUpdateDeployment. */
function validateRollingDeployment(errors: FieldError[], rolling: RollingUpdateDeployment, path: FieldPath): void {
  const { maxUnavailable = 0, maxSurge = 0 } = rolling;
  checkIntOrPercent(errors, [...path, 'maxUnavailable'], maxUnavailable);
  checkIntOrPercent(errors, [...path, 'maxSurge'], maxSurge);
  if (plainValue(maxUnavailable) === 0 && plainValue(maxSurge) === 0) {
    errors.push(invalid([...path, 'maxUnavailable'], maxUnavailable, 'may not be 0 when `maxSurge` is 0'));
  }
  checkAtMost100Percent(errors, [...path, 'maxUnavailable'], maxUnavailable);
}

/** Source: ValidateDeploymentStrategy. */
function validateDeploymentStrategy(errors: FieldError[], spec: DeploymentSpec): void {
  const path = [...SPEC, 'strategy'];
  const { type = '', rollingUpdate } = spec.strategy ?? {};
  if (type === 'RollingUpdate') {
    validateRollingDeployment(errors, rollingUpdate ?? {}, [...path, 'rollingUpdate']);
  } else if (type !== 'Recreate') {
    errors.push(notSupported(path, spec.strategy ?? {}, ['Recreate', 'RollingUpdate']));
  } else if (rollingUpdate !== undefined) {
    const detail = "may not be specified when strategy `type` is 'Recreate'";
    errors.push(forbidden([...path, 'rollingUpdate'], detail));
  }
}

/** Source: ValidateDeploymentSpec. */
export function validateDeploymentSpec(errors: FieldError[], spec: DeploymentSpec, options: PodOptions): void {
  const { minReadySeconds = 0, progressDeadlineSeconds: deadline } = spec;
  checkNonNegative(errors, ['spec', 'replicas'], spec.replicas);
  validateSelectedTemplate(errors, spec.selector, spec.template, options);
  validateDeploymentStrategy(errors, spec);
  checkNonNegative(errors, ['spec', 'minReadySeconds'], minReadySeconds);
  checkNonNegative(errors, ['spec', 'revisionHistoryLimit'], spec.revisionHistoryLimit);
  if (deadline === undefined) return;
  const at = ['spec', 'progressDeadlineSeconds'];
  checkNonNegative(errors, at, deadline);
  if (deadline <= minReadySeconds) errors.push(invalid(at, deadline, 'must be greater than minReadySeconds'));
}

/** Source: ValidateRollingUpdateDaemonSet. */
function validateRollingDaemonSet(errors: FieldError[], rolling: RollingUpdateDaemonSet, path: FieldPath): void {
  const { maxUnavailable = 0, maxSurge = 0 } = rolling;
  const surgePath = [...path, 'maxSurge'];
  const unavailablePath = [...path, 'maxUnavailable'];
  checkIntOrPercent(errors, unavailablePath, maxUnavailable);
  checkIntOrPercent(errors, surgePath, maxSurge);
  checkAtMost100Percent(errors, unavailablePath, maxUnavailable);
  checkAtMost100Percent(errors, surgePath, maxSurge);
  const hasUnavailable = plainValue(maxUnavailable) !== 0;
  const hasSurge = plainValue(maxSurge) !== 0;
  if (hasUnavailable && hasSurge) {
    errors.push(invalid(surgePath, maxSurge, 'may not be set when maxUnavailable is non-zero'));
  } else if (!hasUnavailable && !hasSurge) {
    errors.push(required(unavailablePath, 'cannot be 0 when maxSurge is 0'));
  }
}

/** Source: ValidateDaemonSetUpdateStrategy. */
function validateDaemonSetStrategy(errors: FieldError[], spec: DaemonSetSpec): void {
  const path = [...SPEC, 'updateStrategy'];
  const { type = '', rollingUpdate } = spec.updateStrategy ?? {};
  if (type === 'OnDelete') return;
  if (type !== 'RollingUpdate') {
    errors.push(notSupported(path, spec.updateStrategy ?? {}, ['RollingUpdate', 'OnDelete']));
  } else if (rollingUpdate === undefined) errors.push(required([...path, 'rollingUpdate']));
  else validateRollingDaemonSet(errors, rollingUpdate, [...path, 'rollingUpdate']);
}

/** Source: ValidateDaemonSetSpec. */
export function validateDaemonSetSpec(errors: FieldError[], spec: DaemonSetSpec, options: PodOptions): void {
  const { selector, template } = spec;
  validateLabelSelector(errors, selector, SELECTOR, options);
  const usable = selector === undefined || isUsableSelector(selector);
  if (usable && !matchesSelector(selector, template?.metadata?.labels)) {
    errors.push(selectorMismatch(template, TEMPLATE_LABELS));
  }
  if (selector !== undefined && isEmpty(selector)) {
    errors.push(invalid(SELECTOR, shownSelector(selector), 'empty selector is invalid for daemonset'));
  }
  validatePodTemplate(errors, template, TEMPLATE, options);
  checkRestarting(errors, template, 'DaemonSet');
  checkNonNegative(errors, ['spec', 'minReadySeconds'], spec.minReadySeconds);
  validateDaemonSetStrategy(errors, spec);
  checkNonNegative(errors, ['spec', 'revisionHistoryLimit'], spec.revisionHistoryLimit);
}
