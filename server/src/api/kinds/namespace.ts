// The rules of a Namespace. Source: pkg/registry/core/namespace/strategy.go, pkg/apis/core/validation/validation.go
// (ValidateNamespace), pkg/apis/core/v1/defaults.go (SetDefaults_Namespace), 1.36.
import type { FieldError } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import type { Namespace } from '../types.generated.ts';
import { semanticallyEqual } from '../validation/fields.ts';
import {
  validateFinalizerName,
  validateKubeFinalizerName,
  validateObjectMeta,
  validateObjectMetaUpdate,
} from '../validation/objectMeta.ts';
import { validatePodSecurityLabels } from '../validation/podSecurityLabels.ts';
import { nameIsDnsLabel } from '../validation/strings.ts';

const NAME_LABEL = 'kubernetes.io/metadata.name';

export const kind = defineKind<Namespace>({
  gvk: { group: '', version: 'v1', kind: 'Namespace' },
  setDefaults(namespace) {
    const name = namespace.metadata?.name ?? '';
    // A namespace always carries its name as a label; without a name validation speaks first.
    if (name !== '' && namespace.metadata)
      namespace.metadata.labels = { ...namespace.metadata.labels, [NAME_LABEL]: name };
  },
  prepareForCreate(namespace) {
    namespace.status = { phase: 'Active' };
    const spec = (namespace.spec ??= {});
    if (!spec.finalizers?.includes('kubernetes')) spec.finalizers = [...(spec.finalizers ?? []), 'kubernetes'];
  },
  prepareForUpdate(namespace, old) {
    const finalizers = old.spec?.finalizers;
    namespace.spec = { ...namespace.spec, finalizers: finalizers && [...finalizers] };
    if (old.status) namespace.status = { ...old.status };
  },
  validate(namespace) {
    const errors: FieldError[] = [];
    validateObjectMeta(errors, namespace.metadata, false, nameIsDnsLabel);
    for (const finalizer of namespace.spec?.finalizers ?? []) {
      validateFinalizerName(errors, finalizer, ['spec', 'finalizers']);
      validateKubeFinalizerName(errors, finalizer, ['spec', 'finalizers']);
    }
    if (errors.length === 0) validatePodSecurityLabels(errors, namespace.metadata?.labels ?? {});
    return errors;
  },
  validateUpdate(namespace, old) {
    const errors: FieldError[] = [];
    validateObjectMeta(errors, namespace.metadata, false, nameIsDnsLabel);
    validateObjectMetaUpdate(errors, namespace.metadata, old.metadata);
    if (errors.length > 0) return errors;
    // Labels that were wrong before may stay. Source: ValidateNamespace in pod-security-admission.
    const before: FieldError[] = [];
    validatePodSecurityLabels(before, old.metadata?.labels ?? {});
    validatePodSecurityLabels(errors, namespace.metadata?.labels ?? {});
    return semanticallyEqual(errors, before) ? [] : errors;
  },
});
