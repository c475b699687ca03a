// The rules of a SelfSubjectRulesReview, a question that the server answers and does not store.
// Source: pkg/registry/authorization/selfsubjectrulesreview/rest.go, 1.36.
import { required } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import type { SelfSubjectRulesReview } from '../types.generated.ts';

export const kind = defineKind<SelfSubjectRulesReview>({
  gvk: { group: 'authorization.k8s.io', version: 'v1', kind: 'SelfSubjectRulesReview' },
  validate: ({ spec }) => (spec?.namespace ? [] : [required(['spec', 'namespace'], 'no namespace on request')]),
});
