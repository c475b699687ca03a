// The rules of a LocalSubjectAccessReview, a question that the server answers and does not store.
// Source: pkg/registry/authorization/localsubjectaccessreview/rest.go, pkg/apis/authorization/validation/validation.go, 1.36.
import { invalid, type FieldError } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import type { LocalSubjectAccessReview } from '../types.generated.ts';
import { validateEmptyMeta, validateSubject, validateAttributes } from '../validation/accessReview.ts';

/** It asks about its own namespace. Where it says none, the request does, and that is not known here. */
function validateNamespace({ metadata, spec = {} }: LocalSubjectAccessReview): FieldError[] {
  const { nonResourceAttributes, resourceAttributes } = spec;
  const errors: FieldError[] = [];
  const own = metadata?.namespace;
  const asked = resourceAttributes?.namespace ?? '';
  if (resourceAttributes && own !== undefined && asked !== own) {
    const detail = 'must match metadata.namespace';
    errors.push(invalid(['spec', 'resourceAttributes', 'namespace'], asked, detail));
  }
  if (nonResourceAttributes) {
    const detail = 'disallowed on this kind of request';
    errors.push(invalid(['spec', 'nonResourceAttributes'], nonResourceAttributes, detail));
  }
  return errors;
}

export const kind = defineKind<LocalSubjectAccessReview>({
  gvk: { group: 'authorization.k8s.io', version: 'v1', kind: 'LocalSubjectAccessReview' },
  validate: (review) => [
    ...validateSubject(review.spec ?? {}),
    ...validateAttributes(review.spec ?? {}),
    ...validateEmptyMeta(review.metadata, true),
    ...validateNamespace(review),
  ],
});
