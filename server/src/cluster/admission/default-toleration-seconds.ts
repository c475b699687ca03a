// DefaultTolerationSeconds: Pods stay five minutes on a node that has become unreachable or not ready.
// Source: plugin/pkg/admission/defaulttolerationseconds/admission.go, 1.36.
import type { Pod, Toleration } from '../../api/types.generated.ts';
import type { AdmissionPlugin } from '../admissionPlugin.ts';

const TAINTS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'] as const;
const SECONDS = 300;

const covers = ({ key = '', effect = '' }: Toleration, taint: string): boolean =>
  (key === taint || key === '') && (effect === 'NoExecute' || effect === '');

export const admissionPlugin: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  order: 19,
  admit({ gvk, subresource }, object) {
    if (gvk.kind !== 'Pod' || gvk.group !== '' || subresource !== undefined) return undefined;
    const spec = ((object as Pod).spec ??= {});
    const own = spec.tolerations ?? [];
    const added = TAINTS.filter((taint) => !own.some((toleration) => covers(toleration, taint))).map((key) => ({
      key,
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: SECONDS,
    }));
    if (added.length > 0) spec.tolerations = [...own, ...added];
    return undefined;
  },
};
