// The rules of a TokenReview, a question that the server answers and does not store.
// Source: pkg/registry/authentication/tokenreview/storage.go, 1.36.
import { required } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import type { TokenReview } from '../types.generated.ts';

export const kind = defineKind<TokenReview>({
  gvk: { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenReview' },
  validate: ({ spec }) =>
    spec?.token ? [] : [required(['spec', 'token'], 'token is required for TokenReview in authentication')],
});
