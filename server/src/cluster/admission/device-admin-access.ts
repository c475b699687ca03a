// Administrative access to devices only in namespaces that are marked for it. Upstream asks in the strategies of claims
// and of their templates. Source: pkg/registry/resource/utils.go (AuthorizedForAdmin), 1.36.
import { adminAccessProblems } from '../../api/admission/adminAccess.ts';
import { invalidStatus } from '../../api/status.ts';
import type { ResourceClaimTemplate, ResourceV1ResourceClaim } from '../../api/types.generated.ts';
import type { AdmissionPlugin } from '../admissionPlugin.ts';
import { surroundingsIn } from '../surroundings.ts';

export const admissionPlugin: AdmissionPlugin = {
  name: 'DeviceAdminAccess',
  order: 60,
  validate({ operation, gvk, name }, object, api) {
    if (operation !== 'CREATE' || gvk.group !== 'resource.k8s.io') return undefined;
    const isTemplate = gvk.kind === 'ResourceClaimTemplate';
    if (!isTemplate && gvk.kind !== 'ResourceClaim') return undefined;
    const claim = isTemplate ? (object as ResourceClaimTemplate).spec?.spec : (object as ResourceV1ResourceClaim).spec;
    const path = isTemplate ? ['spec', 'spec', 'devices'] : ['spec', 'devices'];
    const problems = adminAccessProblems(object.metadata, claim?.devices, path, surroundingsIn(api));
    return problems.length === 0 ? undefined : invalidStatus(gvk, name, problems);
  },
};
