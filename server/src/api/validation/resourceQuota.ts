// What the API server refuses of a ResourceQuota. Source: pkg/apis/core/validation/validation.go, pkg/apis/core/helper/helpers.go, 1.36.
import { invalid, required, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import type { ResourceQuota, ResourceQuotaSpec } from '../types.generated.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './objectMeta.ts';
import { validateResourceName, validateResourceQuantity } from './resources.ts';
import { IMMUTABLE_ERROR, nameIsDnsSubdomain } from './strings.ts';

const COMPUTE = ['cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory'];
const OBJECTS = [
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'persistentvolumeclaims',
  'configmaps',
  'services.nodeports',
  'services.loadbalancers',
];
const STORAGE = ['ephemeral-storage', 'requests.storage', 'requests.ephemeral-storage', 'limits.ephemeral-storage'];
const STANDARD: ReadonlySet<string> = new Set([...COMPUTE, ...OBJECTS, ...STORAGE]);

/** What each scope can count. */
const SCOPES: Readonly<Record<string, ReadonlySet<string>>> = {
  Terminating: new Set(['pods', ...COMPUTE]),
  NotTerminating: new Set(['pods', ...COMPUTE]),
  NotBestEffort: new Set(['pods', ...COMPUTE]),
  PriorityClass: new Set(['pods', ...COMPUTE]),
  CrossNamespacePodAffinity: new Set(['pods', ...COMPUTE]),
  BestEffort: new Set(['pods']),
  VolumeAttributesClass: new Set(['persistentvolumeclaims', 'requests.storage']),
};
const EXISTS_ONLY = ['BestEffort', 'NotBestEffort', 'Terminating', 'NotTerminating', 'CrossNamespacePodAffinity'];
const CONFLICTS = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
] as const;

const isStandard = (name: string): boolean =>
  STANDARD.has(name) || name.startsWith('hugepages-') || name.startsWith('requests.hugepages-');

const canCount = (scope: string, resource: string): boolean =>
  !isStandard(resource) || !Object.hasOwn(SCOPES, scope) || SCOPES[scope]?.has(resource) === true;

function validateList(errors: FieldError[], list: Readonly<Record<string, string>>, path: FieldPath): void {
  for (const name of Object.keys(list)) {
    const at = [...path, { key: name }];
    validateResourceName(errors, name, at);
    if (!name.includes('/') && !isStandard(name))
      errors.push(invalid(at, name, 'must be a standard resource for quota'));
    validateResourceQuantity(errors, name, list[name] ?? '', at);
  }
}

function conflicting(errors: FieldError[], scopes: ReadonlySet<string>, path: FieldPath, shown: unknown): void {
  for (const [one, other] of CONFLICTS) {
    if (scopes.has(one) && scopes.has(other)) errors.push(invalid(path, shown, 'conflicting scopes'));
  }
}

function validateScopes(errors: FieldError[], spec: ResourceQuotaSpec): void {
  const scopes = spec.scopes ?? [];
  const path = ['spec', 'scopes'];
  const resources = Object.keys(spec.hard ?? {}).sort();
  for (const scope of scopes) {
    if (!Object.hasOwn(SCOPES, scope)) errors.push(invalid(path, scopes, 'unsupported scope'));
    for (const resource of resources) {
      if (!canCount(scope, resource)) errors.push(invalid(path, scopes, 'unsupported scope applied to resource'));
    }
  }
  conflicting(errors, new Set(scopes), path, scopes);
}

function validateScopeSelector(errors: FieldError[], spec: ResourceQuotaSpec): void {
  const requirements = spec.scopeSelector?.matchExpressions ?? [];
  const path = ['spec', 'scopeSelector', 'matchExpressions'];
  const resources = Object.keys(spec.hard ?? {}).sort();
  for (const { scopeName = '', operator = '', values = [] } of requirements) {
    if (!Object.hasOwn(SCOPES, scopeName)) errors.push(invalid([...path, 'scopeName'], scopeName, 'unsupported scope'));
    for (const resource of resources) {
      if (!canCount(scopeName, resource)) {
        errors.push(invalid(path, spec.scopeSelector, 'unsupported scope applied to resource'));
      }
    }
    if (EXISTS_ONLY.includes(scopeName) && operator !== 'Exists') {
      const detail =
        "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";
      errors.push(invalid([...path, 'operator'], operator, detail));
    }
    if (operator === 'In' || operator === 'NotIn') {
      const detail = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
      if (values.length === 0) errors.push(required([...path, 'values'], detail));
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      const detail = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector";
      if (values.length > 0) errors.push(invalid([...path, 'values'], values, detail));
    } else errors.push(invalid([...path, 'operator'], operator, 'not a valid selector operator'));
  }
  conflicting(errors, new Set(requirements.map(({ scopeName = '' }) => scopeName)), path, spec.scopes);
}

function validateSpec(errors: FieldError[], quota: ResourceQuota): void {
  const spec = quota.spec ?? {};
  validateList(errors, spec.hard ?? {}, ['spec', 'hard']);
  validateScopes(errors, spec);
  validateScopeSelector(errors, spec);
}

/** Source: ValidateResourceQuota. */
export function validateResourceQuota(quota: ResourceQuota): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMeta(errors, quota.metadata, true, nameIsDnsSubdomain);
  validateSpec(errors, quota);
  return errors;
}

/** Source: ValidateResourceQuotaUpdate. */
export function validateResourceQuotaUpdate(quota: ResourceQuota, old: ResourceQuota): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMetaUpdate(errors, quota.metadata, old.metadata);
  validateSpec(errors, quota);
  const now = new Set(quota.spec?.scopes ?? []);
  const before = new Set(old.spec?.scopes ?? []);
  if (now.size !== before.size || [...now].some((scope) => !before.has(scope))) {
    errors.push(invalid(['spec', 'scopes'], quota.spec?.scopes, IMMUTABLE_ERROR));
  }
  return errors;
}
