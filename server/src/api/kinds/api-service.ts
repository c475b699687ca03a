// The rules of an APIService. Source: k8s.io/kube-aggregator, pkg/registry/apiservice/strategy.go,
// pkg/apis/apiregistration/validation/validation.go, pkg/apis/apiregistration/v1/defaults.go, 1.36.
import { base64Length } from '../base64.ts';
import { invalid, required, type FieldError } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import { keepStatus } from '../strategy.ts';
import type { APIService, APIServiceSpec } from '../types.generated.ts';
import { complain } from '../validation/fields.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import {
  isDns1035Label,
  isDns1123Subdomain,
  isPathSegmentName,
  isPortNumber,
  type NameCheck,
} from '../validation/strings.ts';

const MAX_GROUP_PRIORITY = 20_000;
const MAX_VERSION_PRIORITY = 1000;

/** The name is `version.group`. */
const nameIs =
  (wanted: string): NameCheck =>
  (name) => {
    const complaints = isPathSegmentName(name);
    if (complaints.length > 0 || name === wanted) return complaints;
    return [`must be \`spec.version+"."+spec.group\`: ${JSON.stringify(wanted)}`];
  };

/** Of a service that is another server's, or of one that this server answers itself. */
function validateService(errors: FieldError[], spec: APIServiceSpec): void {
  const { service, caBundle = '', insecureSkipTLSVerify = false } = spec;
  if (!service) {
    if (caBundle !== '') {
      const shown = `${base64Length(caBundle)} bytes`;
      errors.push(invalid(['spec', 'caBundle'], shown, 'local APIServices may not have a caBundle'));
    }
    if (insecureSkipTLSVerify) {
      const detail = 'local APIServices may not have insecureSkipTLSVerify';
      errors.push(invalid(['spec', 'insecureSkipTLSVerify'], true, detail));
    }
    return;
  }
  const path = ['spec', 'service'];
  for (const field of ['namespace', 'name'] as const) if (!service[field]) errors.push(required([...path, field]));
  const complaints = isPortNumber(service.port ?? 0);
  if (complaints.length > 0) {
    errors.push(invalid([...path, 'port'], service.port ?? 0, `port is not valid: ${complaints.join(', ')}`));
  }
  if (insecureSkipTLSVerify && caBundle !== '') {
    errors.push(invalid(['spec', 'insecureSkipTLSVerify'], true, 'may not be true if caBundle is present'));
  }
}

/** Source: ValidateAPIService. */
function validate(apiService: APIService): FieldError[] {
  const errors: FieldError[] = [];
  const spec = apiService.spec ?? {};
  const { group = '', version = '', groupPriorityMinimum = 0, versionPriority = 0 } = spec;
  validateObjectMeta(errors, apiService.metadata, false, nameIs(`${version}.${group}`), undefined, false);
  if (group !== '') complain(errors, ['spec', 'group'], group, isDns1123Subdomain(group));
  else if (version !== 'v1') {
    errors.push(required(['spec', 'group'], 'only v1 may have an empty group and it better be legacy kube'));
  }
  complain(errors, ['spec', 'version'], version, isDns1035Label(version));
  if (groupPriorityMinimum <= 0 || groupPriorityMinimum > MAX_GROUP_PRIORITY) {
    const detail = 'must be positive and less than 20000';
    errors.push(invalid(['spec', 'groupPriorityMinimum'], groupPriorityMinimum, detail));
  }
  if (versionPriority <= 0 || versionPriority > MAX_VERSION_PRIORITY) {
    errors.push(invalid(['spec', 'versionPriority'], versionPriority, 'must be positive and less than 1000'));
  }
  validateService(errors, spec);
  return errors;
}

export const kind = defineKind<APIService>({
  gvk: { group: 'apiregistration.k8s.io', version: 'v1', kind: 'APIService' },
  setDefaults({ spec }) {
    if (spec?.service) spec.service.port ??= 443;
  },
  prepareForCreate(apiService) {
    delete apiService.status;
    if (apiService.spec?.service) return;
    // The time of the change is that of the creation, where it is known already.
    const created = apiService.metadata?.creationTimestamp;
    const condition = {
      type: 'Available',
      status: 'True',
      reason: 'Local',
      message: 'Local APIServices are always available',
    };
    const at = created === undefined ? {} : { lastTransitionTime: created };
    apiService.status = { conditions: [{ ...at, ...condition }] };
  },
  prepareForUpdate: keepStatus,
  validate,
  validateUpdate(apiService, old) {
    const errors: FieldError[] = [];
    validateObjectMetaUpdate(errors, apiService.metadata, old.metadata, undefined, false);
    return [...errors, ...validate(apiService)];
  },
});
