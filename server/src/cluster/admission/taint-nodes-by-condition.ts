// TaintNodesByCondition: a new node takes no Pods before its kubelet has reported that it is ready.
// Source: plugin/pkg/admission/nodetaint/admission.go, 1.36.
import { taintNewNode } from '../../api/admission/nodesAndClasses.ts';
import type { AdmissionPlugin } from '../admissionPlugin.ts';

export const admissionPlugin: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  order: 7,
  admit({ gvk, operation, subresource }, object) {
    if (gvk.kind === 'Node' && gvk.group === '' && operation === 'CREATE' && subresource === undefined) {
      taintNewNode(object);
    }
    return undefined;
  },
};
