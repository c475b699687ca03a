// A ComponentStatus can only be read. Source: pkg/registry/core/componentstatus/rest.go, 1.36.
import { forbidden } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import type { ComponentStatus } from '../types.generated.ts';

export const kind = defineKind<ComponentStatus>({
  gvk: { group: '', version: 'v1', kind: 'ComponentStatus' },
  validate: () => [forbidden(['kind'], 'the server does not allow this method on the requested resource')],
});
