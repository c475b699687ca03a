// ServiceAccount: who a Pod is, and the volume with its token.
// Source: plugin/pkg/admission/serviceaccount/admission.go, 1.36.
import { generateName } from '../apiServer/metadata.ts';
import { Prng } from '../../base/prng.ts';
import type { Container, Pod, PodSpec, ServiceAccount, Volume } from '../../api/types.generated.ts';
import { forbiddenStatus, type Status } from '../../api/status.ts';
import type { AdmissionPlugin } from '../admissionPlugin.ts';
import type { DeepReadonly } from '../controller.ts';
import { SERVICE_ACCOUNT } from '../types.ts';

const MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
const MIRROR = 'kubernetes.io/config.mirror';
const TOKEN_SECONDS = 3607;

/** The projected volume with token, root certificate and namespace. */
const tokenVolume = (name: string): Volume => ({
  name,
  projected: {
    defaultMode: 420,
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

function mirrorRefusal(name: string, spec: PodSpec): Status | undefined {
  const refuse = (why: string): Status => forbiddenStatus('', 'pods', name, why);
  if ((spec.serviceAccountName ?? '') !== '') return refuse('a mirror pod may not reference service accounts');
  const secret = (spec.volumes ?? []).some((volume) => volume.secret !== undefined);
  if (secret) return refuse('a mirror pod may not reference secrets');
  const token = (spec.volumes ?? []).some((volume) =>
    volume.projected?.sources?.some((source) => source.serviceAccountToken !== undefined),
  );
  return token ? refuse('a mirror pod may not use ServiceAccountToken volume projections') : undefined;
}

/** Mounts the token where a container has nothing of its own in that place. */
function mountToken(spec: PodSpec, seed: string): void {
  const containers: readonly Container[] = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  const without = containers.filter(
    (container) => !container.volumeMounts?.some(({ mountPath }) => mountPath === MOUNT_PATH),
  );
  if (without.length === 0) return;
  // The suffix depends on the template alone, so that all Pods of one template share one spec.
  const name = generateName('kube-api-access-', new Prng(seed));
  for (const container of without) {
    container.volumeMounts = [...(container.volumeMounts ?? []), { name, readOnly: true, mountPath: MOUNT_PATH }];
  }
  spec.volumes = [...(spec.volumes ?? []), tokenVolume(name)];
}

function serviceAccountOf(spec: PodSpec): string {
  if ((spec.serviceAccountName ?? '') === '') spec.serviceAccountName = spec.serviceAccount ?? '';
  if (spec.serviceAccountName === '') spec.serviceAccountName = 'default';
  const name = spec.serviceAccountName ?? 'default';
  spec.serviceAccount = name;
  return name;
}

export const admissionPlugin: AdmissionPlugin = {
  name: 'ServiceAccount',
  order: 12,
  admit({ operation, gvk, namespace, name }, object, api) {
    if (operation !== 'CREATE' || gvk.kind !== 'Pod' || gvk.group !== '') return undefined;
    const pod = object as Pod;
    const spec = (pod.spec ??= {});
    if (pod.metadata?.annotations?.[MIRROR] !== undefined) return mirrorRefusal(name, spec);
    const account = serviceAccountOf(spec);
    const found = api.get<ServiceAccount>(SERVICE_ACCOUNT, namespace, account);
    if (!found) {
      const why = `error looking up service account ${namespace}/${account}: serviceaccount "${account}" not found`;
      return forbiddenStatus('', 'pods', name, why);
    }
    if (mounts(found, spec)) mountToken(spec, JSON.stringify([namespace, account, spec.containers]));
    if ((spec.imagePullSecrets ?? []).length === 0 && (found.imagePullSecrets ?? []).length > 0) {
      spec.imagePullSecrets = (found.imagePullSecrets ?? []).map((secret) => ({ ...secret }));
    }
    return undefined;
  },
};

/** The Pod's word counts before the account's. Source: shouldAutomount. */
const mounts = (account: DeepReadonly<ServiceAccount>, spec: PodSpec): boolean =>
  spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true;
