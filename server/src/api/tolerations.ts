// Taints and tolerations.
// Source: staging/src/k8s.io/api/core/v1/toleration.go,
// staging/src/k8s.io/component-helpers/scheduling/corev1/helpers.go, 1.36. The operators Lt and Gt are behind a feature
// gate that is off by default and so match nothing here.
import type { DeepReadonly } from '../base/deepReadonly.ts';
import type { Taint, Toleration } from './types.generated.ts';

/** Whether one toleration covers a taint. An empty key with `Exists` covers every taint, an empty effect every effect. */
export function tolerates(toleration: DeepReadonly<Toleration>, taint: DeepReadonly<Taint>): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  switch (toleration.operator ?? '') {
    case '':
    case 'Equal':
      return (toleration.value ?? '') === (taint.value ?? '');
    case 'Exists':
      return true;
    default:
      return false;
  }
}

/** Whether any of the tolerations covers the taint. */
export const toleratesTaint = (
  tolerations: readonly DeepReadonly<Toleration>[] | undefined,
  taint: DeepReadonly<Taint>,
): boolean => (tolerations ?? []).some((toleration) => tolerates(toleration, taint));

/** The first taint with one of the effects that nothing tolerates. Source: FindMatchingUntoleratedTaint. */
export const untoleratedTaint = (
  taints: readonly DeepReadonly<Taint>[] | undefined,
  tolerations: readonly DeepReadonly<Toleration>[] | undefined,
  effects: readonly string[],
): DeepReadonly<Taint> | undefined =>
  (taints ?? []).find((taint) => effects.includes(taint.effect ?? '') && !toleratesTaint(tolerations, taint));

/** The effects that keep a Pod from a node. Source: DoNotScheduleTaintsFilterFunc. */
export const DO_NOT_SCHEDULE: readonly string[] = ['NoSchedule', 'NoExecute'];
