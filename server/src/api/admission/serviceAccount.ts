// Who a Pod is: its account, the volume with the account's token, the account's pull secrets.
// Source: plugin/pkg/admission/serviceaccount/admission.go, 1.36.
import type { FieldPath } from '../fieldPath.ts';
import { gvkOf } from '../gvk.ts';
import type { Problem } from '../problem.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Container, Pod, PodSpec, ServiceAccount, Volume } from '../types.generated.ts';
import { isMirrorPod } from '../validation/pod/annotations.ts';

const SERVICE_ACCOUNT = gvkOf('v1', 'ServiceAccount');
const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
const TOKEN_VOLUME = 'kube-api-access-';
/** The random end of the volume's name, as far as rules see it. */
const UNKNOWN_SUFFIX = 'xxxxx';
/** An hour and what a kubelet needs to fetch the next token in time. */
const TOKEN_SECONDS = 3607;

/** How a Pod's token volume is called; the engine gives a random end, everybody else the same one. */
export type SuffixSource = (spec: PodSpec) => string;

/**
 * Source: Plugin.Admit. An account that nobody knows is taken to be like most: it mounts its token. Mirror Pods stay as
 * they are, and may not name what they are not known to the API server to use.
 */
export function admitServiceAccount(
  pod: Pod,
  around: Surroundings,
  suffix: SuffixSource = () => UNKNOWN_SUFFIX,
): readonly Problem[] {
  const spec = (pod.spec ??= {});
  if (isMirrorPod(pod.metadata)) return mirrorProblems(spec);
  const name = accountOf(spec);
  const account = around.find(SERVICE_ACCOUNT, pod.metadata?.namespace ?? 'default', name) as
    ServiceAccount | undefined;
  // The Pod's word counts before the account's. Source: shouldAutomount.
  if (spec.automountServiceAccountToken ?? account?.automountServiceAccountToken ?? true) mountToken(spec, suffix);
  if ((spec.imagePullSecrets ?? []).length === 0 && (account?.imagePullSecrets ?? []).length > 0) {
    spec.imagePullSecrets = (account?.imagePullSecrets ?? []).map((secret) => ({ ...secret }));
  }
  return [];
}

/** The account that a Pod runs as; it is written into the Pod. */
export function accountOf(spec: PodSpec): string {
  const named = (spec.serviceAccountName ?? '') === '' ? (spec.serviceAccount ?? '') : (spec.serviceAccountName ?? '');
  const name = named === '' ? 'default' : named;
  spec.serviceAccountName = name;
  spec.serviceAccount = name;
  return name;
}

/** What a Pod that mirrors a node's own file may not name: the first of it, as the server says it. Source: Validate. */
function mirrorProblems(spec: PodSpec): readonly Problem[] {
  const refuse = (path: FieldPath, message: string): readonly Problem[] => [
    { stage: 'admit', reason: 'Forbidden', path, message },
  ];
  if ((spec.serviceAccountName ?? '') !== '') {
    return refuse(['spec', 'serviceAccountName'], 'a mirror pod may not reference service accounts');
  }
  if (namesSecret(spec)) return refuse(['spec'], 'a mirror pod may not reference secrets');
  const volume = (spec.volumes ?? []).findIndex(({ projected }) =>
    projected?.sources?.some(({ serviceAccountToken }) => serviceAccountToken !== undefined),
  );
  const message = 'a mirror pod may not use ServiceAccountToken volume projections';
  return volume < 0 ? [] : refuse(['spec', 'volumes', volume], message);
}

/** Source: pkg/api/pod/util.go (VisitPodSecretNames). */
function namesSecret({ imagePullSecrets, containers, initContainers, volumes }: PodSpec): boolean {
  const all: readonly Container[] = [...(initContainers ?? []), ...(containers ?? [])];
  const ofVolume = (volume: Volume): boolean =>
    volume.secret !== undefined ||
    volume.azureFile !== undefined ||
    volume.projected?.sources?.some(({ secret }) => secret !== undefined) === true ||
    [volume.cephfs, volume.cinder, volume.flexVolume, volume.iscsi, volume.rbd, volume.scaleIO, volume.storageos].some(
      (source) => source?.secretRef !== undefined,
    ) ||
    volume.csi?.nodePublishSecretRef !== undefined;
  return (
    (imagePullSecrets ?? []).length > 0 ||
    all.some(
      ({ env, envFrom }) =>
        env?.some(({ valueFrom }) => valueFrom?.secretKeyRef !== undefined) === true ||
        envFrom?.some(({ secretRef }) => secretRef !== undefined) === true,
    ) ||
    (volumes ?? []).some(ofVolume)
  );
}

/** Source: mountServiceAccountToken. */
function mountToken(spec: PodSpec, suffix: SuffixSource): void {
  const known = spec.volumes?.find((volume) => volume.name?.startsWith(TOKEN_VOLUME));
  const without = [...(spec.initContainers ?? []), ...(spec.containers ?? [])].filter(
    (container: Container) => !container.volumeMounts?.some((mount) => mount.mountPath === TOKEN_PATH),
  );
  if (without.length === 0) return;
  const name = known?.name ?? TOKEN_VOLUME + suffix(spec);
  for (const container of without) {
    container.volumeMounts = [...(container.volumeMounts ?? []), { name, readOnly: true, mountPath: TOKEN_PATH }];
  }
  if (known === undefined) spec.volumes = [...(spec.volumes ?? []), tokenVolume(name)];
}

/** Source: TokenVolumeSource. */
const tokenVolume = (name: string): Volume => ({
  name,
  projected: {
    defaultMode: 0o644,
    sources: [
      { serviceAccountToken: { expirationSeconds: TOKEN_SECONDS, path: 'token' } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      {
        downwardAPI: {
          items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
        },
      },
    ],
  },
});
