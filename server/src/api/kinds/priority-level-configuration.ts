// The rules of a PriorityLevelConfiguration. Source: pkg/registry/flowcontrol/prioritylevelconfiguration/strategy.go,
// pkg/apis/flowcontrol/validation/validation.go, pkg/apis/flowcontrol/v1/defaults.go, 1.36.
import { forbidden, invalid, notSupported, required, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import { defineKind } from '../kindRules.ts';
import { beginLife, countGeneration, keepStatus } from '../strategy.ts';
import type {
  ExemptPriorityLevelConfiguration,
  LimitedPriorityLevelConfiguration,
  LimitResponse,
  PriorityLevelConfiguration,
  PriorityLevelConfigurationSpec,
  QueuingConfiguration,
} from '../types.generated.ts';
import { semanticallyEqual } from '../validation/fields.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import { nameIsDnsSubdomain } from '../validation/strings.ts';

const TYPES = ['Exempt', 'Limited'];
const RESPONSES = ['Queue', 'Reject'];
const MAX_QUEUES = 10_000_000;
const MAX_HASH_BITS = 60;
const OLD_ANNOTATION = 'flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares';

/** The level that every cluster has for what no schema matches; what it says is fixed. */
const CATCH_ALL: PriorityLevelConfigurationSpec = {
  type: 'Limited',
  limited: { nominalConcurrencyShares: 5, lendablePercent: 0, limitResponse: { type: 'Reject' } },
};

function checkPercent(errors: FieldError[], percent: number | undefined, path: FieldPath): void {
  if (percent !== undefined && (percent < 0 || percent > 100)) {
    errors.push(invalid(path, percent, 'must be between 0 and 100, inclusive'));
  }
}

function checkShares(errors: FieldError[], shares: number | undefined, path: FieldPath): void {
  if (shares !== undefined && shares < 0) errors.push(invalid(path, shares, 'must be a non-negative integer'));
}

/** Source: ValidateExemptPriorityLevelConfiguration. */
function validateExempt(errors: FieldError[], exempt: ExemptPriorityLevelConfiguration): void {
  checkShares(errors, exempt.nominalConcurrencyShares, ['spec', 'exempt', 'nominalConcurrencyShares']);
  checkPercent(errors, exempt.lendablePercent, ['spec', 'exempt', 'lendablePercent']);
}

/** Source: ValidateLimitedPriorityLevelConfiguration. */
function validateLimited(errors: FieldError[], limited: LimitedPriorityLevelConfiguration): void {
  const path = ['spec', 'limited'];
  checkShares(errors, limited.nominalConcurrencyShares, [...path, 'nominalConcurrencyShares']);
  validateResponse(errors, limited.limitResponse ?? {}, [...path, 'limitResponse']);
  checkPercent(errors, limited.lendablePercent, [...path, 'lendablePercent']);
  const borrowing = limited.borrowingLimitPercent;
  if (borrowing !== undefined && borrowing < 0) {
    const detail = 'if specified, must be a non-negative integer';
    errors.push(invalid([...path, 'borrowingLimitPercent'], borrowing, detail));
  }
}

/** Source: ValidateLimitResponse. */
function validateResponse(errors: FieldError[], { type = '', queuing }: LimitResponse, path: FieldPath): void {
  const at = [...path, 'queuing'];
  if (type === 'Reject') {
    if (queuing) errors.push(forbidden(at, 'must be nil if limited.limitResponse.type is not Limited'));
  } else if (type === 'Queue') {
    if (queuing) validateQueuing(errors, queuing, at);
    else errors.push(required(at, 'must not be empty if limited.limitResponse.type is Limited'));
  } else if (type === '') errors.push(required([...path, 'type']));
  else errors.push(notSupported([...path, 'type'], type, RESPONSES));
}

/** Source: ValidatePriorityLevelQueuingConfiguration. */
function validateQueuing(errors: FieldError[], queuing: QueuingConfiguration, path: FieldPath): void {
  const { queues = 0, handSize = 0, queueLengthLimit = 0 } = queuing;
  if (queueLengthLimit <= 0) errors.push(invalid([...path, 'queueLengthLimit'], queueLengthLimit, 'must be positive'));
  if (queues <= 0) errors.push(invalid([...path, 'queues'], queues, 'must be positive'));
  else if (queues > MAX_QUEUES) {
    errors.push(invalid([...path, 'queues'], queues, `must not be greater than ${MAX_QUEUES}`));
  }
  const at = [...path, 'handSize'];
  if (handSize <= 0) errors.push(invalid(at, handSize, 'must be positive'));
  else if (handSize > queues) {
    errors.push(invalid(at, handSize, `should not be greater than queues (${queues})`));
  } else if (Math.ceil(Math.log2(queues) * handSize) > MAX_HASH_BITS) {
    const detail = `required entropy bits of deckSize ${queues} and handSize ${handSize} should not be greater than ${MAX_HASH_BITS}`;
    errors.push(invalid(at, handSize, detail));
  }
}

/** Source: ValidatePriorityLevelConfigurationSpec. */
function validateSpec(errors: FieldError[], spec: PriorityLevelConfigurationSpec, name: string): void {
  const { type = '', exempt, limited } = spec;
  if ((name === 'exempt') !== (type === 'Exempt')) {
    errors.push(invalid(['spec', 'type'], type, "must be 'Exempt' if and only if `name` is 'exempt'"));
  }
  if (type === 'Exempt') {
    if (limited) errors.push(forbidden(['spec', 'limited'], 'must be nil if the type is not Limited'));
    if (exempt) validateExempt(errors, exempt);
  } else if (type === 'Limited') {
    if (exempt) errors.push(forbidden(['spec', 'exempt'], 'must be nil if the type is Limited'));
    if (limited) validateLimited(errors, limited);
    else errors.push(required(['spec', 'limited'], 'must not be empty when type is Limited'));
  } else if (type === '') errors.push(required(['spec', 'type']));
  else errors.push(notSupported(['spec', 'type'], type, TYPES));
}

/** Source: ValidatePriorityLevelConfiguration. */
function validate(level: PriorityLevelConfiguration): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMeta(errors, level.metadata, false, nameIsDnsSubdomain);
  if (Object.hasOwn(level.metadata?.annotations ?? {}, OLD_ANNOTATION)) {
    errors.push(forbidden(['metadata', 'annotations'], `annotation '${OLD_ANNOTATION}' is forbidden`));
  }
  const name = level.metadata?.name ?? '';
  validateSpec(errors, level.spec ?? {}, name);
  if (name === 'exempt' && level.spec?.limited) {
    const detail = "spec of 'exempt' except the 'spec.exempt' field must equal the fixed value";
    errors.push(invalid(['spec'], level.spec, detail));
  }
  if (name === 'catch-all' && !semanticallyEqual(level.spec, CATCH_ALL)) {
    errors.push(invalid(['spec'], level.spec, "spec of 'catch-all' must equal the fixed value"));
  }
  return errors;
}

export const kind = defineKind<PriorityLevelConfiguration>({
  gvk: { group: 'flowcontrol.apiserver.k8s.io', version: 'v1', kind: 'PriorityLevelConfiguration' },
  setDefaults({ spec }) {
    if (spec?.exempt) {
      spec.exempt.nominalConcurrencyShares ??= 0;
      spec.exempt.lendablePercent ??= 0;
    }
    if (!spec?.limited) return;
    spec.limited.nominalConcurrencyShares ??= 30;
    spec.limited.lendablePercent ??= 0;
    const queuing = spec.limited.limitResponse?.queuing;
    if (!queuing) return;
    queuing.handSize ||= 8;
    queuing.queues ||= 64;
    queuing.queueLengthLimit ||= 50;
  },
  prepareForCreate: (level) => beginLife(level),
  prepareForUpdate(level, old) {
    keepStatus(level, old);
    countGeneration(level, old);
  },
  validate,
  validateUpdate(level, old) {
    const errors = validate(level);
    validateObjectMetaUpdate(errors, level.metadata, old.metadata, undefined, false);
    return errors;
  },
});
