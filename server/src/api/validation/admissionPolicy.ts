// What the API server refuses of admission policies and their bindings. Expressions in CEL are only required to be there.
// Source: pkg/apis/admissionregistration/validation/validation.go, 1.36.
import { deepEqual } from '../../base/compare.ts';
import { forbidden, invalid, notSupported, required, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import type {
  MatchResources,
  MutatingAdmissionPolicySpec,
  ParamKind,
  ParamRef,
  ValidatingAdmissionPolicySpec,
  Variable,
} from '../types.generated.ts';
import { complain } from './fields.ts';
import { validateLabelSelector } from './labelSelector.ts';
import { FAILURE_POLICIES, isBlank, validateMatchConditions, validateMatchResources } from './matchRules.ts';
import { isDns1035Label, isDns1123Subdomain, isPathSegmentName, nameIsDnsSubdomain } from './strings.ts';

const MUTATING_OPERATIONS = ['*', 'CONNECT', 'CREATE', 'UPDATE'];
const NOT_FOUND_ACTIONS = ['Deny', 'Allow'];
const IDENTIFIER = /^[_a-zA-Z][_a-zA-Z0-9]*$/;
const RESERVED: ReadonlySet<string> = new Set(
  (
    'true false null in as break const continue else for function if import let loop package namespace return ' +
    'var void while'
  ).split(' '),
);

/** What both kinds of policy have. */
type PolicySpec = Pick<
  ValidatingAdmissionPolicySpec & MutatingAdmissionPolicySpec,
  'failurePolicy' | 'paramKind' | 'matchConstraints' | 'matchConditions' | 'variables'
>;

/** The common part of a policy. With `old`, conditions that did not change are not looked at. */
export function validatePolicySpec(errors: FieldError[], spec: PolicySpec, old: PolicySpec | undefined): void {
  const { failurePolicy = '', paramKind, matchConstraints, variables } = spec;
  if (!FAILURE_POLICIES.includes(failurePolicy)) {
    errors.push(notSupported(['spec', 'failurePolicy'], failurePolicy, FAILURE_POLICIES));
  }
  if (paramKind) validateParamKind(errors, paramKind);
  const path = ['spec', 'matchConstraints'];
  if (!matchConstraints) errors.push(required(path));
  else {
    validateMatchResources(errors, matchConstraints, path);
    if ((matchConstraints.resourceRules ?? []).length === 0) errors.push(required([...path, 'resourceRules']));
  }
  const unchanged =
    old !== undefined && deepEqual(old.paramKind, paramKind) && deepEqual(old.matchConditions, spec.matchConditions);
  if (!unchanged) validateMatchConditions(errors, spec.matchConditions, ['spec', 'matchConditions']);
  variables?.forEach((variable, index) => validateVariable(errors, variable, ['spec', 'variables', index]));
}

/** Source: validateParamKind. */
function validateParamKind(errors: FieldError[], { apiVersion = '', kind = '' }: ParamKind): void {
  const path = ['spec', 'paramKind', 'apiVersion'];
  const parts = apiVersion.split('/');
  if (apiVersion === '') errors.push(required(path));
  else if (parts.length > 2 && apiVersion !== '/') {
    errors.push(invalid(path, apiVersion, `unexpected GroupVersion string: ${apiVersion}`));
  } else {
    const version = parts.at(-1) ?? '';
    const group = parts.length > 1 ? (parts[0] ?? '') : '';
    const groupComplaints = group === '' ? [] : isDns1123Subdomain(group);
    if (groupComplaints.length > 0) errors.push(invalid(path, group, groupComplaints.join(',')));
    if (version === '') errors.push(invalid(path, apiVersion, 'version must be specified'));
    else {
      const complaints = isDns1035Label(version);
      if (complaints.length > 0) errors.push(invalid(path, version, complaints.join(',')));
    }
  }
  const kindPath = ['spec', 'paramKind', 'kind'];
  if (kind === '') errors.push(required(kindPath));
  else {
    const complaints = isDns1035Label(kind.toLowerCase());
    const detail = `may have mixed case, but should otherwise match: ${complaints.join(',')}`;
    if (complaints.length > 0) errors.push(invalid(kindPath, kind, detail));
  }
}

/** Source: validateVariable. */
function validateVariable(errors: FieldError[], { name = '', expression }: Variable, path: FieldPath): void {
  if (isBlank(name)) errors.push(required([...path, 'name'], 'name is not specified'));
  else if (!IDENTIFIER.test(name) || RESERVED.has(name)) {
    errors.push(invalid([...path, 'name'], name, 'must be a valid CEL identifier'));
  }
  if (isBlank(expression)) errors.push(required([...path, 'expression'], 'expression is not specified'));
}

/** A policy that changes objects is not asked about what goes. The server names the list. */
export function checkMutatingOperations(
  errors: FieldError[],
  match: MatchResources | undefined,
  path: FieldPath,
): void {
  match?.resourceRules?.forEach(({ operations = [] }, index) => {
    operations.forEach((operation, position) => {
      if (MUTATING_OPERATIONS.includes(operation)) return;
      const at = [...path, 'resourceRules', index, 'operations', position];
      errors.push(notSupported(at, operation, MUTATING_OPERATIONS));
    });
  });
}

/** The common part of a binding. */
export function validateBindingSpec(
  errors: FieldError[],
  spec: {
    policyName?: string | undefined;
    paramRef?: ParamRef | undefined;
    matchResources?: MatchResources | undefined;
  },
): void {
  const { policyName = '', paramRef, matchResources } = spec;
  const path = ['spec', 'policyName'];
  if (policyName === '') errors.push(required(path));
  else complain(errors, path, policyName, nameIsDnsSubdomain(policyName, false));
  if (paramRef) validateParamRef(errors, paramRef, ['spec', 'paramRef']);
  if (matchResources) validateMatchResources(errors, matchResources, ['spec', 'matchResources']);
}

/** Source: validateParamRef. */
function validateParamRef(errors: FieldError[], reference: ParamRef, path: FieldPath): void {
  const { name = '', selector, parameterNotFoundAction: action = '' } = reference;
  const exclusive = 'name and selector are mutually exclusive';
  if (name !== '') {
    complain(errors, [...path, 'name'], name, isPathSegmentName(name));
    if (selector) errors.push(forbidden([...path, 'name'], exclusive));
  }
  if (selector) {
    validateLabelSelector(errors, selector, [...path, 'selector']);
    if (name !== '') errors.push(forbidden([...path, 'selector'], exclusive));
  }
  if (name === '' && !selector) errors.push(required(path, 'one of name or selector must be specified'));
  const at = [...path, 'parameterNotFoundAction'];
  if (action === '') errors.push(required(at));
  else if (!NOT_FOUND_ACTIONS.includes(action)) errors.push(notSupported(at, action, NOT_FOUND_ACTIONS));
}
