// DefaultIngressClass: Ingresses that name no class get the default one.
// Source: plugin/pkg/admission/network/defaultingressclass/admission.go, 1.36.
import { compareText } from '../../base/compare.ts';
import type { Ingress, IngressClass } from '../../api/types.generated.ts';
import type { AdmissionPlugin } from '../admissionPlugin.ts';
import { INGRESS_CLASS } from '../types.ts';

export const admissionPlugin: AdmissionPlugin = {
  name: 'DefaultIngressClass',
  order: 29,
  admit({ operation, gvk }, object, api) {
    if (operation !== 'CREATE' || gvk.kind !== 'Ingress') return undefined;
    const ingress = object as Ingress;
    if (ingress.spec?.ingressClassName !== undefined) return undefined;
    if (ingress.metadata?.annotations?.['kubernetes.io/ingress.class'] !== undefined) return undefined;
    const [first] = api
      .list<IngressClass>(INGRESS_CLASS)
      .filter((one) => one.metadata?.annotations?.['ingressclass.kubernetes.io/is-default-class'] === 'true')
      .sort((a, b) => compareText(b.metadata?.creationTimestamp ?? '', a.metadata?.creationTimestamp ?? ''));
    if (first) ingress.spec = { ...ingress.spec, ingressClassName: first.metadata?.name };
    return undefined;
  },
};
