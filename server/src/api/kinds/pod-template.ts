// The rules of a PodTemplate. Source: pkg/registry/core/podtemplate/strategy.go, 1.36.
import { setPodTemplateDefaults } from '../defaults/podSpec.ts';
import { prepareTemplate } from '../defaults/prepare.ts';
import type { FieldError } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import { countGeneration } from '../strategy.ts';
import type { PodTemplate } from '../types.generated.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import { podOptions } from '../validation/pod/options.ts';
import { validatePodTemplate } from '../validation/pod/podSpec.ts';
import { nameIsDnsSubdomain } from '../validation/strings.ts';
import { templateWarnings } from '../validation/pod/warnings.ts';

export const kind = defineKind<PodTemplate>({
  gvk: { group: '', version: 'v1', kind: 'PodTemplate' },
  setDefaults(object) {
    setPodTemplateDefaults((object.template ??= {}));
  },
  prepareForCreate(object) {
    (object.metadata ??= {}).generation = 1;
    prepareTemplate(object.template, undefined);
  },
  prepareForUpdate(object, old) {
    prepareTemplate(object.template, old.template);
    countGeneration(object, old, 'template');
  },
  validate({ metadata, template }) {
    const errors: FieldError[] = [];
    validateObjectMeta(errors, metadata, true, nameIsDnsSubdomain);
    validatePodTemplate(errors, template, ['template'], podOptions(false));
    return errors;
  },
  validateUpdate({ metadata, template }, old) {
    const errors: FieldError[] = [];
    validateObjectMetaUpdate(errors, metadata, old.metadata);
    validatePodTemplate(errors, template, ['template'], podOptions(false, old.template?.spec, old.template?.metadata));
    return errors;
  },
  warnings(object, old) {
    const unchanged = old !== undefined && old.metadata?.generation === object.metadata?.generation;
    return unchanged ? [] : templateWarnings(object.template, ['template']);
  },
});
