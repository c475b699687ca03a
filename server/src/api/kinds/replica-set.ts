// The rules of a ReplicaSet. Source: pkg/registry/apps/replicaset/strategy.go, 1.36.
import { prepareTemplate } from '../defaults/prepare.ts';
import { setReplicaSetDefaults } from '../defaults/workloads.ts';
import type { FieldError } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import { beginLife, countGeneration, keepStatus } from '../strategy.ts';
import type { ReplicaSet } from '../types.generated.ts';
import { checkImmutable } from '../validation/fields.ts';
import { effectiveName, validateObjectMeta, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import { podOptions } from '../validation/pod/options.ts';
import { nameIsDnsSubdomain } from '../validation/strings.ts';
import { validateReplicaSetSpec } from '../validation/workloads.ts';
import { hostNameWarnings, templateWarnings } from '../validation/pod/warnings.ts';

export const kind = defineKind<ReplicaSet>({
  gvk: { group: 'apps', version: 'v1', kind: 'ReplicaSet' },
  setDefaults: setReplicaSetDefaults,
  prepareForCreate(object) {
    beginLife(object, { replicas: 0 });
    prepareTemplate(object.spec?.template, undefined);
  },
  prepareForUpdate(object, old) {
    keepStatus(object, old);
    prepareTemplate(object.spec?.template, old.spec?.template);
    countGeneration(object, old);
  },
  validate({ metadata, spec = {} }) {
    const errors: FieldError[] = [];
    validateObjectMeta(errors, metadata, true, nameIsDnsSubdomain);
    validateReplicaSetSpec(errors, spec, podOptions(false));
    return errors;
  },
  validateUpdate({ metadata, spec = {} }, old) {
    const errors: FieldError[] = [];
    const template = old.spec?.template;
    validateObjectMetaUpdate(errors, metadata, old.metadata);
    validateReplicaSetSpec(errors, spec, podOptions(false, template?.spec, template?.metadata));
    checkImmutable(errors, ['spec', 'selector'], spec.selector, old.spec?.selector);
    return errors;
  },
  warnings(object, old) {
    const template = templateWarnings(object.spec?.template, ['spec', 'template']);
    if (old === undefined) return [...hostNameWarnings(effectiveName(object.metadata), 'Pods'), ...template];
    return old.metadata?.generation === object.metadata?.generation ? [] : template;
  },
});
