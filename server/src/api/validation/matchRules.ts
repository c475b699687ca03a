// To which requests webhooks and admission policies apply. Source: pkg/apis/admissionregistration/validation/validation.go, 1.36.
import { duplicate, invalid, notSupported, required, tooMany, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import type { ApiObject } from '../kindRules.ts';
import type {
  MatchCondition,
  MatchResources,
  NamedRuleWithOperations,
  RuleWithOperations,
} from '../types.generated.ts';
import { complain } from './fields.ts';
import { validateLabelSelector } from './labelSelector.ts';
import { isPathSegmentName, isQualifiedName } from './strings.ts';

const OPERATIONS = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const SCOPES = ['*', 'Cluster', 'Namespaced'];
const MAX_CONDITIONS = 64;
/** What to do where a webhook or a policy fails. */
export const FAILURE_POLICIES: readonly string[] = ['Fail', 'Ignore'];
/** Whether a rule means other versions of the same resource, too. */
export const MATCH_POLICIES: readonly string[] = ['Equivalent', 'Exact'];
/** Whether to ask again where another one changed the object. */
export const REINVOCATION_POLICIES: readonly string[] = ['IfNeeded', 'Never'];

/** Whether a text of CEL says nothing. CEL itself is not looked into. */
export const isBlank = (text: string | undefined): boolean => (text ?? '').trim() === '';

/** Fills in the defaults of a rule. Source: SetDefaults_Rule. */
export function setRuleDefaults(rules: readonly RuleWithOperations[] | undefined): void {
  for (const rule of rules ?? []) rule.scope ??= '*';
}

/** Fills in the defaults of what a policy matches. Source: SetDefaults_MatchResources. */
export function setMatchDefaults(match: MatchResources | undefined): void {
  if (match === undefined) return;
  match.matchPolicy ??= 'Equivalent';
  match.namespaceSelector ??= {};
  match.objectSelector ??= {};
  setRuleDefaults(match.resourceRules);
  setRuleDefaults(match.excludeResourceRules);
}

/** `*` stands alone. */
function checkStar(errors: FieldError[], values: readonly string[], path: FieldPath, what: string): void {
  if (values.length > 1 && values.includes('*')) {
    errors.push(invalid(path, values, `if '*' is present, must not specify other ${what}`));
  }
}

/** Source: validateRuleWithOperations, validateRule. */
export function validateRule(errors: FieldError[], rule: RuleWithOperations, path: FieldPath): void {
  const { operations = [], apiGroups = [], apiVersions = [], resources = [], scope } = rule;
  if (operations.length === 0) errors.push(required([...path, 'operations']));
  checkStar(errors, operations, [...path, 'operations'], 'operations');
  operations.forEach((operation, index) => {
    if (!OPERATIONS.includes(operation)) {
      errors.push(notSupported([...path, 'operations', index], operation, OPERATIONS));
    }
  });
  if (apiGroups.length === 0) errors.push(required([...path, 'apiGroups']));
  checkStar(errors, apiGroups, [...path, 'apiGroups'], 'API groups');
  if (apiVersions.length === 0) errors.push(required([...path, 'apiVersions']));
  checkStar(errors, apiVersions, [...path, 'apiVersions'], 'API versions');
  apiVersions.forEach((version, index) => {
    if (version === '') errors.push(required([...path, 'apiVersions', index]));
  });
  validateResources(errors, resources, [...path, 'resources']);
  if (scope !== undefined && !SCOPES.includes(scope)) errors.push(notSupported([...path, 'scope'], scope, SCOPES));
}

/** Resources, and subresources behind a slash. Source: validateResources. */
function validateResources(errors: FieldError[], resources: readonly string[], path: FieldPath): void {
  if (resources.length === 0) errors.push(required(path));
  const allOf = new Set<string>();
  const ofAll = new Set<string>();
  // The server remembers only the last name without a slash.
  let lastIsPlain = false;
  resources.forEach((name, index) => {
    const at = [...path, index];
    if (name === '') {
      errors.push(required(at));
      return;
    }
    const slash = name.indexOf('/');
    if (slash < 0) {
      lastIsPlain = name !== '*';
      return;
    }
    const resource = name.slice(0, slash);
    const sub = name.slice(slash + 1);
    if (allOf.has(resource)) {
      errors.push(invalid(at, name, `if '${resource}/*' is present, must not specify ${name}`));
    }
    if (ofAll.has(sub)) errors.push(invalid(at, name, `if '*/${sub}' is present, must not specify ${name}`));
    if (sub === '*') allOf.add(resource);
    if (resource === '*') ofAll.add(sub);
  });
  if (resources.length > 1 && resources.includes('*/*')) {
    errors.push(invalid(path, resources, "if '*/*' is present, must not specify other resources"));
  }
  if (resources.includes('*') && lastIsPlain) {
    const detail = "if '*' is present, must not specify other resources without subresources";
    errors.push(invalid(path, resources, detail));
  }
}

/** Source: validateNamedRuleWithOperations. */
function validateNamedRule(errors: FieldError[], rule: NamedRuleWithOperations, path: FieldPath): void {
  const seen = new Set<string>();
  rule.resourceNames?.forEach((name, index) => {
    const at = [...path, 'resourceNames', index];
    complain(errors, at, name, isPathSegmentName(name));
    if (seen.has(name)) errors.push(duplicate(at, name));
    seen.add(name);
  });
  validateRule(errors, rule, path);
}

/** Source: validateMatchResources. What is required has a default. */
export function validateMatchResources(errors: FieldError[], match: MatchResources, path: FieldPath): void {
  const { matchPolicy } = match;
  if (matchPolicy !== undefined && !MATCH_POLICIES.includes(matchPolicy)) {
    errors.push(notSupported([...path, 'matchPolicy'], matchPolicy, MATCH_POLICIES));
  }
  validateLabelSelector(errors, match.namespaceSelector, [...path, 'namespaceSelector']);
  validateLabelSelector(errors, match.objectSelector, [...path, 'objectSelector']);
  for (const field of ['resourceRules', 'excludeResourceRules'] as const) {
    match[field]?.forEach((rule, index) => validateNamedRule(errors, rule, [...path, field, index]));
  }
}

/** Source: validateMatchConditions. */
export function validateMatchConditions(
  errors: FieldError[],
  conditions: readonly MatchCondition[] | undefined,
  path: FieldPath,
): void {
  const count = conditions?.length ?? 0;
  if (count > MAX_CONDITIONS) errors.push(tooMany(path, count, MAX_CONDITIONS));
  const seen = new Set<string>();
  conditions?.forEach(({ name = '', expression }, index) => {
    const at = [...path, index];
    if (isBlank(expression)) errors.push(required([...at, 'expression']));
    if (name === '') errors.push(required([...at, 'name']));
    else {
      complain(errors, [...at, 'name'], name, isQualifiedName(name));
      if (seen.has(name)) errors.push(duplicate([...at, 'name'], name));
      seen.add(name);
    }
  });
}

const STATIC_SUFFIX = '.static.k8s.io';

/** Names that are kept for configurations that are read from files. Source: WarningsForStaticSuffix. */
export function staticNameWarnings({ metadata }: ApiObject): string[] {
  if (metadata?.name?.endsWith(STATIC_SUFFIX) !== true) return [];
  const reserved = 'are reserved for static manifest-based configurations and cannot be managed via the API';
  return [`metadata.name: names ending with "${STATIC_SUFFIX}" ${reserved}`];
}
