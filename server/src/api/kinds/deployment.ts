// The rules of a Deployment. Source: pkg/registry/apps/deployment/strategy.go, 1.36.
import { prepareTemplate } from '../defaults/prepare.ts';
import { setDeploymentDefaults } from '../defaults/workloads.ts';
import type { FieldError } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import { beginLife, countGeneration, keepStatus } from '../strategy.ts';
import type { Deployment } from '../types.generated.ts';
import { checkImmutable, semanticallyEqual } from '../validation/fields.ts';
import { effectiveName, validateObjectMeta, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import { podOptions } from '../validation/pod/options.ts';
import { nameIsDnsSubdomain } from '../validation/strings.ts';
import { validateDeploymentSpec } from '../validation/workloads.ts';
import { hostNameWarnings, templateWarnings } from '../validation/pod/warnings.ts';

export const kind = defineKind<Deployment>({
  gvk: { group: 'apps', version: 'v1', kind: 'Deployment' },
  setDefaults: setDeploymentDefaults,
  prepareForCreate(object) {
    beginLife(object, {});
    prepareTemplate(object.spec?.template, undefined);
  },
  prepareForUpdate(object, old) {
    keepStatus(object, old);
    prepareTemplate(object.spec?.template, old.spec?.template);
    countGeneration(object, old);
    // Annotations are copied to ReplicaSets, so that they count, too.
    const meta = (object.metadata ??= {});
    const generation = old.metadata?.generation ?? 0;
    const sameAnnotations = semanticallyEqual(meta.annotations ?? {}, old.metadata?.annotations ?? {});
    if (meta.generation === generation && !sameAnnotations) meta.generation = generation + 1;
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
  warnings(object, old) {
    const template = templateWarnings(object.spec?.template, ['spec', 'template']);
    if (old === undefined) return [...hostNameWarnings(effectiveName(object.metadata), 'Pods'), ...template];
    return old.metadata?.generation === object.metadata?.generation ? [] : template;
  },
});
