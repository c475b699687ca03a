// The rules of a Lease. Source: pkg/registry/coordination/lease/strategy.go, pkg/apis/coordination/validation/validation.go, 1.36.
import { forbidden, invalid, notSupported, type FieldError } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import type { Lease } from '../types.generated.ts';
import { complain } from '../validation/fields.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import { isQualifiedName, nameIsDnsSubdomain } from '../validation/strings.ts';

const STRATEGIES = ['OldestEmulationVersion'];

/** Source: ValidateLeaseSpec. */
function validateSpec(errors: FieldError[], lease: Lease): void {
  const { leaseDurationSeconds, leaseTransitions, strategy, preferredHolder } = lease.spec ?? {};
  if (leaseDurationSeconds !== undefined && leaseDurationSeconds <= 0) {
    errors.push(invalid(['spec', 'leaseDurationSeconds'], leaseDurationSeconds, 'must be greater than 0'));
  }
  if (leaseTransitions !== undefined && leaseTransitions < 0) {
    errors.push(invalid(['spec', 'leaseTransitions'], leaseTransitions, 'must be greater than or equal to 0'));
  }
  if (strategy !== undefined) {
    const path = ['spec', 'strategy', 'strategy'];
    if (strategy.includes('/')) complain(errors, path, strategy, isQualifiedName(strategy));
    else if (!STRATEGIES.includes(strategy)) errors.push(notSupported(path, strategy, STRATEGIES));
  }
  if (preferredHolder && !strategy) {
    errors.push(forbidden(['spec', 'preferredHolder'], 'may only be specified if `strategy` is defined'));
  }
}

/** The feature that gives a Lease a strategy is off in a default cluster. Source: leaseStrategy.PrepareForCreate. */
function dropDisabledFields(lease: Lease, old?: Lease): void {
  if (!lease.spec) return;
  if (old?.spec?.strategy === undefined) delete lease.spec.strategy;
  if (old?.spec?.preferredHolder === undefined) delete lease.spec.preferredHolder;
}

export const kind = defineKind<Lease>({
  gvk: { group: 'coordination.k8s.io', version: 'v1', kind: 'Lease' },
  prepareForCreate: (lease) => dropDisabledFields(lease),
  prepareForUpdate: dropDisabledFields,
  validate(lease) {
    const errors: FieldError[] = [];
    validateObjectMeta(errors, lease.metadata, true, nameIsDnsSubdomain, undefined, false);
    validateSpec(errors, lease);
    return errors;
  },
  validateUpdate(lease, old) {
    const errors: FieldError[] = [];
    validateObjectMetaUpdate(errors, lease.metadata, old.metadata);
    validateSpec(errors, lease);
    return errors;
  },
});
