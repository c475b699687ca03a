// The rules of a SelfSubjectAccessReview, a question that the server answers and does not store.
// Source: pkg/registry/authorization/selfsubjectaccessreview/rest.go, 1.36.
import { defineKind } from '../kindRules.ts';
import type { SelfSubjectAccessReview } from '../types.generated.ts';
import { validateEmptyMeta, validateAttributes } from '../validation/accessReview.ts';

export const kind = defineKind<SelfSubjectAccessReview>({
  gvk: { group: 'authorization.k8s.io', version: 'v1', kind: 'SelfSubjectAccessReview' },
  validate: ({ metadata, spec = {} }) => [...validateAttributes(spec), ...validateEmptyMeta(metadata, false)],
});
