// The rules of a ResourceClaimTemplate. Source: pkg/registry/resource/resourceclaimtemplate/strategy.go, 1.36.
import { adminAccessProblems } from '../admission/adminAccess.ts';
import type { FieldError } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import type { ResourceClaimTemplate } from '../types.generated.ts';
import { validateTemplateMeta } from '../validation/claimSpec.ts';
import { setClaimDefaults, validateDeviceClaim } from '../validation/deviceClaim.ts';
import { checkImmutable } from '../validation/fields.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import { nameIsDnsSubdomain } from '../validation/strings.ts';

const DEVICES = ['spec', 'spec', 'devices'];

function validate(template: ResourceClaimTemplate): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMeta(errors, template.metadata, true, nameIsDnsSubdomain);
  validateTemplateMeta(errors, template.spec?.metadata, ['spec', 'metadata']);
  validateDeviceClaim(errors, template.spec?.spec?.devices ?? {}, DEVICES);
  return errors;
}

export const kind = defineKind<ResourceClaimTemplate>({
  gvk: { group: 'resource.k8s.io', version: 'v1', kind: 'ResourceClaimTemplate' },
  setDefaults: (template) => setClaimDefaults(template.spec?.spec?.devices),
  admit: (template, old, around) =>
    old === undefined ? adminAccessProblems(template.metadata, template.spec?.spec?.devices, DEVICES, around) : [],
  validate,
  validateUpdate(template, old) {
    const errors = validate(template);
    validateObjectMetaUpdate(errors, template.metadata, old.metadata);
    checkImmutable(errors, ['spec'], template.spec, old.spec);
    return errors;
  },
});
