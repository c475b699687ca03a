// The rules of a ServiceAccount. Source: pkg/registry/core/serviceaccount/strategy.go, 1.36.
import type { FieldError } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import type { ServiceAccount } from '../types.generated.ts';
import { accountWarnings } from '../validation/kindWarnings.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import { nameIsDnsSubdomain } from '../validation/strings.ts';

function validate(account: ServiceAccount, errors: FieldError[] = []): FieldError[] {
  validateObjectMeta(errors, account.metadata, true, nameIsDnsSubdomain);
  return errors;
}

/** Only the names of Secrets are kept. Source: cleanSecretReferences. */
function keepNamesOfSecrets(account: ServiceAccount): void {
  if (account.secrets) account.secrets = account.secrets.map(({ name }) => (name === undefined ? {} : { name }));
}

export const kind = defineKind<ServiceAccount>({
  gvk: { group: '', version: 'v1', kind: 'ServiceAccount' },
  prepareForCreate: keepNamesOfSecrets,
  prepareForUpdate: keepNamesOfSecrets,
  validate: (account) => validate(account),
  validateUpdate(account, old) {
    const errors: FieldError[] = [];
    validateObjectMetaUpdate(errors, account.metadata, old.metadata);
    return validate(account, errors);
  },
  warnings: accountWarnings,
});
