// The rules of a ReplicationController. Source: pkg/registry/core/replicationcontroller/strategy.go, 1.36.
import { prepareTemplate } from '../defaults/prepare.ts';
import { setReplicationControllerDefaults } from '../defaults/workloads.ts';
import type { FieldError } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import { beginLife, countGeneration, keepStatus } from '../strategy.ts';
import type { ReplicationController } from '../types.generated.ts';
import { effectiveName, validateObjectMetaByName, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import { podOptions } from '../validation/pod/options.ts';
import { isLongName } from '../validation/strings.ts';
import { validateReplicationControllerSpec } from '../validation/workloads.ts';
import { hostNameWarnings, templateWarnings } from '../validation/pod/warnings.ts';

export const kind = defineKind<ReplicationController>({
  gvk: { group: '', version: 'v1', kind: 'ReplicationController' },
  setDefaults: setReplicationControllerDefaults,
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
    validateObjectMetaByName(errors, metadata, true, isLongName);
    validateReplicationControllerSpec(errors, spec, podOptions(false));
    return errors;
  },
  validateUpdate({ metadata, spec = {} }, old) {
    const errors: FieldError[] = [];
    const template = old.spec?.template;
    validateObjectMetaUpdate(errors, metadata, old.metadata);
    validateReplicationControllerSpec(errors, spec, podOptions(false, template?.spec, template?.metadata));
    return errors;
  },
  warnings(object, old) {
    const path = ['spec', 'template'];
    if (old === undefined) {
      const about = hostNameWarnings(effectiveName(object.metadata), 'Pods');
      return [...about, ...templateWarnings(object.spec?.template, path)];
    }
    if (old.metadata?.generation === object.metadata?.generation) return [];
    // The server takes the two templates for each other and warns of what was there before.
    return templateWarnings(old.spec?.template, path);
  },
});
