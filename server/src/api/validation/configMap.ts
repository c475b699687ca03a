// What the API server refuses of a ConfigMap.
// Source: pkg/apis/core/validation/validation.go (ValidateConfigMap, ValidateConfigMapUpdate), 1.36.
import { base64Length } from '../base64.ts';
import { invalid, tooLong, type FieldError } from '../fieldError.ts';
import type { ConfigMap } from '../types.generated.ts';
import { checkImmutableData, MAX_DATA_BYTES } from './configData.ts';
import { complain } from './fields.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './objectMeta.ts';
import { byteLength, isConfigMapKey, nameIsDnsSubdomain } from './strings.ts';

/** Source: ValidateConfigMap. */
export function validateConfigMap(configMap: ConfigMap): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMeta(errors, configMap.metadata, true, nameIsDnsSubdomain);
  const data = configMap.data ?? {};
  const binaryData = configMap.binaryData ?? {};
  let bytes = 0;
  for (const key of Object.keys(data)) {
    complain(errors, ['data', { key }], key, isConfigMapKey(key));
    if (Object.hasOwn(binaryData, key)) {
      errors.push(invalid(['data', { key }], key, 'duplicate of key present in binaryData'));
    }
    bytes += byteLength(data[key] ?? '');
  }
  for (const key of Object.keys(binaryData)) {
    complain(errors, ['binaryData', { key }], key, isConfigMapKey(key));
    bytes += base64Length(binaryData[key] ?? '');
  }
  if (bytes > MAX_DATA_BYTES) errors.push(tooLong([], MAX_DATA_BYTES));
  return errors;
}

/** Source: ValidateConfigMapUpdate. */
export function validateConfigMapUpdate(configMap: ConfigMap, old: ConfigMap): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMetaUpdate(errors, configMap.metadata, old.metadata);
  checkImmutableData(errors, configMap, old, ['data', 'binaryData']);
  return [...errors, ...validateConfigMap(configMap)];
}
