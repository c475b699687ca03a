// The rules of a StatefulSet. Source: pkg/registry/apps/statefulset/strategy.go, 1.36.
import { prepareTemplate } from '../defaults/prepare.ts';
import { setStatefulSetDefaults } from '../defaults/workloads.ts';
import type { FieldError } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import { beginLife, countGeneration, keepStatus } from '../strategy.ts';
import type { StatefulSet } from '../types.generated.ts';
import { validateObjectMeta } from '../validation/objectMeta.ts';
import { podOptions } from '../validation/pod/options.ts';
import { validateStatefulSetSpec, validateStatefulSetUpdate } from '../validation/statefulSet.ts';
import { nameIsDnsLabel } from '../validation/strings.ts';
import { claimSpecWarnings, templateWarnings } from '../validation/pod/warnings.ts';

/** How many may be down at once is a feature that a default cluster has not. Source: dropStatefulSetDisabledFields. */
function dropMaxUnavailable(object: StatefulSet, old: StatefulSet | undefined): void {
  const rolling = object.spec?.updateStrategy?.rollingUpdate;
  if (rolling === undefined || old?.spec?.updateStrategy?.rollingUpdate?.maxUnavailable !== undefined) return;
  delete rolling.maxUnavailable;
}

export const kind = defineKind<StatefulSet>({
  gvk: { group: 'apps', version: 'v1', kind: 'StatefulSet' },
  setDefaults: setStatefulSetDefaults,
  prepareForCreate(object) {
    beginLife(object, { replicas: 0, availableReplicas: 0 });
    dropMaxUnavailable(object, undefined);
    prepareTemplate(object.spec?.template, undefined);
  },
  prepareForUpdate(object, old) {
    keepStatus(object, old);
    dropMaxUnavailable(object, old);
    prepareTemplate(object.spec?.template, old.spec?.template);
    countGeneration(object, old);
  },
  validate({ metadata, spec = {} }) {
    const errors: FieldError[] = [];
    validateObjectMeta(errors, metadata, true, nameIsDnsLabel);
    validateStatefulSetSpec(errors, spec, podOptions(false));
    return errors;
  },
  validateUpdate(object, old) {
    const errors: FieldError[] = [];
    const template = old.spec?.template;
    validateStatefulSetUpdate(errors, object, old, podOptions(false, template?.spec, template?.metadata));
    return errors;
  },
  warnings(object, old) {
    const { template, volumeClaimTemplates, revisionHistoryLimit = 0 } = object.spec ?? {};
    const unchanged = old !== undefined && old.metadata?.generation === object.metadata?.generation;
    const warnings = unchanged ? [] : templateWarnings(template, ['spec', 'template']);
    volumeClaimTemplates?.forEach(({ spec = {} }, index) => {
      warnings.push(...claimSpecWarnings(spec, ['spec', 'volumeClaimTemplates', index]));
    });
    if (revisionHistoryLimit < 0) {
      warnings.push(
        'spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended',
      );
    }
    return warnings;
  },
});
