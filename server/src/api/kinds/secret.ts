// The rules of a Secret. Source: pkg/registry/core/secret/strategy.go, pkg/apis/core/v1/{defaults,conversion}.go, 1.36.
import { toBase64 } from '../base64.ts';
import { defineKind } from '../kindRules.ts';
import type { Secret } from '../types.generated.ts';
import { secretWarnings } from '../validation/kindWarnings.ts';
import { validateSecret, validateSecretUpdate } from '../validation/secret.ts';

/** `stringData` is written over `data` and not stored. Source: Convert_v1_Secret_To_core_Secret. */
function mergeStringData(secret: Secret): void {
  const { stringData } = secret;
  if (stringData === undefined) return;
  delete secret.stringData;
  const keys = Object.keys(stringData);
  if (keys.length === 0) return;
  const data = (secret.data ??= {});
  for (const key of keys) data[key] = toBase64(stringData[key] ?? '');
}

export const kind = defineKind<Secret>({
  gvk: { group: '', version: 'v1', kind: 'Secret' },
  setDefaults(secret) {
    secret.type ||= 'Opaque';
    mergeStringData(secret);
  },
  prepareForUpdate(secret, old) {
    if (old.type !== undefined && (secret.type ?? '') === '') secret.type = old.type;
  },
  validate: validateSecret,
  validateUpdate: validateSecretUpdate,
  warnings: secretWarnings,
});
