// What the API server refuses of webhook configurations, mutating and validating ones.
// Source: pkg/apis/admissionregistration/validation/validation.go, pkg/apis/admissionregistration/v1/defaults.go, 1.36.
import { deepEqual } from '../../base/compare.ts';
import { duplicate, invalid, notSupported, required, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import { defineKind, type KindRules } from '../kindRules.ts';
import { beginLife, countGeneration } from '../strategy.ts';
import type { MutatingWebhook, MutatingWebhookConfiguration, ValidatingWebhook } from '../types.generated.ts';
import { validateLabelSelector } from './labelSelector.ts';
import {
  FAILURE_POLICIES,
  MATCH_POLICIES,
  REINVOCATION_POLICIES,
  setRuleDefaults,
  staticNameWarnings,
  validateMatchConditions,
  validateRule,
} from './matchRules.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './objectMeta.ts';
import { isDns1123Subdomain, nameIsDnsSubdomain } from './strings.ts';
import { hasKnownReviewVersion, validateReviewVersions, validateWebhookClient } from './webhookClient.ts';

const SIDE_EFFECTS = ['None', 'NoneOnDryRun', 'Some', 'Unknown'];
const NO_SIDE_EFFECTS = ['None', 'NoneOnDryRun'];
const MAX_TIMEOUT_SECONDS = 30;

type Webhook = ValidatingWebhook & MutatingWebhook;
type Configuration = MutatingWebhookConfiguration;

/** What an update may keep that a create may not have. */
interface Options {
  readonly requireNoSideEffects: boolean;
  readonly requireKnownVersion: boolean;
  readonly requireUniqueNames: boolean;
  readonly allowInvalidLabelValueInSelector: boolean;
  readonly ignoreConditions: boolean;
}
const STRICT: Options = {
  requireNoSideEffects: true,
  requireKnownVersion: true,
  requireUniqueNames: true,
  allowInvalidLabelValueInSelector: false,
  ignoreConditions: false,
};

/** Source: IsFullyQualifiedName. */
function validateName(errors: FieldError[], name: string, path: FieldPath): void {
  if (name === '') {
    errors.push(required(path));
    return;
  }
  const complaints = isDns1123Subdomain(name);
  if (complaints.length > 0) errors.push(invalid(path, name, complaints.join(',')));
  else if (name.split('.').length < 3) {
    errors.push(invalid(path, name, 'should be a domain with at least three segments separated by dots'));
  }
}

function checkOneOf(
  errors: FieldError[],
  value: string | undefined,
  supported: readonly string[],
  path: FieldPath,
): void {
  if (value !== undefined && !supported.includes(value)) errors.push(notSupported(path, value, supported));
}

/** Source: validateValidatingWebhook, validateMutatingWebhook. */
function validateWebhook(errors: FieldError[], hook: Webhook, options: Options, path: FieldPath): void {
  validateName(errors, hook.name ?? '', [...path, 'name']);
  hook.rules?.forEach((rule, index) => validateRule(errors, rule, [...path, 'rules', index]));
  checkOneOf(errors, hook.failurePolicy, FAILURE_POLICIES, [...path, 'failurePolicy']);
  checkOneOf(errors, hook.matchPolicy, MATCH_POLICIES, [...path, 'matchPolicy']);
  const effects = options.requireNoSideEffects ? NO_SIDE_EFFECTS : SIDE_EFFECTS;
  if (hook.sideEffects === undefined) {
    errors.push(required([...path, 'sideEffects'], `must specify one of ${effects.join(', ')}`));
  } else checkOneOf(errors, hook.sideEffects, effects, [...path, 'sideEffects']);
  const timeout = hook.timeoutSeconds;
  if (timeout !== undefined && (timeout > MAX_TIMEOUT_SECONDS || timeout < 1)) {
    const detail = 'the timeout value must be between 1 and 30 seconds';
    errors.push(invalid([...path, 'timeoutSeconds'], timeout, detail));
  }
  for (const field of ['namespaceSelector', 'objectSelector'] as const) {
    validateLabelSelector(errors, hook[field], [...path, field], options);
  }
  checkOneOf(errors, hook.reinvocationPolicy, REINVOCATION_POLICIES, [...path, 'reinvocationPolicy']);
  validateWebhookClient(errors, hook.clientConfig ?? {}, [...path, 'clientConfig']);
  if (!options.ignoreConditions) validateMatchConditions(errors, hook.matchConditions, [...path, 'matchConditions']);
}

function validate(configuration: Configuration, options: Options): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMeta(errors, configuration.metadata, false, nameIsDnsSubdomain, undefined, false);
  const names = new Set<string>();
  configuration.webhooks?.forEach((hook, index) => {
    const path = ['webhooks', index];
    validateWebhook(errors, hook, options, path);
    const versions = hook.admissionReviewVersions ?? [];
    const versionsPath = [...path, 'admissionReviewVersions'];
    validateReviewVersions(
      errors,
      versions,
      options.requireKnownVersion,
      versionsPath,
      'must specify one of v1, v1beta1',
    );
    const { name = '' } = hook;
    if (!options.requireUniqueNames || name === '') return;
    if (names.has(name)) errors.push(duplicate([...path, 'name'], name));
    names.add(name);
  });
  return errors;
}

const hasBadSelector = (hook: Webhook): boolean => {
  const errors: FieldError[] = [];
  validateLabelSelector(errors, hook.namespaceSelector, []);
  validateLabelSelector(errors, hook.objectSelector, []);
  return errors.length > 0;
};

/** What an old configuration has wrong may stay. */
function optionsFrom({ webhooks: now = [] }: Configuration, { webhooks: old = [] }: Configuration): Options {
  return {
    requireNoSideEffects: old.every((hook) => NO_SIDE_EFFECTS.includes(hook.sideEffects ?? '')),
    requireKnownVersion: old.every(
      ({ admissionReviewVersions: versions = [] }) => versions.length === 0 || hasKnownReviewVersion(versions),
    ),
    requireUniqueNames: new Set(old.map((hook) => hook.name)).size === old.length,
    allowInvalidLabelValueInSelector: old.some(hasBadSelector),
    ignoreConditions:
      now.length === old.length &&
      now.every((hook, index) => deepEqual(hook.matchConditions, old[index]?.matchConditions)),
  };
}

function setDefaults(configuration: Configuration, mutates: boolean): void {
  for (const hook of configuration.webhooks ?? []) {
    hook.failurePolicy ??= 'Fail';
    hook.matchPolicy ??= 'Equivalent';
    hook.namespaceSelector ??= {};
    hook.objectSelector ??= {};
    hook.timeoutSeconds ??= 10;
    if (mutates) hook.reinvocationPolicy ??= 'Never';
    setRuleDefaults(hook.rules);
    if (hook.clientConfig?.service) hook.clientConfig.service.port ??= 443;
  }
}

/** The rules of one of the two kinds; a validating webhook has no `reinvocationPolicy`. */
export const webhookConfigurationRules = (kind: string, mutates: boolean): KindRules =>
  defineKind<Configuration>({
    gvk: { group: 'admissionregistration.k8s.io', version: 'v1', kind },
    setDefaults: (configuration) => setDefaults(configuration, mutates),
    prepareForCreate: (configuration) => beginLife(configuration),
    prepareForUpdate: (configuration, old) => countGeneration(configuration, old, 'webhooks'),
    validate: (configuration) => validate(configuration, STRICT),
    validateUpdate(configuration, old) {
      const errors = validate(configuration, optionsFrom(configuration, old));
      validateObjectMetaUpdate(errors, configuration.metadata, old.metadata, undefined, false);
      return errors;
    },
    warnings: staticNameWarnings,
  });
