// NamespaceLifecycle: nothing is made in a namespace that is not there or is going.
// Source: staging/src/k8s.io/apiserver/pkg/admission/plugin/namespace/lifecycle/admission.go, 1.36.
import type { Namespace } from '../../api/types.generated.ts';
import { forbiddenStatus, notFoundStatus } from '../../api/status.ts';
import { resourceOf } from '../../api/resource.ts';
import type { AdmissionPlugin } from '../admissionPlugin.ts';
import { NAMESPACE } from '../types.ts';

export const admissionPlugin: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  order: 3,
  admit({ operation, gvk, namespace, name }, _object, api) {
    if (operation !== 'CREATE' || namespace === '') return undefined;
    const found = api.get<Namespace>(NAMESPACE, '', namespace);
    if (!found) return notFoundStatus('', 'namespaces', namespace);
    if (found.status?.phase !== 'Terminating' && found.metadata?.deletionTimestamp === undefined) return undefined;
    const plural = resourceOf(gvk)?.plural ?? '';
    const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
    const status = forbiddenStatus(gvk.group, plural, name, why);
    const cause = {
      reason: 'NamespaceTerminating',
      message: `namespace ${namespace} is being terminated`,
      field: 'metadata.namespace',
    };
    return { ...status, details: { ...status.details, causes: [cause] } };
  },
};
