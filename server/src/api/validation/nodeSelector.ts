// Node selectors: of Pods' node affinity and of volumes.
// Source: pkg/apis/core/validation/validation.go (ValidateNodeSelector and around it), 1.36.
import { forbidden, invalid, required, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import type { NodeSelector, NodeSelectorRequirement, NodeSelectorTerm } from '../types.generated.ts';
import { complain } from './fields.ts';
import { validateLabelName } from './labelSelector.ts';
import { isLabelValue, nameIsDnsSubdomain } from './strings.ts';

/** Source: ValidateNodeSelector. */
export function validateNodeSelector(
  errors: FieldError[],
  selector: NodeSelector,
  allowInvalidValues: boolean,
  path: FieldPath,
): void {
  const terms = selector.nodeSelectorTerms ?? [];
  const at = [...path, 'nodeSelectorTerms'];
  if (terms.length === 0) errors.push(required(at, 'must have at least one node selector term'));
  terms.forEach((term, index) => {
    validateNodeSelectorTerm(errors, term, allowInvalidValues, [...at, index]);
  });
}

/** Source: ValidateNodeSelectorTerm. */
export function validateNodeSelectorTerm(
  errors: FieldError[],
  term: NodeSelectorTerm,
  allowInvalidValues: boolean,
  path: FieldPath,
): void {
  term.matchExpressions?.forEach((requirement, index) => {
    validateRequirement(errors, requirement, allowInvalidValues, [...path, 'matchExpressions', index]);
  });
  term.matchFields?.forEach((requirement, index) => {
    validateFieldRequirement(errors, requirement, [...path, 'matchFields', index]);
  });
}

/** Source: ValidateNodeSelectorRequirement. */
function validateRequirement(
  errors: FieldError[],
  requirement: NodeSelectorRequirement,
  allowInvalidValues: boolean,
  path: FieldPath,
): void {
  const { key = '', operator = '', values = [] } = requirement;
  const valuesPath = [...path, 'values'];
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) {
        errors.push(required(valuesPath, "must be specified when `operator` is 'In' or 'NotIn'"));
      }
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) {
        errors.push(forbidden(valuesPath, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
      }
      break;
    case 'Gt':
    case 'Lt':
      if (values.length !== 1) {
        errors.push(required(valuesPath, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
      }
      break;
    default:
      errors.push(invalid([...path, 'operator'], operator, 'not a valid selector operator'));
  }
  validateLabelName(errors, key, [...path, 'key']);
  if (allowInvalidValues) return;
  values.forEach((value, index) => {
    complain(errors, [...valuesPath, index], value, isLabelValue(value));
  });
}

/** Only a node's name can be selected. Source: ValidateNodeFieldSelectorRequirement. */
function validateFieldRequirement(errors: FieldError[], requirement: NodeSelectorRequirement, path: FieldPath): void {
  const { key = '', operator = '', values = [] } = requirement;
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length !== 1) {
      const detail = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
      errors.push(required([...path, 'values'], detail));
    }
  } else errors.push(invalid([...path, 'operator'], operator, 'not a valid selector operator'));
  if (key !== 'metadata.name') errors.push(invalid([...path, 'key'], key, 'not a valid field selector key'));
  else {
    values.forEach((value, index) => {
      complain(errors, [...path, 'values', index], value, nameIsDnsSubdomain(value, false));
    });
  }
}
