// Regular, init and ephemeral containers.
// Source: pkg/apis/core/validation/validation.go (validateContainers, validateInitContainers,
// validateEphemeralContainers, validateContainerCommon), 1.36.
import {
  duplicate,
  forbidden,
  invalid,
  notFound,
  notSupported,
  required,
  tooMany,
  type FieldError,
} from '../../fieldError.ts';
import type { FieldPath } from '../../fieldPath.ts';
import type { Container, ContainerRestartRule, EphemeralContainer, PodSpec } from '../../types.generated.ts';
import { complain } from '../fields.ts';
import { validateContainerResourceName, validateResourceRequirements } from '../resources.ts';
import { isDns1123Label } from '../strings.ts';
import type { AnyContainer } from './containersOf.ts';
import { requireOneOf, validatePullPolicy } from './enums.ts';
import { validateEnv, validateEnvFrom } from './env.ts';
import { validateMounts } from './mounts.ts';
import type { PodOptions } from './options.ts';
import { checkHostPortConflicts, validateContainerPorts } from './ports.ts';
import { validateLifecycle, validateProbes } from './probes.ts';
import { validateContainerSecurity } from './securityContext.ts';
import type { Volumes } from './volumes.ts';

/** What rules of containers need to know of their Pod. */
export interface PodContext {
  readonly spec: PodSpec;
  readonly volumes: Volumes;
  readonly claimNames: ReadonlySet<string>;
  readonly options: PodOptions;
}

const MESSAGE_POLICIES = ['File', 'FallbackToLogsOnError'];

/** Source: validateContainerCommon. */
function validateCommon(errors: FieldError[], container: AnyContainer, path: FieldPath, context: PodContext): void {
  const { name = '', image = '', ports, env, envFrom, resources, resizePolicy, securityContext } = container;
  if (name === '') errors.push(required([...path, 'name']));
  else complain(errors, [...path, 'name'], name, isDns1123Label(name));
  if (image === '') errors.push(required([...path, 'image']));
  const messagePolicy = container.terminationMessagePolicy;
  if (messagePolicy !== 'File') {
    requireOneOf(errors, messagePolicy, MESSAGE_POLICIES, [...path, 'terminationMessagePolicy']);
  }
  if (ports !== undefined) validateContainerPorts(errors, ports, [...path, 'ports']);
  if (env !== undefined) validateEnv(errors, env, [...path, 'env']);
  if (envFrom !== undefined) validateEnvFrom(errors, envFrom, [...path, 'envFrom']);
  if (container.volumeMounts !== undefined || container.volumeDevices !== undefined) {
    validateMounts(errors, container, context.volumes, path);
  }
  validatePullPolicy(errors, container.imagePullPolicy ?? '', [...path, 'imagePullPolicy']);
  if (resources !== undefined) {
    const at = [...path, 'resources'];
    const { claimNames, options } = context;
    validateResourceRequirements(errors, resources, validateContainerResourceName, claimNames, at, options);
  }
  if (resizePolicy !== undefined) validateResizePolicy(errors, container, context, [...path, 'resizePolicy']);
  if (securityContext !== undefined) {
    const hostUsers = context.spec.hostUsers !== false;
    validateContainerSecurity(errors, securityContext, hostUsers, [...path, 'securityContext']);
  }
}

const RESIZE_RESOURCES = ['cpu', 'memory'];
const RESIZE_POLICIES = ['NotRequired', 'RestartContainer'];

/** Source: validateResizePolicy. The server names the list. */
function validateResizePolicy(errors: FieldError[], container: AnyContainer, context: PodContext, path: FieldPath) {
  const seen = new Set<string>();
  container.resizePolicy?.forEach(({ resourceName = '', restartPolicy = '' }, index) => {
    if (seen.has(resourceName)) errors.push(duplicate([...path, index], resourceName));
    seen.add(resourceName);
    requireOneOf(errors, resourceName, RESIZE_RESOURCES, path);
    requireOneOf(errors, restartPolicy, RESIZE_POLICIES, path);
    if (context.spec.restartPolicy === 'Never' && restartPolicy !== 'NotRequired') {
      const detail = "must be 'NotRequired' when pod `restartPolicy` is 'Never'";
      errors.push(invalid(path, restartPolicy, detail));
    }
  });
}

const RESTART_POLICIES = ['Always', 'Never', 'OnFailure'];
const RESTART_ACTIONS = ['Restart', 'RestartAllContainers'];
const EXIT_CODE_OPERATORS = ['In', 'NotIn'];

/** Source: validateContainerRestartPolicy, validateInitContainerRestartPolicy. */
function validateRestartPolicy(errors: FieldError[], container: Container, path: FieldPath): void {
  const { restartPolicy, restartPolicyRules: rules = [] } = container;
  if (restartPolicy === undefined) {
    if (rules.length === 0) return;
    errors.push(required([...path, 'restartPolicy'], 'must specify restartPolicy when restart rules are used'));
  } else if (!RESTART_POLICIES.includes(restartPolicy)) {
    errors.push(notSupported([...path, 'restartPolicy'], restartPolicy, RESTART_POLICIES));
  }
  if (rules.length > 20) errors.push(tooMany([...path, 'restartPolicyRules'], rules.length, 20));
  rules.forEach((rule, index) => {
    validateRestartRule(errors, rule, [...path, 'restartPolicyRules', index]);
  });
}

function validateRestartRule(errors: FieldError[], rule: ContainerRestartRule, path: FieldPath): void {
  const { action = '', exitCodes } = rule;
  if (!RESTART_ACTIONS.includes(action)) errors.push(notSupported([...path, 'action'], action, RESTART_ACTIONS));
  if (exitCodes === undefined) {
    errors.push(required([...path, 'exitCodes'], 'must be specified'));
    return;
  }
  const { operator = '', values = [] } = exitCodes;
  if (!EXIT_CODE_OPERATORS.includes(operator)) {
    errors.push(notSupported([...path, 'exitCodes', 'operator'], operator, EXIT_CODE_OPERATORS));
  }
  if (values.length > 255) errors.push(tooMany([...path, 'exitCodes', 'values'], values.length, 255));
}

/** Source: validateContainers. */
export function validateContainers(errors: FieldError[], context: PodContext, path: FieldPath): void {
  const { containers = [], os, terminationGracePeriodSeconds } = context.spec;
  if (containers.length === 0) {
    errors.push(required(path));
    return;
  }
  const names = new Set<string>();
  containers.forEach((container, index) => {
    const at = [...path, index];
    validateCommon(errors, container, at, context);
    const { name = '', lifecycle } = container;
    if (names.has(name)) errors.push(duplicate([...at, 'name'], name));
    else names.add(name);
    if (lifecycle !== undefined) {
      validateLifecycle(errors, lifecycle, terminationGracePeriodSeconds, os, [...at, 'lifecycle']);
    }
    validateProbes(errors, container, terminationGracePeriodSeconds, at);
    validateRestartPolicy(errors, container, at);
  });
  checkHostPortConflicts(errors, containers, path);
}

const ONLY_SIDECARS = 'may not be set for init containers without restartPolicy=Always';
const SIDECAR_FIELDS = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const;

/** Source: validateInitContainers. */
export function validateInitContainers(errors: FieldError[], context: PodContext, path: FieldPath): void {
  const { initContainers, containers = [] } = context.spec;
  if (initContainers === undefined) return;
  const names = new Set(containers.map((container) => container.name ?? ''));
  initContainers.forEach((container, index) => {
    const at = [...path, index];
    validateCommon(errors, container, at, context);
    validateRestartPolicy(errors, container, at);
    const { name = '' } = container;
    if (names.has(name)) errors.push(duplicate([...at, 'name'], name));
    else if (name !== '') names.add(name);
    // Init containers run one after the other, so that only a single one's own ports can be in its way.
    checkHostPortConflicts(errors, [container], path);
    validateInitOnly(errors, container, context, at);
  });
}

function validateInitOnly(errors: FieldError[], container: Container, context: PodContext, path: FieldPath): void {
  const { os, terminationGracePeriodSeconds } = context.spec;
  if (container.restartPolicy === 'Always') {
    if (container.lifecycle !== undefined) {
      const at = [...path, 'lifecycle'];
      validateLifecycle(errors, container.lifecycle, terminationGracePeriodSeconds, os, at);
    }
    validateProbes(errors, container, terminationGracePeriodSeconds, path);
    return;
  }
  for (const field of SIDECAR_FIELDS) {
    if (container[field] !== undefined) errors.push(forbidden([...path, field], ONLY_SIDECARS));
  }
  if (context.options.allowRestartContainerForInitContainer) return;
  container.resizePolicy?.forEach(({ restartPolicy }, index) => {
    if (restartPolicy !== 'RestartContainer') return;
    const detail = "must not be set to 'RestartContainer' for non-sidecar initContainers";
    errors.push(invalid([...path, 'resizePolicy', index, 'restartPolicy'], restartPolicy, detail));
  });
}

const NOT_EPHEMERAL = 'cannot be set for an Ephemeral Container';

/** Source: allowedEphemeralContainerFields: what is not in it. */
const EPHEMERAL_FORBIDDEN = [
  'ports',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
] as const;

/** Source: validateEphemeralContainers. */
export function validateEphemeralContainers(errors: FieldError[], context: PodContext, path: FieldPath): void {
  const { ephemeralContainers = [], containers = [], initContainers = [] } = context.spec;
  if (ephemeralContainers.length === 0) return;
  const others = new Set([...containers, ...initContainers].map((container) => container.name ?? ''));
  const names = new Set(others);
  ephemeralContainers.forEach((container, index) => {
    const at = [...path, index];
    validateCommon(errors, container, at, context);
    validateImageSpace(errors, container, at);
    const { name = '', targetContainerName = '' } = container;
    if (names.has(name)) errors.push(duplicate([...at, 'name'], name));
    else names.add(name);
    if (targetContainerName !== '' && !others.has(targetContainerName)) {
      errors.push(notFound([...at, 'targetContainerName'], targetContainerName));
    }
    validateEphemeralFields(errors, container, at);
  });
}

function validateEphemeralFields(errors: FieldError[], container: EphemeralContainer, path: FieldPath): void {
  for (const field of EPHEMERAL_FORBIDDEN) {
    if (container[field] !== undefined) errors.push(forbidden([...path, field], NOT_EPHEMERAL));
  }
  const { limits, requests, claims } = container.resources ?? {};
  if (limits !== undefined || requests !== undefined || claims !== undefined) {
    errors.push(forbidden([...path, 'resources'], NOT_EPHEMERAL));
  }
  container.volumeMounts?.forEach((mount, index) => {
    for (const field of ['subPath', 'subPathExpr'] as const) {
      if ((mount[field] ?? '') !== '') errors.push(forbidden([...path, 'volumeMounts', index, field], NOT_EPHEMERAL));
    }
  });
}

/** Only in Pods: templates may have blanks around an image. Source: validateContainerOnlyForPod. */
export function validateImageSpace(errors: FieldError[], container: AnyContainer, path: FieldPath): void {
  const { image = '' } = container;
  if (image !== image.trim()) {
    errors.push(invalid([...path, 'image'], image, 'must not have leading or trailing whitespace'));
  }
}
