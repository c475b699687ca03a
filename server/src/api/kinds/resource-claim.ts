// The rules of a ResourceClaim. Source: pkg/registry/resource/resourceclaim/strategy.go, 1.36.
import { adminAccessProblems } from '../admission/adminAccess.ts';
import type { FieldError } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import { keepStatus } from '../strategy.ts';
import type { ResourceV1ResourceClaim } from '../types.generated.ts';
import { setClaimDefaults, validateDeviceClaim } from '../validation/deviceClaim.ts';
import { checkImmutable } from '../validation/fields.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import { nameIsDnsSubdomain } from '../validation/strings.ts';

export const kind = defineKind<ResourceV1ResourceClaim>({
  gvk: { group: 'resource.k8s.io', version: 'v1', kind: 'ResourceClaim' },
  setDefaults: (claim) => setClaimDefaults(claim.spec?.devices),
  admit: (claim, old, around) =>
    old === undefined ? adminAccessProblems(claim.metadata, claim.spec?.devices, ['spec', 'devices'], around) : [],
  prepareForCreate(claim) {
    delete claim.status;
  },
  prepareForUpdate: keepStatus,
  validate(claim) {
    const errors: FieldError[] = [];
    validateObjectMeta(errors, claim.metadata, true, nameIsDnsSubdomain);
    validateDeviceClaim(errors, claim.spec?.devices ?? {}, ['spec', 'devices']);
    return errors;
  },
  validateUpdate(claim, old) {
    const errors: FieldError[] = [];
    validateObjectMetaUpdate(errors, claim.metadata, old.metadata);
    checkImmutable(errors, ['spec'], claim.spec, old.spec);
    return errors;
  },
});
