// The rules of a Pod. Source: pkg/registry/core/pod/strategy.go, 1.36.
import { setPodDefaults } from '../defaults/podSpec.ts';
import { preparePodForCreate, preparePodForUpdate } from '../defaults/prepare.ts';
import { defineKind } from '../kindRules.ts';
import type { Pod } from '../types.generated.ts';
import { validatePodCreate, validatePodUpdate } from '../validation/pod/pod.ts';

export const kind = defineKind<Pod>({
  gvk: { group: '', version: 'v1', kind: 'Pod' },
  setDefaults: setPodDefaults,
  prepareForCreate: preparePodForCreate,
  prepareForUpdate: preparePodForUpdate,
  validate: validatePodCreate,
  validateUpdate: validatePodUpdate,
});
