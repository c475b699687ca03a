// What the API server refuses of Roles and their bindings. Source: pkg/apis/rbac/validation/validation.go, 1.36.
import { deepEqual } from '../../base/compare.ts';
import { invalid, notSupported, required, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import type { ClusterRole, ClusterRoleBinding, PolicyRule, Subject, Role, RoleBinding } from '../types.generated.ts';
import { complain } from './fields.ts';
import { hasInvalidLabelValue, isUsableSelector, validateLabelSelector } from './labelSelector.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './objectMeta.ts';
import { isPathSegmentName, nameIsDnsSubdomain, nameIsPathSegment } from './strings.ts';

const RBAC_GROUP = 'rbac.authorization.k8s.io';
const SUBJECT_KINDS = ['ServiceAccount', 'User', 'Group'];

/** Source: ValidatePolicyRule. */
function validateRule(errors: FieldError[], rule: PolicyRule, namespaced: boolean, path: FieldPath): void {
  const has = (list: readonly string[] | undefined): boolean => (list?.length ?? 0) > 0;
  const at = [...path, 'nonResourceURLs'];
  if (!has(rule.verbs)) errors.push(required([...path, 'verbs'], 'verbs must contain at least one value'));
  if (has(rule.nonResourceURLs)) {
    if (namespaced)
      errors.push(invalid(at, rule.nonResourceURLs, 'namespaced rules cannot apply to non-resource URLs'));
    if (has(rule.apiGroups) || has(rule.resources) || has(rule.resourceNames)) {
      const detail = 'rules cannot apply to both regular resources and non-resource URLs';
      errors.push(invalid(at, rule.nonResourceURLs, detail));
    }
    return;
  }
  if (!has(rule.apiGroups)) {
    errors.push(required([...path, 'apiGroups'], 'resource rules must supply at least one api group'));
  }
  if (!has(rule.resources)) {
    errors.push(required([...path, 'resources'], 'resource rules must supply at least one resource'));
  }
}

/** Source: ValidateRole. */
export function validateRole(role: Role): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMeta(errors, role.metadata, true, nameIsPathSegment);
  (role.rules ?? []).forEach((rule, index) => validateRule(errors, rule, true, ['rules', index]));
  return errors;
}

/** Source: ValidateRoleUpdate. */
export function validateRoleUpdate(role: Role, old: Role): FieldError[] {
  const errors = validateRole(role);
  validateObjectMetaUpdate(errors, role.metadata, old.metadata);
  return errors;
}

/** Source: ValidateClusterRole. */
export function validateClusterRole(role: ClusterRole, allowInvalidLabelValueInSelector = false): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMeta(errors, role.metadata, false, nameIsPathSegment);
  (role.rules ?? []).forEach((rule, index) => validateRule(errors, rule, false, ['rules', index]));
  if (role.aggregationRule === undefined) return errors;
  const selectors = role.aggregationRule.clusterRoleSelectors ?? [];
  const path = ['aggregationRule', 'clusterRoleSelectors'];
  if (selectors.length === 0) {
    errors.push(required(path, 'at least one clusterRoleSelector required if aggregationRule is non-nil'));
  }
  selectors.forEach((selector, index) => {
    validateLabelSelector(errors, selector, [...path, index], { allowInvalidLabelValueInSelector });
    if (!isUsableSelector(selector)) errors.push(invalid([...path, index], null, 'invalid label selector.'));
  });
  return errors;
}

/** Source: ValidateClusterRoleUpdate. */
export function validateClusterRoleUpdate(role: ClusterRole, old: ClusterRole): FieldError[] {
  const known = (old.aggregationRule?.clusterRoleSelectors ?? []).some(hasInvalidLabelValue);
  const errors = validateClusterRole(role, known);
  validateObjectMetaUpdate(errors, role.metadata, old.metadata);
  return errors;
}

/** Source: ValidateRoleBindingSubject. */
function validateSubject(errors: FieldError[], subject: Subject, namespaced: boolean, path: FieldPath): void {
  const { kind = '', name = '', namespace = '', apiGroup = '' } = subject;
  if (name === '') errors.push(required([...path, 'name']));
  switch (kind) {
    case 'ServiceAccount':
      if (name !== '') complain(errors, [...path, 'name'], name, nameIsDnsSubdomain(name, false));
      if (apiGroup !== '') errors.push(notSupported([...path, 'apiGroup'], apiGroup, ['']));
      if (!namespaced && namespace === '') errors.push(required([...path, 'namespace']));
      break;
    case 'User':
    case 'Group':
      if (apiGroup !== RBAC_GROUP) errors.push(notSupported([...path, 'apiGroup'], apiGroup, [RBAC_GROUP]));
      break;
    default:
      errors.push(notSupported([...path, 'kind'], kind, SUBJECT_KINDS));
  }
}

/** Source: ValidateRoleBinding, ValidateClusterRoleBinding. */
function validateBinding(binding: RoleBinding | ClusterRoleBinding, namespaced: boolean): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMeta(errors, binding.metadata, namespaced, nameIsPathSegment);
  const { apiGroup = '', kind = '', name = '' } = binding.roleRef ?? {};
  const kinds = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  if (apiGroup !== RBAC_GROUP) errors.push(notSupported(['roleRef', 'apiGroup'], apiGroup, [RBAC_GROUP]));
  if (!kinds.includes(kind)) errors.push(notSupported(['roleRef', 'kind'], kind, kinds));
  if (name === '') errors.push(required(['roleRef', 'name']));
  else complain(errors, ['roleRef', 'name'], name, isPathSegmentName(name));
  (binding.subjects ?? []).forEach((subject, index) =>
    validateSubject(errors, subject, namespaced, ['subjects', index]),
  );
  return errors;
}

function validateBindingUpdate(
  binding: RoleBinding | ClusterRoleBinding,
  old: RoleBinding | ClusterRoleBinding,
  namespaced: boolean,
): FieldError[] {
  const errors = validateBinding(binding, namespaced);
  validateObjectMetaUpdate(errors, binding.metadata, old.metadata);
  if (!deepEqual(binding.roleRef, old.roleRef))
    errors.push(invalid(['roleRef'], binding.roleRef, 'cannot change roleRef'));
  return errors;
}

/** Fills in the groups that a binding leaves out, in place. Source: pkg/apis/rbac/v1/defaults.go. */
export function setBindingDefaults(binding: RoleBinding | ClusterRoleBinding): void {
  const roleRef = (binding.roleRef ??= {});
  roleRef.apiGroup ||= RBAC_GROUP;
  for (const subject of binding.subjects ?? []) {
    if (subject.kind === 'User' || subject.kind === 'Group') subject.apiGroup ||= RBAC_GROUP;
  }
}

export const validateRoleBinding = (binding: RoleBinding): FieldError[] => validateBinding(binding, true);

export const validateRoleBindingUpdate = (binding: RoleBinding, old: RoleBinding): FieldError[] =>
  validateBindingUpdate(binding, old, true);

export const validateClusterRoleBinding = (binding: ClusterRoleBinding): FieldError[] =>
  validateBinding(binding, false);

export const validateClusterRoleBindingUpdate = (binding: ClusterRoleBinding, old: ClusterRoleBinding): FieldError[] =>
  validateBindingUpdate(binding, old, false);
