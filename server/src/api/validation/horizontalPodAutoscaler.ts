// What the API server refuses of a HorizontalPodAutoscaler (autoscaling/v2).
// Source: pkg/apis/autoscaling/validation/validation.go, 1.36.
import { forbidden, invalid, notSupported, required, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import { apiVersionComplaint } from '../gvk.ts';
import { quantityOf } from '../quantity.ts';
import type {
  CrossVersionObjectReference,
  HorizontalPodAutoscaler,
  HPAScalingPolicy,
  HPAScalingRules,
  MetricSpec,
  MetricTarget,
} from '../types.generated.ts';
import { complain } from './fields.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './objectMeta.ts';
import { checkNonNegativeQuantity, validateContainerResourceName } from './resources.ts';
import { isDns1123Label, isPathSegmentName, nameIsDnsSubdomain } from './strings.ts';

const METRIC_TYPES = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'];
const TARGET_TYPES = ['Utilization', 'Value', 'AverageValue'];
const SELECT_POLICIES = ['Disabled', 'Max', 'Min'];
const POLICY_TYPES = ['Percent', 'Pods'];
const MAX_PERIOD_SECONDS = 1800;
const MAX_WINDOW_SECONDS = 3600;

/** What a reference's apiVersion must be. Source: CrossVersionObjectReferenceValidationOptions. */
type ApiVersionRule = 'any' | 'well-formed' | 'with a group';

/** Source: ValidateCrossVersionObjectReference. */
function validateTargetReference(
  errors: FieldError[],
  reference: CrossVersionObjectReference,
  path: FieldPath,
  apiVersionRule: ApiVersionRule,
): void {
  for (const field of ['kind', 'name'] as const) {
    const value = reference[field] ?? '';
    if (value === '') errors.push(required([...path, field]));
    else complain(errors, [...path, field], value, isPathSegmentName(value));
  }
  if (apiVersionRule === 'any') return;
  const apiVersion = reference.apiVersion ?? '';
  const complaint =
    apiVersionComplaint(apiVersion) ??
    (apiVersionRule === 'with a group' && !/^[^/]+\//.test(apiVersion)
      ? 'apiVersion must specify API group'
      : undefined);
  if (complaint !== undefined) errors.push(invalid([...path, 'apiVersion'], apiVersion, complaint));
}

function validateTarget(errors: FieldError[], target: MetricTarget, path: FieldPath): void {
  const type = target.type ?? '';
  if (type === '') errors.push(required([...path, 'type'], 'must specify a metric target type'));
  if (!TARGET_TYPES.includes(type)) {
    errors.push(invalid([...path, 'type'], type, 'must be either Utilization, Value, or AverageValue'));
  }
  for (const field of ['value', 'averageValue'] as const) {
    const value = target[field];
    if (value !== undefined && quantityOf(value).nano <= 0n) {
      errors.push(invalid([...path, field], value, 'must be positive'));
    }
  }
  const utilization = target.averageUtilization;
  if (utilization !== undefined && utilization < 1) {
    errors.push(invalid([...path, 'averageUtilization'], utilization, 'must be greater than 0'));
  }
}

function validateIdentifier(errors: FieldError[], name: string, path: FieldPath): void {
  if (name === '') errors.push(required([...path, 'name'], 'must specify a metric name'));
  else complain(errors, [...path, 'name'], name, isPathSegmentName(name));
}

/** Utilization or a raw value: one of them, not both. */
function requireUtilizationOrValue(errors: FieldError[], target: MetricTarget, path: FieldPath): void {
  const { averageUtilization, averageValue } = target;
  if (averageUtilization === undefined && averageValue === undefined) {
    errors.push(
      required([...path, 'averageUtilization'], 'must set either a target raw value or a target utilization'),
    );
  }
  if (averageUtilization !== undefined && averageValue !== undefined) {
    errors.push(forbidden([...path, 'averageValue'], 'may not set both a target raw value and a target utilization'));
  }
}

type Source = 'object' | 'external' | 'pods' | 'resource' | 'containerResource';

/** The sources in the order in which the server looks at them; only the first that is there is validated. */
const SOURCES: Readonly<Record<Source, (errors: FieldError[], metric: MetricSpec, path: FieldPath) => void>> = {
  object(errors, { object = {} }, path) {
    const target = object.target ?? {};
    validateTargetReference(errors, object.describedObject ?? {}, [...path, 'describedObject'], 'well-formed');
    validateIdentifier(errors, object.metric?.name ?? '', [...path, 'metric']);
    validateTarget(errors, target, [...path, 'target']);
    if (target.value === undefined && target.averageValue === undefined) {
      errors.push(required([...path, 'target', 'averageValue'], 'must set either a target value or averageValue'));
    }
  },
  external(errors, { external = {} }, path) {
    const target = external.target ?? {};
    validateIdentifier(errors, external.metric?.name ?? '', [...path, 'metric']);
    validateTarget(errors, target, [...path, 'target']);
    if (target.value === undefined && target.averageValue === undefined) {
      const detail = 'must set either a target value for metric or a per-pod target';
      errors.push(required([...path, 'target', 'averageValue'], detail));
    }
    if (target.value !== undefined && target.averageValue !== undefined) {
      const detail = 'may not set both a target value for metric and a per-pod target';
      errors.push(forbidden([...path, 'target', 'value'], detail));
    }
  },
  pods(errors, { pods = {} }, path) {
    validateIdentifier(errors, pods.metric?.name ?? '', [...path, 'metric']);
    validateTarget(errors, pods.target ?? {}, [...path, 'target']);
    if (pods.target?.averageValue === undefined) {
      errors.push(required([...path, 'target', 'averageValue'], 'must specify a positive target averageValue'));
    }
  },
  resource(errors, { resource = {} }, path) {
    if (!resource.name) errors.push(required([...path, 'name'], 'must specify a resource name'));
    validateTarget(errors, resource.target ?? {}, [...path, 'target']);
    requireUtilizationOrValue(errors, resource.target ?? {}, [...path, 'target']);
  },
  containerResource(errors, { containerResource = {} }, path) {
    const { name = '', container = '', target = {} } = containerResource;
    if (name === '') errors.push(required([...path, 'name'], 'must specify a resource name'));
    else validateContainerResourceName(errors, name, [...path, 'name']);
    if (container === '') errors.push(required([...path, 'container'], 'must specify a container'));
    else complain(errors, [...path, 'container'], container, isDns1123Label(container));
    validateTarget(errors, target, [...path, 'target']);
    requireUtilizationOrValue(errors, target, [...path, 'target']);
  },
};

const SOURCE_OF: Readonly<Record<string, Source>> = {
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
  External: 'external',
  ContainerResource: 'containerResource',
};

/** Source: validateMetricSpec. */
function validateMetric(errors: FieldError[], metric: MetricSpec, path: FieldPath): void {
  const type = metric.type ?? '';
  if (type === '') errors.push(required([...path, 'type'], 'must specify a metric source type'));
  if (!METRIC_TYPES.includes(type)) errors.push(notSupported([...path, 'type'], type, METRIC_TYPES));
  const present = (Object.keys(SOURCES) as Source[]).filter((source) => metric[source] !== undefined);
  const first = present[0];
  if (first !== undefined) SOURCES[first](errors, metric, [...path, first]);
  const expected = Object.hasOwn(SOURCE_OF, type) ? SOURCE_OF[type] : undefined;
  if (expected === undefined) errors.push(notSupported([...path, 'type'], type, METRIC_TYPES));
  else if (metric[expected] === undefined) {
    errors.push(required([...path, expected], 'must populate information for the given metric source'));
  }
  if (present.length === 1) return;
  for (const source of present) {
    if (source !== expected) errors.push(forbidden([...path, source], 'must populate the given metric source only'));
  }
}

function validatePolicy(errors: FieldError[], policy: HPAScalingPolicy, path: FieldPath): void {
  const { type = '', value = 0, periodSeconds = 0 } = policy;
  if (!POLICY_TYPES.includes(type)) errors.push(notSupported([...path, 'type'], type, POLICY_TYPES));
  if (value <= 0) errors.push(invalid([...path, 'value'], value, 'must be greater than zero'));
  if (periodSeconds <= 0) errors.push(invalid([...path, 'periodSeconds'], periodSeconds, 'must be greater than zero'));
  if (periodSeconds > MAX_PERIOD_SECONDS) {
    errors.push(
      invalid([...path, 'periodSeconds'], periodSeconds, `must be less than or equal to ${MAX_PERIOD_SECONDS}`),
    );
  }
}

/** Source: validateScalingRules. */
function validateScalingRules(errors: FieldError[], rules: HPAScalingRules | undefined, path: FieldPath): void {
  if (rules === undefined) return;
  const window = rules.stabilizationWindowSeconds;
  const at = [...path, 'stabilizationWindowSeconds'];
  if (window !== undefined && window < 0) errors.push(invalid(at, window, 'must be greater than or equal to zero'));
  if (window !== undefined && window > MAX_WINDOW_SECONDS) {
    errors.push(invalid(at, window, `must be less than or equal to ${MAX_WINDOW_SECONDS}`));
  }
  const { selectPolicy, tolerance, policies = [] } = rules;
  if (selectPolicy !== undefined && !SELECT_POLICIES.includes(selectPolicy)) {
    errors.push(notSupported([...path, 'selectPolicy'], selectPolicy, SELECT_POLICIES));
  }
  if (policies.length === 0) errors.push(required([...path, 'policies'], 'must specify at least one Policy'));
  policies.forEach((policy, index) => validatePolicy(errors, policy, [...path, 'policies', index]));
  if (tolerance !== undefined) checkNonNegativeQuantity(errors, tolerance, [...path, 'tolerance']);
}

/** Source: validateHorizontalPodAutoscalerSpec. Scaling to zero (HPAScaleToZero) is off in a default cluster. */
function validateSpec(
  errors: FieldError[],
  autoscaler: HorizontalPodAutoscaler,
  lowest: number,
  targetApiVersion: ApiVersionRule,
): void {
  const { minReplicas, maxReplicas = 0, scaleTargetRef = {}, metrics = [], behavior } = autoscaler.spec ?? {};
  const max = ['spec', 'maxReplicas'];
  if (minReplicas !== undefined && minReplicas < lowest) {
    errors.push(invalid(['spec', 'minReplicas'], minReplicas, `must be greater than or equal to ${lowest}`));
  }
  if (maxReplicas === 0) errors.push(required(max, 'must be set and greater than 0'));
  else if (maxReplicas < 0) errors.push(invalid(max, maxReplicas, 'must be greater than or equal to 1'));
  if (minReplicas !== undefined && maxReplicas < minReplicas) {
    errors.push(invalid(max, maxReplicas, 'must be greater than or equal to `minReplicas`'));
  }
  validateTargetReference(errors, scaleTargetRef, ['spec', 'scaleTargetRef'], targetApiVersion);
  metrics.forEach((metric, index) => validateMetric(errors, metric, ['spec', 'metrics', index]));
  const canScaleToZero = metrics.some(({ type }) => type === 'Object' || type === 'External');
  if (minReplicas === 0 && !canScaleToZero) {
    const detail = 'must specify at least one Object or External metric to support scaling to zero replicas';
    errors.push(forbidden(['spec', 'metrics'], detail));
  }
  validateScalingRules(errors, behavior?.scaleUp, ['spec', 'behavior', 'scaleUp']);
  validateScalingRules(errors, behavior?.scaleDown, ['spec', 'behavior', 'scaleDown']);
}

/** The one scalable type of the core group needs no group. Source: validationOptionsForHorizontalPodAutoscaler. */
const ruleFor = (target: CrossVersionObjectReference | undefined): ApiVersionRule =>
  target?.kind === 'ReplicationController' ? 'well-formed' : 'with a group';

/** Source: ValidateHorizontalPodAutoscaler. */
export function validateHorizontalPodAutoscaler(autoscaler: HorizontalPodAutoscaler): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMeta(errors, autoscaler.metadata, true, nameIsDnsSubdomain);
  validateSpec(errors, autoscaler, 1, ruleFor(autoscaler.spec?.scaleTargetRef));
  return errors;
}

/** Source: ValidateHorizontalPodAutoscalerUpdate. */
export function validateHorizontalPodAutoscalerUpdate(
  autoscaler: HorizontalPodAutoscaler,
  old: HorizontalPodAutoscaler,
): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMetaUpdate(errors, autoscaler.metadata, old.metadata);
  const target = autoscaler.spec?.scaleTargetRef;
  const before = old.spec?.scaleTargetRef;
  const unchanged = target?.apiVersion === before?.apiVersion && target?.kind === before?.kind;
  validateSpec(errors, autoscaler, old.spec?.minReplicas === 0 ? 0 : 1, unchanged ? 'any' : ruleFor(target));
  return errors;
}
