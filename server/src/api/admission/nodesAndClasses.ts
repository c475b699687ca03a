// Small plugins around nodes and classes: what they set on a create.
// Source: plugin/pkg/admission/nodetaint, storage/storageclass/setdefault,
// network/defaultingressclass, 1.36.
import { compareText } from '../../base/compare.ts';
import { gvkOf, type GroupVersionKind } from '../gvk.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Ingress, Node, PersistentVolumeClaim } from '../types.generated.ts';

const NOT_READY = 'node.kubernetes.io/not-ready';

/** A new node takes no Pods before it is ready. Source: nodetaint Plugin.Admit. */
export function taintNewNode(node: Node): void {
  const spec = (node.spec ??= {});
  const taints = spec.taints ?? [];
  if (!taints.some((taint) => taint.key === NOT_READY && taint.effect === 'NoSchedule')) {
    spec.taints = [...taints, { key: NOT_READY, effect: 'NoSchedule' }];
  }
}

/** Of the objects that are annotated as default the newest, then the first by name. */
function defaultOf(around: Surroundings, gvk: GroupVersionKind, annotations: readonly string[]): string | undefined {
  const marked = [...around.all(gvk)].filter((object) =>
    annotations.some((key) => object.metadata?.annotations?.[key] === 'true'),
  );
  marked.sort(
    (a, b) =>
      compareText(b.metadata?.creationTimestamp ?? '', a.metadata?.creationTimestamp ?? '') ||
      compareText(a.metadata?.name ?? '', b.metadata?.name ?? ''),
  );
  return marked[0]?.metadata?.name;
}

const STORAGE_CLASS = gvkOf('storage.k8s.io/v1', 'StorageClass');
const DEFAULT_STORAGE = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

/** A claim that names no class gets the default one. Source: setdefault claimDefaulterPlugin.Admit. */
export function setDefaultStorageClass(claim: PersistentVolumeClaim, around: Surroundings): void {
  const spec = (claim.spec ??= {});
  const annotated = claim.metadata?.annotations?.['volume.beta.kubernetes.io/storage-class'];
  if (spec.storageClassName !== undefined || annotated !== undefined) return;
  const name = defaultOf(around, STORAGE_CLASS, DEFAULT_STORAGE);
  if (name !== undefined) spec.storageClassName = name;
}

const INGRESS_CLASS = gvkOf('networking.k8s.io/v1', 'IngressClass');

/** An Ingress that names no class gets the default one. Source: defaultingressclass classDefaulterPlugin.Admit. */
export function setDefaultIngressClass(ingress: Ingress, around: Surroundings): void {
  const spec = (ingress.spec ??= {});
  const annotated = ingress.metadata?.annotations?.['kubernetes.io/ingress.class'];
  if (spec.ingressClassName !== undefined || annotated !== undefined) return;
  const name = defaultOf(around, INGRESS_CLASS, ['ingressclass.kubernetes.io/is-default-class']);
  if (name !== undefined) spec.ingressClassName = name;
}
