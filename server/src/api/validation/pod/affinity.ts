// Affinity to nodes and Pods, and how Pods spread.
// Source: pkg/apis/core/validation/validation.go (validateAffinity, validateTopologySpreadConstraints), 1.36.
import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from '../../fieldError.ts';
import type { FieldPath } from '../../fieldPath.ts';
import type {
  Affinity,
  LabelSelector,
  NodeAffinity,
  PodAffinity,
  PodAffinityTerm,
  TopologySpreadConstraint,
} from '../../types.generated.ts';
import { checkPositive, complain } from '../fields.ts';
import { validateLabelName, validateLabelSelector } from '../labelSelector.ts';
import { validateNodeSelector, validateNodeSelectorTerm } from '../nodeSelector.ts';
import { nameIsDnsLabel } from '../strings.ts';
import { allowOneOf } from './enums.ts';
import type { PodOptions } from './options.ts';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

/** Source: validateAffinity. */
export function validateAffinity(errors: FieldError[], affinity: Affinity, options: PodOptions, path: FieldPath): void {
  const { nodeAffinity, podAffinity, podAntiAffinity } = affinity;
  if (nodeAffinity !== undefined) validateNodeAffinity(errors, nodeAffinity, options, [...path, 'nodeAffinity']);
  if (podAffinity !== undefined) validatePodAffinity(errors, podAffinity, options, [...path, 'podAffinity']);
  if (podAntiAffinity !== undefined) {
    validatePodAffinity(errors, podAntiAffinity, options, [...path, 'podAntiAffinity']);
  }
}

function checkWeight(errors: FieldError[], weight: number | undefined, path: FieldPath): void {
  const value = weight ?? 0;
  if (value <= 0 || value > 100) errors.push(invalid([...path, 'weight'], value, 'must be in the range 1-100'));
}

/** Source: validateNodeAffinity, ValidatePreferredSchedulingTerms. */
function validateNodeAffinity(errors: FieldError[], affinity: NodeAffinity, options: PodOptions, path: FieldPath) {
  const needed = affinity[REQUIRED];
  if (needed !== undefined) {
    validateNodeSelector(errors, needed, options.allowInvalidLabelValueInNodeAffinity, [...path, REQUIRED]);
  }
  affinity[PREFERRED]?.forEach((term, index) => {
    const at = [...path, PREFERRED, index];
    checkWeight(errors, term.weight, at);
    // Values that no label can have are let through here: a single node would still take the Pod.
    if (term.preference !== undefined) validateNodeSelectorTerm(errors, term.preference, true, [...at, 'preference']);
  });
}

/** Source: validatePodAffinity, validatePodAntiAffinity. */
function validatePodAffinity(errors: FieldError[], affinity: PodAffinity, options: PodOptions, path: FieldPath): void {
  affinity[REQUIRED]?.forEach((term, index) => {
    validateTerm(errors, term, options, [...path, REQUIRED, index]);
  });
  affinity[PREFERRED]?.forEach((weighted, index) => {
    const at = [...path, PREFERRED, index];
    checkWeight(errors, weighted.weight, at);
    validateTerm(errors, weighted.podAffinityTerm ?? {}, options, [...at, 'podAffinityTerm']);
  });
}

/** Source: validatePodAffinityTerm. */
function validateTerm(errors: FieldError[], term: PodAffinityTerm, options: PodOptions, path: FieldPath): void {
  const { topologyKey = '', matchLabelKeys = [], mismatchLabelKeys = [], labelSelector } = term;
  validateLabelSelector(errors, labelSelector, [...path, 'labelSelector'], options);
  validateLabelSelector(errors, term.namespaceSelector, [...path, 'namespaceSelector'], options);
  for (const name of term.namespaces ?? []) {
    complain(errors, [...path, 'namespace'], name, nameIsDnsLabel(name, false));
  }
  validateMatchLabelKeys(errors, matchLabelKeys, mismatchLabelKeys, labelSelector, path);
  if (topologyKey === '') errors.push(required([...path, 'topologyKey'], 'can not be empty'));
  validateLabelName(errors, topologyKey, [...path, 'topologyKey']);
}

/**
 * Keys whose values are taken from the Pod's own labels. By now the server has added them to the selector, so that a key
 * is there twice if it was written there too. Source: ValidateMatchLabelKeysAndMismatchLabelKeys.
 */
function validateMatchLabelKeys(
  errors: FieldError[],
  keys: readonly string[],
  mismatchKeys: readonly string[],
  selector: LabelSelector | undefined,
  path: FieldPath,
): void {
  if (keys.length === 0 && mismatchKeys.length === 0) return;
  validateKeys(errors, keys, selector, [...path, 'matchLabelKeys']);
  validateKeys(errors, mismatchKeys, selector, [...path, 'mismatchLabelKeys']);
  if (selector !== undefined) {
    const selected = new Set(Object.keys(selector.matchLabels ?? {}));
    for (const { key = '' } of selector.matchExpressions ?? []) {
      const index = keys.lastIndexOf(key);
      if (index >= 0 && selected.has(key)) {
        errors.push(invalid([...path, index], key, 'exists in both matchLabelKeys and labelSelector'));
      }
      selected.add(key);
    }
  }
  keys.forEach((key, index) => {
    if (!mismatchKeys.includes(key)) return;
    const detail = 'exists in both matchLabelKeys and mismatchLabelKeys';
    errors.push(invalid([...path, 'matchLabelKeys', index], key, detail));
  });
}

const NO_SELECTOR = 'must not be specified when labelSelector is not set';

/** Source: validateLabelKeys. */
function validateKeys(
  errors: FieldError[],
  keys: readonly string[],
  selector: LabelSelector | undefined,
  path: FieldPath,
): void {
  if (keys.length === 0) return;
  if (selector === undefined) errors.push(forbidden(path, NO_SELECTOR));
  else {
    keys.forEach((key, index) => {
      validateLabelName(errors, key, [...path, index]);
    });
  }
}

/** How older servers looked at the keys; kept for what they let in. Source: ValidateMatchLabelKeysInTopologySpread. */
function validateOldMatchLabelKeys(errors: FieldError[], constraint: TopologySpreadConstraint, path: FieldPath): void {
  const { matchLabelKeys = [], labelSelector } = constraint;
  if (matchLabelKeys.length === 0) return;
  const selected = new Set([
    ...Object.keys(labelSelector?.matchLabels ?? {}),
    ...(labelSelector?.matchExpressions ?? []).map((requirement) => requirement.key ?? ''),
  ]);
  if (labelSelector === undefined) errors.push(forbidden(path, NO_SELECTOR));
  matchLabelKeys.forEach((key, index) => {
    validateLabelName(errors, key, [...path, index]);
    if (selected.has(key)) {
      errors.push(invalid([...path, index], key, 'exists in both matchLabelKeys and labelSelector'));
    }
  });
}

const ACTIONS = ['DoNotSchedule', 'ScheduleAnyway'];
const NODE_POLICIES = ['Honor', 'Ignore'];

/** Source: validateTopologySpreadConstraints. */
export function validateSpread(
  errors: FieldError[],
  constraints: readonly TopologySpreadConstraint[],
  path: FieldPath,
  options: PodOptions,
): void {
  const last = new Map<string, number>(
    constraints.map((item, index) => [`{${item.topologyKey ?? ''}, ${item.whenUnsatisfiable ?? ''}}`, index] as const),
  );
  constraints.forEach((constraint, index) => {
    const at = [...path, index];
    const { maxSkew = 0, topologyKey = '', whenUnsatisfiable = '', minDomains } = constraint;
    checkPositive(errors, [...at, 'maxSkew'], maxSkew);
    if (topologyKey === '') errors.push(required([...at, 'topologyKey'], 'can not be empty'));
    if (!ACTIONS.includes(whenUnsatisfiable)) {
      errors.push(notSupported([...at, 'whenUnsatisfiable'], whenUnsatisfiable, ACTIONS));
    }
    const pair = `{${topologyKey}, ${whenUnsatisfiable}}`;
    if ((last.get(pair) ?? index) > index) {
      errors.push(duplicate([...at, '{topologyKey, whenUnsatisfiable}'], pair));
    }
    if (minDomains !== undefined) {
      checkPositive(errors, [...at, 'minDomains'], minDomains);
      if (whenUnsatisfiable !== 'DoNotSchedule') {
        const detail = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`;
        errors.push(invalid([...at, 'minDomains'], minDomains, detail));
      }
    }
    allowOneOf(errors, constraint.nodeAffinityPolicy, NODE_POLICIES, [...at, 'nodeAffinityPolicy']);
    allowOneOf(errors, constraint.nodeTaintsPolicy, NODE_POLICIES, [...at, 'nodeTaintsPolicy']);
    if (options.oldViolatesMatchLabelKeys) {
      validateOldMatchLabelKeys(errors, constraint, [...at, 'matchLabelKeys']);
    } else validateMatchLabelKeys(errors, constraint.matchLabelKeys ?? [], [], constraint.labelSelector, at);
    if (!options.allowInvalidSpreadSelector) {
      validateLabelSelector(errors, constraint.labelSelector, [...at, 'labelSelector']);
    }
  });
}
