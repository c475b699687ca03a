// The rules of a RuntimeClass. Source: pkg/registry/node/runtimeclass/strategy.go, pkg/apis/node/validation/validation.go, 1.36.
import { duplicate, required, type FieldError } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import type { RuntimeClass } from '../types.generated.ts';
import { checkImmutable, complain } from '../validation/fields.ts';
import { runtimeClassWarnings } from '../validation/kindWarnings.ts';
import { validateLabels } from '../validation/labelSelector.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import { podOptions } from '../validation/pod/options.ts';
import { validateTolerations } from '../validation/pod/tolerations.ts';
import { validateContainerResourceName, validateResourceRequirements } from '../validation/resources.ts';
import { nameIsDnsLabel, nameIsDnsSubdomain } from '../validation/strings.ts';

function validate(runtimeClass: RuntimeClass): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMeta(errors, runtimeClass.metadata, false, nameIsDnsSubdomain);
  const { handler = '', overhead, scheduling } = runtimeClass;
  if (handler === '') errors.push(required(['handler']));
  else complain(errors, ['handler'], handler, nameIsDnsLabel(handler, false));
  if (overhead) {
    const limits = { limits: overhead.podFixed };
    validateResourceRequirements(errors, limits, validateContainerResourceName, new Set(), ['overhead']);
  }
  if (scheduling) {
    validateLabels(errors, scheduling.nodeSelector, ['scheduling', 'nodeSelector']);
    const tolerations = scheduling.tolerations ?? [];
    validateTolerations(errors, tolerations, ['scheduling', 'tolerations'], podOptions(false));
    const seen = new Set<string>();
    tolerations.forEach((toleration, index) => {
      const { key = '', operator = '', value = '', effect = '' } = toleration;
      const id = JSON.stringify([key, operator, value, effect]);
      if (seen.has(id)) errors.push(duplicate(['scheduling', 'tolerations', index], toleration));
      seen.add(id);
    });
  }
  return errors;
}

export const kind = defineKind<RuntimeClass>({
  gvk: { group: 'node.k8s.io', version: 'v1', kind: 'RuntimeClass' },
  validate,
  validateUpdate(runtimeClass, old) {
    const errors: FieldError[] = [];
    validateObjectMetaUpdate(errors, runtimeClass.metadata, old.metadata);
    checkImmutable(errors, ['handler'], runtimeClass.handler ?? '', old.handler ?? '');
    return errors;
  },
  warnings: runtimeClassWarnings,
});
