// Static Pods: those that a kubelet runs from files of its node. The API server shows a mirror of each. Here the files are
// an annotation of the node: a JSON list of Pods.
// Source: pkg/kubelet/config/{file,common}.go, pkg/kubelet/pod/mirror_client.go, 1.36.
import { ok, type Result } from '../../base/result.ts';
import type { Node, Pod, PodSpec } from '../../api/types.generated.ts';
import type { Status } from '../../api/status.ts';
import type { ClusterApi, DeepReadonly } from '../controller.ts';
import { POD } from '../kinds.ts';
import { clusterState } from '../scheduler/clusterState.ts';
import { isDead } from './nodeStatus.ts';

type ReadNode = DeepReadonly<Node>;

const ANNOTATION = 'drydock.dev/static-pods';
const MIRROR = 'kubernetes.io/config.mirror';

/** The Pods of the annotation; what is no list of Pods is none. */
function written(node: ReadNode): readonly Pod[] {
  const text = node.metadata?.annotations?.[ANNOTATION];
  if (text === undefined) return [];
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.filter((one): one is Pod => typeof one === 'object' && one !== null) : [];
  } catch {
    return [];
  }
}

/** A static Pod may not lean on what only the API server knows. Source: PreventStaticPodAPIReferences. */
function apiReference(spec: PodSpec): boolean {
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  return (
    (spec.serviceAccountName ?? '') !== '' ||
    (spec.volumes ?? []).some((volume) => volume.configMap ?? volume.secret ?? volume.persistentVolumeClaim) ||
    containers.some(
      ({ env, envFrom }) =>
        (envFrom ?? []).length > 0 ||
        (env ?? []).some(({ valueFrom }) => valueFrom?.configMapKeyRef ?? valueFrom?.secretKeyRef),
    )
  );
}

/** Eight hexadecimal digits of what is written, by which a change is noticed. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

function mirrorOf(pod: Pod, node: ReadNode): Pod {
  const nodeName = node.metadata?.name ?? '';
  const hash = hashOf(JSON.stringify(pod));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${pod.metadata?.name ?? 'static'}-${nodeName}`,
      namespace: pod.metadata?.namespace ?? 'default',
      ...(pod.metadata?.labels && { labels: pod.metadata.labels }),
      annotations: {
        ...pod.metadata?.annotations,
        'kubernetes.io/config.hash': hash,
        [MIRROR]: hash,
        'kubernetes.io/config.source': 'file',
      },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: nodeName, uid: node.metadata?.uid, controller: true }],
    },
    // A static Pod stays whatever befalls its node.
    spec: {
      ...pod.spec,
      nodeName,
      tolerations: [...(pod.spec?.tolerations ?? []), { operator: 'Exists', effect: 'NoExecute' }],
    },
  };
}

/** Brings the mirrors in step with what is written: new ones made, changed ones made anew, others taken away. */
export function mirrorStaticPods(node: ReadNode, api: ClusterApi): Result<void, Status> {
  if (isDead(node)) return ok(undefined);
  const wanted = new Map(
    written(node)
      .filter(({ spec }) => spec !== undefined && !apiReference(spec))
      .map((pod) => mirrorOf(pod, node))
      .map((pod) => [`${pod.metadata?.namespace}/${pod.metadata?.name}`, pod]),
  );
  const there =
    api.view(clusterState).infos.get(node.metadata?.name ?? '')?.pods ?? new Map<string, DeepReadonly<Pod>>();
  for (const [key, pod] of [...there]) {
    const hash = pod.metadata?.annotations?.[MIRROR];
    if (hash === undefined) continue;
    const same = wanted.get(key)?.metadata?.annotations?.[MIRROR] === hash;
    if (same && pod.metadata?.deletionTimestamp === undefined) wanted.delete(key);
    else if (!same) api.delete(POD, pod.metadata?.namespace ?? '', pod.metadata?.name ?? '', { gracePeriodSeconds: 0 });
  }
  for (const [key, pod] of wanted) {
    if (there.has(key) && api.get(POD, pod.metadata?.namespace ?? '', pod.metadata?.name ?? '')) continue;
    const created = api.create<Pod>(pod);
    if (!created.ok && created.error.code !== 409) return created;
  }
  return ok(undefined);
}

/** Whether a Pod mirrors a static one. */
export const isMirror = (pod: DeepReadonly<Pod>): boolean => pod.metadata?.annotations?.[MIRROR] !== undefined;
