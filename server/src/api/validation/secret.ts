// What the API server refuses of a Secret.
// Source: pkg/apis/core/validation/validation.go (ValidateSecret, ValidateSecretUpdate), 1.36.
import { base64Length, base64Text } from '../base64.ts';
import { invalid, required, tooLong, type FieldError } from '../fieldError.ts';
import type { Secret } from '../types.generated.ts';
import { checkImmutableData, MAX_DATA_BYTES } from './configData.ts';
import { checkImmutable, complain } from './fields.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './objectMeta.ts';
import { isConfigMapKey, nameIsDnsSubdomain } from './strings.ts';

const SERVICE_ACCOUNT_NAME = 'kubernetes.io/service-account.name';

function isJsonObject(base64: string): boolean {
  try {
    const value: unknown = JSON.parse(base64Text(base64));
    return value === null || (typeof value === 'object' && !Array.isArray(value));
  } catch {
    return false;
  }
}

function requireJson(errors: FieldError[], data: Readonly<Record<string, string>>, key: string): void {
  const path = ['data', { key }];
  if (!Object.hasOwn(data, key)) errors.push(required(path));
  else if (!isJsonObject(data[key] ?? '')) {
    errors.push(invalid(path, '<secret contents redacted>', 'must be a JSON object'));
  }
}

function validateByType(errors: FieldError[], secret: Secret): void {
  const data = secret.data ?? {};
  const need = (...keys: readonly string[]): void => {
    for (const key of keys) if (!Object.hasOwn(data, key)) errors.push(required(['data', { key }]));
  };
  switch (secret.type) {
    case 'kubernetes.io/service-account-token':
      if (!secret.metadata?.annotations?.[SERVICE_ACCOUNT_NAME]) {
        errors.push(required(['metadata', 'annotations', { key: SERVICE_ACCOUNT_NAME }]));
      }
      return;
    case 'kubernetes.io/dockercfg':
      return requireJson(errors, data, '.dockercfg');
    case 'kubernetes.io/dockerconfigjson':
      return requireJson(errors, data, '.dockerconfigjson');
    case 'kubernetes.io/basic-auth':
      // One of the two is enough; both are named when neither is there.
      if (!Object.hasOwn(data, 'username') && !Object.hasOwn(data, 'password')) need('username', 'password');
      return;
    case 'kubernetes.io/ssh-auth':
      if (!data['ssh-privatekey']) errors.push(required(['data', { key: 'ssh-privatekey' }]));
      return;
    case 'kubernetes.io/tls':
      return need('tls.crt', 'tls.key');
    default:
  }
}

/** Source: ValidateSecret. */
export function validateSecret(secret: Secret): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMeta(errors, secret.metadata, true, nameIsDnsSubdomain);
  const data = secret.data ?? {};
  let bytes = 0;
  for (const key of Object.keys(data)) {
    complain(errors, ['data', { key }], key, isConfigMapKey(key));
    bytes += base64Length(data[key] ?? '');
  }
  if (bytes > MAX_DATA_BYTES) errors.push(tooLong(['data'], MAX_DATA_BYTES));
  validateByType(errors, secret);
  return errors;
}

/** Source: ValidateSecretUpdate. */
export function validateSecretUpdate(secret: Secret, old: Secret): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMetaUpdate(errors, secret.metadata, old.metadata);
  checkImmutable(errors, ['type'], secret.type ?? '', old.type ?? '');
  checkImmutableData(errors, secret, old, ['data']);
  return [...errors, ...validateSecret(secret)];
}
