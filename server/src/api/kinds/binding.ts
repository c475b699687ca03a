// The rules of a Binding: what tells a Pod its node. Nothing is stored under its name.
// Source: pkg/registry/core/pod/storage/storage.go (BindingREST), pkg/apis/core/validation/validation.go, 1.36.
import { notSupported, required, type FieldError } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import type { Binding } from '../types.generated.ts';
import { complain } from '../validation/fields.ts';
import { isPathSegmentName } from '../validation/strings.ts';

/** The name is the Pod's, and of the request. Source: ValidatePodBinding, rest.ValidateAllObjectFunc. */
function validate({ metadata, target = {} }: Binding): FieldError[] {
  const errors: FieldError[] = [];
  const pod = metadata?.name ?? '';
  if (pod === '') errors.push(required(['metadata', 'name'], 'Name parameter required.'));
  else complain(errors, ['metadata', 'name'], pod, isPathSegmentName(pod));
  const { kind = '', name = '' } = target;
  if (kind !== '' && kind !== 'Node') errors.push(notSupported(['target', 'kind'], kind, ['Node', '<empty>']));
  if (name === '') errors.push(required(['target', 'name']));
  return errors;
}

export const kind = defineKind<Binding>({ gvk: { group: '', version: 'v1', kind: 'Binding' }, validate });
