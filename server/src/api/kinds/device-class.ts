// The rules of a DeviceClass. Source: pkg/registry/resource/deviceclass/strategy.go,
// pkg/apis/resource/validation/validation.go, 1.36.
import { invalid, type FieldError } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import { countGeneration } from '../strategy.ts';
import type { DeviceClass } from '../types.generated.ts';
import { checkSize, validateConfiguration, validateSelectors } from '../validation/deviceClaim.ts';
import { validateObjectMetaByName, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import { isExtendedResource } from '../validation/resources.ts';
import { nameIsDnsSubdomain } from '../validation/strings.ts';

const MAX_CONFIGURATIONS = 32;

function validate(deviceClass: DeviceClass): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMetaByName(errors, deviceClass.metadata, false, nameIsDnsSubdomain);
  const { selectors = [], config = [], extendedResourceName: name } = deviceClass.spec ?? {};
  validateSelectors(errors, selectors, ['spec', 'selectors']);
  if (checkSize(errors, config, MAX_CONFIGURATIONS, ['spec', 'config'])) {
    config.forEach(({ opaque }, index) => validateConfiguration(errors, opaque, ['spec', 'config', index]));
  }
  if (name !== undefined && !isExtendedResource(name)) {
    errors.push(invalid(['spec', 'extendedResourceName'], name, 'must be a valid extended resource name'));
  }
  return errors;
}

export const kind = defineKind<DeviceClass>({
  gvk: { group: 'resource.k8s.io', version: 'v1', kind: 'DeviceClass' },
  prepareForCreate(deviceClass) {
    (deviceClass.metadata ??= {}).generation = 1;
  },
  prepareForUpdate: (deviceClass, old) => countGeneration(deviceClass, old),
  validate,
  validateUpdate(deviceClass, old) {
    const errors = validate(deviceClass);
    validateObjectMetaUpdate(errors, deviceClass.metadata, old.metadata);
    return errors;
  },
});
