// DefaultIngressClass: Ingresses that name no class get the default one.
// Source: plugin/pkg/admission/network/defaultingressclass/admission.go, 1.36.
import { setDefaultIngressClass } from '../../api/admission/nodesAndClasses.ts';
import type { AdmissionPlugin } from '../admissionPlugin.ts';
import { surroundingsIn } from '../surroundings.ts';

export const admissionPlugin: AdmissionPlugin = {
  name: 'DefaultIngressClass',
  order: 29,
  admit({ operation, gvk }, object, api) {
    if (operation === 'CREATE' && gvk.kind === 'Ingress') setDefaultIngressClass(object, surroundingsIn(api));
    return undefined;
  },
};
