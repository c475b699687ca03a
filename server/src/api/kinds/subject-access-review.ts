// The rules of a SubjectAccessReview, a question that the server answers and does not store.
// Source: pkg/registry/authorization/subjectaccessreview/rest.go, 1.36.
import { defineKind } from '../kindRules.ts';
import type { SubjectAccessReview } from '../types.generated.ts';
import { validateEmptyMeta, validateSubject, validateAttributes } from '../validation/accessReview.ts';

export const kind = defineKind<SubjectAccessReview>({
  gvk: { group: 'authorization.k8s.io', version: 'v1', kind: 'SubjectAccessReview' },
  validate: ({ metadata, spec = {} }) => [
    ...validateSubject(spec),
    ...validateAttributes(spec),
    ...validateEmptyMeta(metadata, false),
  ],
});
