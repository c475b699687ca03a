// The volumes of a Pod: the files that its containers would see, and what keeps them from being mounted.
// Source: pkg/volume/{configmap,secret,projected,downwardapi}, pkg/kubelet/volumemanager, 1.36.
import { compareText } from '../../base/compare.ts';
import type { ConfigMap, KeyToPath, PersistentVolumeClaim, Pod, Secret, Volume } from '../../api/types.generated.ts';
import type { DeepReadonly, ReadApi } from '../controller.ts';
import { CONFIG_MAP, PERSISTENT_VOLUME_CLAIM, SECRET } from '../kinds.ts';
import { fieldValue, resourceFieldValue } from './downward.ts';
import { secretData } from './references.ts';

type ReadPod = DeepReadonly<Pod>;

/** A file in a volume. */
export interface ResolvedFile {
  readonly path: string;
  readonly content: string;
  readonly mode: number;
  readonly from: string;
}

/** A volume's files, or why it cannot be mounted. `files` is undefined where only the running Pod decides. */
export interface ResolvedVolume {
  readonly name: string;
  readonly kind: string;
  readonly files?: readonly ResolvedFile[];
  readonly fault?: string;
}

type Outcome = { readonly files: readonly ResolvedFile[] } | { readonly fault: string };

interface Keyed {
  readonly name: string;
  readonly items: readonly DeepReadonly<KeyToPath>[] | undefined;
  readonly optional: boolean;
  readonly mode: number;
}

function configMapFiles(api: ReadApi, namespace: string, { name, items, optional, mode }: Keyed): Outcome {
  const map = api.get<ConfigMap>(CONFIG_MAP, namespace, name);
  if (!map) return optional ? { files: [] } : { fault: `configmap "${name}" not found` };
  const data = new Map([
    ...Object.entries(map.data ?? {}),
    ...Object.entries(map.binaryData ?? {}).map(([key]) => [key, '(binary)'] as const),
  ]);
  return keyedFiles(
    data,
    items,
    mode,
    optional,
    `ConfigMap ${name}`,
    (key) => `configmap references non-existent config key: ${key}`,
  );
}

function secretFiles(api: ReadApi, namespace: string, { name, items, optional, mode }: Keyed): Outcome {
  if (!api.get<Secret>(SECRET, namespace, name))
    return optional ? { files: [] } : { fault: `secret "${name}" not found` };
  const data = secretData(api, namespace, name) ?? new Map<string, string>();
  return keyedFiles(
    data,
    items,
    mode,
    optional,
    `Secret ${name}`,
    (key) => `references non-existent secret key: ${key}`,
  );
}

function keyedFiles(
  data: ReadonlyMap<string, string>,
  items: readonly DeepReadonly<KeyToPath>[] | undefined,
  mode: number,
  optional: boolean,
  from: string,
  faultOf: (key: string) => string,
): Outcome {
  if (items === undefined || items.length === 0) {
    const keys = [...data.keys()].sort(compareText);
    return { files: keys.map((key) => ({ path: key, content: data.get(key) ?? '', mode, from })) };
  }
  const files: ResolvedFile[] = [];
  for (const { key = '', path = '', mode: own } of items) {
    const content = data.get(key);
    if (content !== undefined) files.push({ path, content, mode: own ?? mode, from: `${from}, key ${key}` });
    else if (!optional) return { fault: faultOf(key) };
  }
  return { files };
}

function downwardFiles(
  pod: ReadPod,
  items: NonNullable<NonNullable<DeepReadonly<Volume>['downwardAPI']>['items']>,
  mode: number,
  api: ReadApi,
): Outcome {
  return {
    files: items.map(({ path = '', fieldRef, resourceFieldRef, mode: own }) => ({
      path,
      content: resourceFieldRef
        ? resourceFieldValue(pod, {}, resourceFieldRef, api)
        : fieldValue(pod, fieldRef?.fieldPath ?? ''),
      mode: own ?? mode,
      from: `field ${fieldRef?.fieldPath ?? resourceFieldRef?.resource ?? ''}`,
    })),
  };
}

/** Every namespace gets this ConfigMap from a controller; a Pod that is faster than it only waits a moment. */
const ROOT_CERTIFICATE = 'kube-root-ca.crt';

function projectedFiles(pod: ReadPod, volume: DeepReadonly<Volume>, api: ReadApi): Outcome {
  const namespace = pod.metadata?.namespace ?? '';
  const mode = volume.projected?.defaultMode ?? 0o644;
  const files: ResolvedFile[] = [];
  for (const { configMap, secret, downwardAPI, serviceAccountToken } of volume.projected?.sources ?? []) {
    let outcome: Outcome = { files: [] };
    const keyed = (source: typeof configMap): Keyed => ({
      name: source?.name ?? '',
      items: source?.items,
      optional: source?.optional === true || source?.name === ROOT_CERTIFICATE,
      mode,
    });
    if (configMap) outcome = configMapFiles(api, namespace, keyed(configMap));
    else if (secret) outcome = secretFiles(api, namespace, keyed(secret));
    else if (downwardAPI) outcome = downwardFiles(pod, downwardAPI.items ?? [], mode, api);
    else if (serviceAccountToken) {
      const path = serviceAccountToken.path ?? 'token';
      outcome = { files: [{ path, content: '(a token of the service account)', mode, from: 'service account' }] };
    }
    if ('fault' in outcome) return outcome;
    files.push(...outcome.files);
  }
  return { files };
}

function claimFault(pod: ReadPod, claimName: string, api: ReadApi): string | undefined {
  const claim = api.get<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIM, pod.metadata?.namespace ?? '', claimName);
  if (!claim) return `persistentvolumeclaim "${claimName}" not found`;
  if ((claim.spec?.volumeName ?? '') === '') return `PVC ${pod.metadata?.namespace ?? ''}/${claimName} is not bound`;
  return undefined;
}

/** One volume as its containers would see it now. */
export function resolveVolume(pod: ReadPod, volume: DeepReadonly<Volume>, api: ReadApi): ResolvedVolume {
  const namespace = pod.metadata?.namespace ?? '';
  const name = volume.name ?? '';
  const of = (kind: string, outcome: Outcome): ResolvedVolume => ({ name, kind, ...outcome });
  if (volume.configMap) {
    const { name: map = '', items, optional = false, defaultMode = 0o644 } = volume.configMap;
    return of('configMap', configMapFiles(api, namespace, { name: map, items, optional, mode: defaultMode }));
  }
  if (volume.secret) {
    const { secretName = '', items, optional = false, defaultMode = 0o644 } = volume.secret;
    return of('secret', secretFiles(api, namespace, { name: secretName, items, optional, mode: defaultMode }));
  }
  if (volume.projected) return of('projected', projectedFiles(pod, volume, api));
  if (volume.downwardAPI) {
    return of(
      'downwardAPI',
      downwardFiles(pod, volume.downwardAPI.items ?? [], volume.downwardAPI.defaultMode ?? 0o644, api),
    );
  }
  if (volume.emptyDir) return { name, kind: 'emptyDir', files: [] };
  const claim =
    volume.persistentVolumeClaim?.claimName ?? (volume.ephemeral ? `${pod.metadata?.name ?? ''}-${name}` : undefined);
  if (claim !== undefined) {
    const fault = claimFault(pod, claim, api);
    return { name, kind: 'persistentVolumeClaim', ...(fault !== undefined && { fault }) };
  }
  return { name, kind: Object.keys(volume).find((field) => field !== 'name') ?? '' };
}

/** The first volume that cannot be mounted, with the kubelet's words. */
export function mountFault(pod: ReadPod, api: ReadApi): string | undefined {
  for (const volume of pod.spec?.volumes ?? []) {
    const needsLook =
      volume.configMap ?? volume.secret ?? volume.projected ?? volume.persistentVolumeClaim ?? volume.ephemeral;
    if (!needsLook) continue;
    const { fault, kind, name } = resolveVolume(pod, volume, api);
    if (fault === undefined) continue;
    return kind === 'persistentVolumeClaim'
      ? `Unable to attach or mount volumes: unmounted volumes=[${name}], unattached volumes=[], failed to process volumes=[${name}]: ${fault}`
      : `MountVolume.SetUp failed for volume "${name}" : ${fault}`;
  }
  return undefined;
}
