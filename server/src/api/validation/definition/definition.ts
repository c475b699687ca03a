// What the API server refuses of a CustomResourceDefinition.
// Source: staging/src/k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go,
// pkg/apihelpers/helpers.go, 1.36.
import { base64Text } from '../../base64.ts';
import type { ValueCheck } from '../../customResources/rules.ts';
import { forbidden, invalid, notSupported, required, type FieldError } from '../../fieldError.ts';
import type { FieldPath } from '../../fieldPath.ts';
import type {
  CustomResourceConversion,
  CustomResourceDefinition,
  CustomResourceDefinitionNames,
  CustomResourceDefinitionSpec,
} from '../../types.generated.ts';
import { checkImmutable } from '../fields.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../objectMeta.ts';
import { isDns1035Label, isDns1123Subdomain, nameIsDnsSubdomain, type NameCheck } from '../strings.ts';
import { hasKnownReviewVersion, validateReviewVersions, validateWebhookClient } from '../webhookClient.ts';
import { hasUnprunedDefaults, type DefaultsCheck } from './defaults.ts';
import { optionsFrom, STRICT_OPTIONS, type SchemaOptions } from './openApi.ts';
import { readSchema, type Schema, type SchemaFault } from './schemaProps.ts';
import { validateVersions, type ReadVersion } from './version.ts';

const SCOPES = ['Cluster', 'Namespaced'];
const STRATEGIES = ['None', 'Webhook'];
const APPROVAL = 'api-approved.kubernetes.io';

/** What an update may keep that a create may not have. */
interface Options {
  readonly schemas: SchemaOptions;
  readonly defaults: DefaultsCheck;
  readonly requireSchemas: boolean;
  readonly requireKnownReviewVersion: boolean;
}

/** What could not be read is as good as not there; decoding says why. */
function readVersions(spec: CustomResourceDefinitionSpec, faults: SchemaFault[] = []): readonly ReadVersion[] {
  return (spec.versions ?? []).map((version, index) => {
    const path = ['spec', 'versions', index];
    const at = [...path, 'schema', 'openAPIV3Schema'];
    return { version, schema: readSchema(version.schema?.openAPIV3Schema, at, faults), path };
  });
}

/** What of a definition's schemas is of a wrong type, deeper than the types of the definition itself say. */
export function definitionFaults({ spec }: CustomResourceDefinition): readonly SchemaFault[] {
  const faults: SchemaFault[] = [];
  readVersions(spec ?? {}, faults);
  return faults;
}

/** Source: ValidateCustomResourceDefinition. */
export function validateDefinition(definition: CustomResourceDefinition, checkValue: ValueCheck): FieldError[] {
  const errors: FieldError[] = [];
  const spec = definition.spec ?? {};
  const versions = readVersions(spec);
  const { names = {}, group = '' } = spec;
  validateObjectMeta(errors, definition.metadata, false, nameIs(`${names.plural ?? ''}.${group}`), undefined, false);
  const options = {
    schemas: STRICT_OPTIONS,
    defaults: { checkValue, requirePruned: true },
    requireSchemas: true,
    requireKnownReviewVersion: true,
  };
  validateSpec(errors, spec, versions, options);
  validateApproval(errors, definition, undefined);
  return errors;
}

/** Source: ValidateCustomResourceDefinitionUpdate. */
export function validateDefinitionUpdate(
  definition: CustomResourceDefinition,
  old: CustomResourceDefinition,
  checkValue: ValueCheck,
): FieldError[] {
  const errors: FieldError[] = [];
  const spec = definition.spec ?? {};
  const before = old.spec ?? {};
  const versions = readVersions(spec);
  const oldSchemas = readVersions(before).map(({ schema }) => schema);
  const oldReview = before.conversion?.webhook?.conversionReviewVersions ?? [];
  validateObjectMetaUpdate(errors, definition.metadata, old.metadata, undefined, false);
  validateSpec(errors, spec, versions, {
    schemas: optionsFrom(oldSchemas.filter((schema): schema is Schema => schema !== undefined)),
    defaults: { checkValue, requirePruned: !hasUnpruned(before) },
    requireSchemas: oldSchemas.every((schema) => schema !== undefined),
    requireKnownReviewVersion: oldReview.length === 0 || hasKnownReviewVersion(oldReview),
  });
  const established = old.status?.conditions?.some(({ type, status }) => type === 'Established' && status === 'True');
  if (established === true) {
    checkImmutable(errors, ['spec', 'scope'], spec.scope, before.scope);
    checkImmutable(errors, ['spec', 'names', 'kind'], spec.names?.kind, before.names?.kind);
    validateCaBundle(errors, spec, before);
  }
  checkImmutable(errors, ['spec', 'group'], spec.group, before.group);
  checkImmutable(errors, ['spec', 'names', 'plural'], spec.names?.plural, before.names?.plural);
  validateStoredVersions(errors, definition);
  validateApproval(errors, definition, old);
  return errors;
}

/** Whether what is stored has defaults that a create may not have. Source: requirePrunedDefaults. */
const hasUnpruned = ({ versions = [] }: CustomResourceDefinitionSpec): boolean =>
  versions.some(({ schema }) => hasUnprunedDefaults(schema?.openAPIV3Schema));

/** The name is `plural.group`. */
const nameIs =
  (wanted: string): NameCheck =>
  (name, prefix) => {
    const complaints = nameIsDnsSubdomain(name, prefix);
    return name === wanted ? complaints : [...complaints, 'must be spec.names.plural+"."+spec.group'];
  };

/** Source: validateCustomResourceDefinitionSpec. */
function validateSpec(
  errors: FieldError[],
  spec: CustomResourceDefinitionSpec,
  versions: readonly ReadVersion[],
  options: Options,
): void {
  const { group = '', scope = '', preserveUnknownFields = false } = spec;
  const groupComplaints = isDns1123Subdomain(group);
  if (group === '') errors.push(required(['spec', 'group']));
  else if (groupComplaints.length > 0) errors.push(invalid(['spec', 'group'], group, groupComplaints.join(',')));
  else if (!group.includes('.')) {
    errors.push(invalid(['spec', 'group'], group, 'should be a domain with at least one dot'));
  }
  if (scope === '') errors.push(required(['spec', 'scope']));
  else if (!SCOPES.includes(scope)) errors.push(notSupported(['spec', 'scope'], scope, SCOPES));
  for (const { version, schema, path } of versions) {
    if (schema !== undefined || !(options.requireSchemas || version.served === true)) continue;
    errors.push(required([...path, 'schema', 'openAPIV3Schema']));
  }
  if (preserveUnknownFields) {
    const detail =
      'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead';
    errors.push(invalid(['spec', 'preserveUnknownFields'], true, detail));
  }
  validateVersionNames(errors, versions);
  validateVersions(errors, versions, options.schemas, options.defaults);
  for (const field of ['plural', 'singular', 'kind', 'listKind'] as const) {
    if (!spec.names?.[field]) errors.push(required(['spec', 'names', field]));
  }
  validateNames(errors, spec.names ?? {});
  validateConversion(errors, spec.conversion, preserveUnknownFields, options.requireKnownReviewVersion);
}

function validateVersionNames(errors: FieldError[], versions: readonly ReadVersion[]): void {
  const path = ['spec', 'versions'];
  for (const { version, path: at } of versions) {
    const name = version.name ?? '';
    const complaints = isDns1035Label(name);
    if (complaints.length > 0) errors.push(invalid([...at, 'name'], name, complaints.join(',')));
  }
  const names = new Set(versions.map(({ version }) => version.name));
  // The versions themselves would be too much to show.
  if (names.size < versions.length) errors.push(invalid(path, null, 'must contain unique version names'));
  if (versions.filter(({ version }) => version.storage === true).length !== 1) {
    errors.push(invalid(path, null, 'must have exactly one version marked as storage version'));
  }
}

/** Source: ValidateCustomResourceDefinitionNames. */
function validateNames(errors: FieldError[], names: CustomResourceDefinitionNames): void {
  const path = ['spec', 'names'];
  const check = (text: string, at: FieldPath, mixedCase: boolean): void => {
    if (text === '') return;
    const complaints = isDns1035Label(mixedCase ? text.toLowerCase() : text).join(',');
    const prefix = mixedCase ? 'may have mixed case, but should otherwise match: ' : '';
    if (complaints !== '') errors.push(invalid(at, text, `${prefix}${complaints}`));
  };
  for (const field of ['plural', 'singular'] as const) check(names[field] ?? '', [...path, field], false);
  for (const field of ['kind', 'listKind'] as const) check(names[field] ?? '', [...path, field], true);
  for (const field of ['shortNames', 'categories'] as const) {
    names[field]?.forEach((name, index) => {
      const complaints = isDns1035Label(name);
      if (complaints.length > 0) errors.push(invalid([...path, field, index], name, complaints.join(',')));
    });
  }
  if (names.kind && names.kind === names.listKind) {
    errors.push(invalid([...path, 'listKind'], names.listKind, 'kind and listKind may not be the same'));
  }
}

/** Source: validateCustomResourceConversion. */
function validateConversion(
  errors: FieldError[],
  conversion: CustomResourceConversion | undefined,
  preservesUnknownFields: boolean,
  requireKnownVersion: boolean,
): void {
  if (!conversion) return;
  const path = ['spec', 'conversion'];
  const { strategy = '', webhook } = conversion;
  if (strategy !== 'None' && preservesUnknownFields) {
    const detail = 'must be None if spec.preserveUnknownFields is true';
    errors.push(invalid([...path, 'strategy'], strategy, detail));
  }
  if (strategy === '') errors.push(required([...path, 'strategy']));
  else if (!STRATEGIES.includes(strategy)) errors.push(notSupported([...path, 'strategy'], strategy, STRATEGIES));
  const clientPath = [...path, 'webhook', 'clientConfig'];
  const versionsPath = [...path, 'webhook', 'conversionReviewVersions'];
  const versions = webhook?.conversionReviewVersions ?? [];
  if (strategy === 'Webhook') {
    if (webhook?.clientConfig) validateWebhookClient(errors, webhook.clientConfig, clientPath);
    else errors.push(required(clientPath, 'required when strategy is set to Webhook'));
    validateReviewVersions(errors, versions, requireKnownVersion, versionsPath);
  } else {
    const detail = 'should not be set when strategy is not set to Webhook';
    if (webhook?.clientConfig) errors.push(forbidden(clientPath, detail));
    if (versions.length > 0) errors.push(forbidden(versionsPath, detail));
  }
}

const caBundleOf = (spec: CustomResourceDefinitionSpec): string =>
  spec.conversion?.webhook?.clientConfig?.caBundle ?? '';
/** Whether there is a certificate at all; whether it is a good one is not looked at. */
const hasCertificate = (bundle: string): boolean => base64Text(bundle).includes('-----BEGIN CERTIFICATE-----');

/** Once a definition is established, its converter must be reachable. Source: allowInvalidCABundle. */
function validateCaBundle(
  errors: FieldError[],
  spec: CustomResourceDefinitionSpec,
  old: CustomResourceDefinitionSpec,
): void {
  const bundle = caBundleOf(spec);
  const before = caBundleOf(old);
  if (spec.conversion?.strategy !== 'Webhook' || bundle === '' || hasCertificate(bundle)) return;
  if (before !== '' && !hasCertificate(before)) return;
  const detail = 'unable to load root certificates: unable to parse bytes as PEM block';
  errors.push(invalid(['spec', 'conversion', 'webhook', 'clientConfig', 'caBundle'], bundle, detail));
}

/** Source: ValidateCustomResourceDefinitionStoredVersions. */
function validateStoredVersions(errors: FieldError[], { spec, status }: CustomResourceDefinition): void {
  const names = new Set(spec?.versions?.map((version) => version.name));
  status?.storedVersions?.forEach((version, index) => {
    if (names.has(version)) return;
    const detail = `missing from spec.versions; ${version} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${version} and removes ${version} from status.storedVersions`;
    errors.push(invalid(['status', 'storedVersions', index], version, detail));
  });
}

const isProtected = (group: string): boolean => /(?:^|\.)(?:k8s|kubernetes)\.io$/.test(group);

/** `missing`, `bypassed`, `approved` or `invalid`. Source: GetAPIApprovalState. */
function approvalState(definition: CustomResourceDefinition): string {
  const text = definition.metadata?.annotations?.[APPROVAL] ?? '';
  if (text === '') return 'missing';
  if (text.startsWith('unapproved')) return 'bypassed';
  return /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?\s]+/.test(text) ? 'approved' : 'invalid';
}

/** Groups of Kubernetes itself need a word from its community. Source: validateAPIApproval. */
function validateApproval(
  errors: FieldError[],
  definition: CustomResourceDefinition,
  old: CustomResourceDefinition | undefined,
): void {
  if (!isProtected(definition.spec?.group ?? '')) return;
  const state = approvalState(definition);
  if (old !== undefined && approvalState(old) === state) return;
  const path = ['metadata', 'annotations', { key: APPROVAL }];
  const see = 'see https://github.com/kubernetes/enhancements/pull/1111';
  if (state === 'missing') {
    errors.push(required(path, `protected groups must have approval annotation "${APPROVAL}", ${see}`));
  } else if (state === 'invalid') {
    const detail = `protected groups must have approval annotation "${APPROVAL}" with either a URL or a reason starting with "unapproved", ${see}`;
    errors.push(invalid(path, definition.metadata?.annotations?.[APPROVAL] ?? '', detail));
  }
}
