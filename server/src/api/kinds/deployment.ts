// The rules of a Deployment. Source: pkg/registry/apps/deployment/strategy.go, 1.36.
import { bumpGeneration, prepareTemplate, startGeneration } from '../defaults/prepare.ts';
import { setDeploymentDefaults } from '../defaults/workloads.ts';
import type { FieldError } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import type { Deployment } from '../types.generated.ts';
import { checkImmutable, semanticallyEqual } from '../validation/fields.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import { podOptions } from '../validation/pod/options.ts';
import { nameIsDnsSubdomain } from '../validation/strings.ts';
import { validateDeploymentSpec } from '../validation/workloads.ts';

export const kind = defineKind<Deployment>({
  gvk: { group: 'apps', version: 'v1', kind: 'Deployment' },
  setDefaults: setDeploymentDefaults,
  prepareForCreate(object) {
    startGeneration(object);
    object.status = {};
    prepareTemplate(object.spec?.template, undefined);
  },
  prepareForUpdate(object, old) {
    object.status = old.status ?? {};
    prepareTemplate(object.spec?.template, old.spec?.template);
    // Annotations are copied to ReplicaSets, so that they count, too.
    const changed =
      !semanticallyEqual(object.spec, old.spec) ||
      !semanticallyEqual(object.metadata?.annotations ?? {}, old.metadata?.annotations ?? {});
    bumpGeneration(object, old, changed);
  },
  validate({ metadata, spec = {} }) {
    const errors: FieldError[] = [];
    validateObjectMeta(errors, metadata, true, nameIsDnsSubdomain);
    validateDeploymentSpec(errors, spec, podOptions(false));
    return errors;
  },
  validateUpdate({ metadata, spec = {} }, old) {
    const errors: FieldError[] = [];
    const template = old.spec?.template;
    validateObjectMetaUpdate(errors, metadata, old.metadata);
    validateDeploymentSpec(errors, spec, podOptions(false, template?.spec, template?.metadata));
    checkImmutable(errors, ['spec', 'selector'], spec.selector, old.spec?.selector);
    return errors;
  },
});
