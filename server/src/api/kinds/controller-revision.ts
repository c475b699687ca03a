// The rules of a ControllerRevision. Source: pkg/registry/apps/controllerrevision/strategy.go,
// pkg/apis/apps/validation/validation.go, 1.36.
import { required, type FieldError } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import type { ControllerRevision } from '../types.generated.ts';
import { checkImmutable, checkNonNegative } from '../validation/fields.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import { nameIsDnsSubdomain } from '../validation/strings.ts';

function validateRevision(errors: FieldError[], revision: ControllerRevision): void {
  validateObjectMeta(errors, revision.metadata, true, nameIsDnsSubdomain);
  checkNonNegative(errors, ['revision'], revision.revision);
}

export const kind = defineKind<ControllerRevision>({
  gvk: { group: 'apps', version: 'v1', kind: 'ControllerRevision' },
  validate(revision) {
    const errors: FieldError[] = [];
    validateRevision(errors, revision);
    // Whether the data are an object the decoder says already.
    if (revision.data === undefined || revision.data === null) errors.push(required(['data'], 'data is mandatory'));
    return errors;
  },
  validateUpdate(revision, old) {
    const errors: FieldError[] = [];
    validateObjectMetaUpdate(errors, revision.metadata, old.metadata);
    validateRevision(errors, revision);
    checkImmutable(errors, ['data'], revision.data, old.data);
    return errors;
  },
});
