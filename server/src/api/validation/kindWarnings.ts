// The server's warnings about kinds that have few of them: nodes, volumes, claims, classes, quotas, policies, accounts,
// Secrets. Not about Pods, workloads, Services and Ingresses, which have files of their own.
// Source: WarningsOnCreate and WarningsOnUpdate in pkg/registry/*/*/strategy.go, 1.36.
import { base64Text } from '../base64.ts';
import { formatPath, type FieldPath } from '../fieldPath.ts';
import { compareQuantity, quantityOf } from '../quantity.ts';
import type {
  CSIStorageCapacity,
  NetworkPolicy,
  NetworkPolicyPeer,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  ResourceQuota,
  RuntimeClass,
  Secret,
  ServiceAccount,
  StorageClass,
} from '../types.generated.ts';
import { warningsForCidr } from './ip.ts';
import { claimSpecWarnings, deprecatedNodeLabel } from './pod/warnings.ts';

const STORAGE_CLASS = 'volume.beta.kubernetes.io/storage-class';
const MOUNT_OPTIONS = 'volume.beta.kubernetes.io/mount-options';
const USE_STORAGE_CLASS = 'deprecated since v1.8; use "storageClassName" attribute instead';
const MOUNTABLE_SECRETS = 'kubernetes.io/enforce-mountable-secrets';

const annotationAt = (key: string): string => formatPath(['metadata', 'annotations', { key }]);

const hasAnnotation = (object: PersistentVolume | PersistentVolumeClaim | ServiceAccount, key: string): boolean =>
  Object.hasOwn(object.metadata?.annotations ?? {}, key);

/** Source: nodeWarnings. */
export function nodeWarnings({ spec = {} }: Node): string[] {
  const warnings: string[] = [];
  if (spec.configSource !== undefined) warnings.push('spec.configSource: the feature is removed');
  if ((spec.externalID ?? '') !== '') {
    warnings.push('spec.externalID: this field is deprecated, and is unused by Kubernetes');
  }
  spec.podCIDRs?.forEach((value, index) => {
    warnings.push(...warningsForCidr(formatPath(['spec', 'podCIDRs', index]), value));
  });
  return warnings;
}

const OLD_VOLUMES = [
  ['cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['storageos', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['rbd', 'deprecated in v1.28, non-functional in v1.31+'],
] as const;

/** Source: GetWarningsForPersistentVolume. */
export function volumeWarnings(volume: PersistentVolume): string[] {
  const warnings: string[] = [];
  const { spec = {} } = volume;
  if (hasAnnotation(volume, STORAGE_CLASS)) warnings.push(`${annotationAt(STORAGE_CLASS)}: ${USE_STORAGE_CLASS}`);
  if (hasAnnotation(volume, MOUNT_OPTIONS)) {
    const message = 'deprecated since v1.31; use "mountOptions" attribute instead';
    warnings.push(`${annotationAt(MOUNT_OPTIONS)}: ${message}`);
  }
  if (spec.persistentVolumeReclaimPolicy === 'Recycle') {
    const message =
      'The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.';
    warnings.push(`spec.persistentVolumeReclaimPolicy: ${message}`);
  }
  spec.nodeAffinity?.required?.nodeSelectorTerms?.forEach(({ matchExpressions }, term) => {
    const path = ['spec', 'nodeAffinity', 'required', 'nodeSelectorTerms', term, 'matchExpressions'];
    matchExpressions?.forEach(({ key = '' }, index) => {
      const message = deprecatedNodeLabel(key);
      if (message !== undefined) warnings.push(`${formatPath([...path, index, 'key'])}: ${key} is ${message}`);
    });
  });
  for (const [type, message] of OLD_VOLUMES) {
    if (spec[type] !== undefined) warnings.push(`spec.${type === 'storageos' ? 'storageOS' : type}: ${message}`);
  }
  return warnings;
}

/** Source: GetWarningsForPersistentVolumeClaim. */
export function claimWarnings(claim: PersistentVolumeClaim): string[] {
  const warnings = hasAnnotation(claim, STORAGE_CLASS) ? [`${annotationAt(STORAGE_CLASS)}: ${USE_STORAGE_CLASS}`] : [];
  return [...warnings, ...claimSpecWarnings(claim.spec ?? {}, ['spec'])];
}

/** What may be requested of a quota should not be more than what may be the limit; nothing is said of an update. */
export function quotaWarnings(quota: ResourceQuota, old: ResourceQuota | undefined): string[] {
  if (old !== undefined) return [];
  const hard = new Map(Object.entries(quota.spec?.hard ?? {}));
  const warnings: string[] = [];
  for (const name of ['cpu', 'memory', 'storage', 'ephemeral-storage']) {
    const bare = (name === 'cpu' || name === 'memory') && !hard.has(`requests.${name}`);
    const requestName = bare ? name : `requests.${name}`;
    const limitName = `limits.${name}`;
    const request = hard.get(requestName);
    const limit = hard.get(limitName);
    if (request === undefined || limit === undefined) continue;
    if (compareQuantity(quantityOf(request), quantityOf(limit)) <= 0) continue;
    warnings.push(`ResourceQuota ${requestName} (${request}) should be less than ${limitName} (${limit})`);
  }
  return warnings;
}

/** Source: GetWarningsForStorageClass. */
export function storageClassWarnings({ allowedTopologies = [] }: StorageClass): string[] {
  return allowedTopologies.flatMap(({ matchLabelExpressions = [] }, term) =>
    matchLabelExpressions.flatMap(({ key = '' }, index) => {
      const message = deprecatedNodeLabel(key);
      const path = ['allowedTopologies', term, 'matchLabelExpressions', index, 'key'];
      return message === undefined ? [] : [`${formatPath(path)}: ${message}`];
    }),
  );
}

/** Source: GetWarningsForCSIStorageCapacity, GetWarningsForNodeSelector. */
export function nodeTopologyWarnings({ nodeTopology = {} }: CSIStorageCapacity): string[] {
  const { matchExpressions = [], matchLabels = {} } = nodeTopology;
  const expressions = matchExpressions.flatMap(({ key = '' }, index) => {
    const message = deprecatedNodeLabel(key);
    const path = ['nodeTopology', 'matchExpressions', index, 'key'];
    return message === undefined ? [] : [`${formatPath(path)}: ${key} is ${message}`];
  });
  const labels = Object.keys(matchLabels).flatMap((key) => {
    const message = deprecatedNodeLabel(key);
    return message === undefined ? [] : [`nodeTopology.matchLabels.${key}: ${message}`];
  });
  return [...expressions, ...labels];
}

/** Source: GetWarningsForRuntimeClass. */
export function runtimeClassWarnings({ scheduling }: RuntimeClass): string[] {
  return Object.keys(scheduling?.nodeSelector ?? {}).flatMap((key) => {
    const message = deprecatedNodeLabel(key);
    return message === undefined ? [] : [`scheduling.nodeSelector: ${message}`];
  });
}

/** Source: networkPolicyWarnings. */
export function networkPolicyWarnings({ spec = {} }: NetworkPolicy): string[] {
  const warnings: string[] = [];
  const look = (peers: readonly NetworkPolicyPeer[] | undefined, path: FieldPath): void => {
    peers?.forEach(({ ipBlock }, index) => {
      if (ipBlock === undefined) return;
      const at = [...path, index, 'ipBlock'];
      warnings.push(...warningsForCidr(formatPath([...at, 'cidr']), ipBlock.cidr ?? ''));
      ipBlock.except?.forEach((value, position) => {
        warnings.push(...warningsForCidr(formatPath([...at, 'except', position]), value));
      });
    });
  };
  spec.ingress?.forEach((rule, index) => look(rule.from, ['spec', 'ingress', index, 'from']));
  spec.egress?.forEach((rule, index) => look(rule.to, ['spec', 'egress', index, 'to']));
  return warnings;
}

/** Source: warnIfHasEnforceMountableSecretsAnnotation. */
export function accountWarnings(account: ServiceAccount, old: ServiceAccount | undefined): string[] {
  if (old !== undefined && hasAnnotation(old, MOUNTABLE_SECRETS)) return [];
  if (!hasAnnotation(account, MOUNTABLE_SECRETS)) return [];
  const message = 'deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets';
  return [`${annotationAt(MOUNTABLE_SECRETS)}: ${message}`];
}

/**
 * A TLS Secret should hold a certificate and its key as PEM. Whether they fit each other is not looked at.
 * Source: warningsForSecret, tls.X509KeyPair.
 */
export function secretWarnings({ type, data = {} }: Secret): string[] {
  if (type !== 'kubernetes.io/tls') return [];
  const read = (key: string): string[] => {
    const text = base64Text((Object.hasOwn(data, key) ? data[key] : undefined) ?? '');
    return [...text.matchAll(/^-----BEGIN ([^-\n]+)-----\r?$/gm)].map((match) => match[1] ?? '');
  };
  const certificates = read('tls.crt');
  if (certificates.length === 0) return ['tls: failed to find any PEM data in certificate input'];
  if (!certificates.includes('CERTIFICATE')) {
    const isKey = certificates.length === 1 && certificates[0]?.endsWith('PRIVATE KEY') === true;
    return isKey
      ? [
          'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched',
        ]
      : [
          `tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [${certificates.join(' ')}]`,
        ];
  }
  return read('tls.key').length === 0 ? ['tls: failed to find any PEM data in key input'] : [];
}
