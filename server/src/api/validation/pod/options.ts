// What is allowed although a new Pod may not have it, because the old one has it already; and the feature gates of a
// default 1.36 cluster, which are constants here.
// Source: pkg/api/pod/util.go (GetValidationOptionsFromPodSpecAndMeta), 1.36.
import type { Container, ObjectMeta, PodSpec } from '../../types.generated.ts';
import { quantityOf } from '../../quantity.ts';
import { hasInvalidLabelValue, validateLabelSelector } from '../labelSelector.ts';
import { isHugePageAmountDivisible, isHugePageResource } from '../resources.ts';
import { isLabelValue } from '../strings.ts';
import { containersOf, eachContainer } from './containersOf.ts';
import { isHostSysctl } from './sysctls.ts';

/** Source: PodValidationOptions. */
export interface PodOptions {
  /** The object is a Pod, not a template of one. */
  readonly isPod: boolean;
  readonly allowInvalidDeletionCost: boolean;
  readonly allowInvalidLabelValueInSelector: boolean;
  readonly allowInvalidLabelValueInNodeAffinity: boolean;
  readonly allowIndivisibleHugePages: boolean;
  readonly allowInvalidSpreadSelector: boolean;
  readonly oldViolatesMatchLabelKeys: boolean;
  readonly allowNonLocalTokenPath: boolean;
  readonly allowHostSysctls: boolean;
  readonly allowUserNamespacesWithVolumeDevices: boolean;
  readonly allowUserNamespacesWithHostNetwork: boolean;
  readonly allowRestartContainerForInitContainer: boolean;
  readonly allowAnySELinuxChangePolicy: boolean;
  readonly allowComparisonTolerations: boolean;
}

const CREATE_TEMPLATE: PodOptions = {
  isPod: false,
  allowInvalidDeletionCost: false,
  allowInvalidLabelValueInSelector: false,
  allowInvalidLabelValueInNodeAffinity: false,
  allowIndivisibleHugePages: false,
  allowInvalidSpreadSelector: false,
  oldViolatesMatchLabelKeys: false,
  allowNonLocalTokenPath: false,
  allowHostSysctls: false,
  allowUserNamespacesWithVolumeDevices: false,
  allowUserNamespacesWithHostNetwork: false,
  allowRestartContainerForInitContainer: false,
  allowAnySELinuxChangePolicy: false,
  allowComparisonTolerations: false,
};

const CREATE_POD: PodOptions = { ...CREATE_TEMPLATE, isPod: true };

/** The options of a create, or of an update of what `old` was. Source: GetValidationOptionsFromPodSpecAndMeta. */
export function podOptions(isPod: boolean, old?: PodSpec, oldMeta?: ObjectMeta): PodOptions {
  if (old === undefined) return isPod ? CREATE_POD : CREATE_TEMPLATE;
  const security = old.securityContext;
  const hostUsers = old.hostUsers;
  return {
    isPod,
    allowInvalidDeletionCost: oldMeta !== undefined && !isDeletionCost(oldMeta.annotations),
    allowInvalidLabelValueInSelector: affinitySelectors(old).some(hasInvalidLabelValue),
    allowInvalidLabelValueInNodeAffinity: hasInvalidNodeAffinity(old),
    allowIndivisibleHugePages: usesIndivisibleHugePages(old),
    allowInvalidSpreadSelector: hasInvalidSpreadSelector(old),
    oldViolatesMatchLabelKeys: (old.topologySpreadConstraints ?? []).some(
      ({ matchLabelKeys = [], labelSelector }) => matchLabelKeys.length > 0 && labelSelector === undefined,
    ),
    allowNonLocalTokenPath: hasNonLocalTokenPath(old),
    allowHostSysctls: (security?.sysctls ?? []).some(({ name = '' }) => isHostSysctl(name, old) !== undefined),
    allowUserNamespacesWithVolumeDevices:
      hostUsers === false && containersOf(old).some((container) => (container.volumeDevices ?? []).length > 0),
    allowUserNamespacesWithHostNetwork: hostUsers === false && old.hostNetwork === true,
    allowRestartContainerForInitContainer: (old.initContainers ?? []).some(restartsThoughNoSidecar),
    allowAnySELinuxChangePolicy: security?.seLinuxChangePolicy !== undefined,
    allowComparisonTolerations: (old.tolerations ?? []).some(({ operator }) => operator === 'Lt' || operator === 'Gt'),
  };
}

/** Source: GetDeletionCostFromPodAnnotations: absent, or an int32 as Go reads one; no plus sign, no leading zeros. */
export function isDeletionCost(annotations: Readonly<Record<string, string>> | undefined): boolean {
  const key = 'controller.kubernetes.io/pod-deletion-cost';
  if (annotations === undefined || !Object.hasOwn(annotations, key)) return true;
  const text = annotations[key] ?? '';
  if (text.length > 64 || !/^(0|-\d+|[1-9]\d*)$/.test(text)) return false;
  return Number(text) >= -2147483648 && Number(text) <= 2147483647;
}

const restartsThoughNoSidecar = ({ restartPolicy, resizePolicy }: Container): boolean =>
  restartPolicy !== 'Always' && (resizePolicy ?? []).some((policy) => policy.restartPolicy === 'RestartContainer');

function affinitySelectors(spec: PodSpec) {
  const terms = [spec.affinity?.podAffinity, spec.affinity?.podAntiAffinity].flatMap((affinity) => [
    ...(affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((item) => item.podAffinityTerm ?? {}),
  ]);
  return terms.flatMap((term) => [term.labelSelector, term.namespaceSelector]);
}

function hasInvalidNodeAffinity(spec: PodSpec): boolean {
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return (required?.nodeSelectorTerms ?? []).some((term) =>
    (term.matchExpressions ?? []).some((item) => (item.values ?? []).some((value) => isLabelValue(value).length > 0)),
  );
}

function usesIndivisibleHugePages(spec: PodSpec): boolean {
  let found = false;
  const look = (list: Readonly<Record<string, string>> | undefined): void => {
    for (const [name, text] of Object.entries(list ?? {})) {
      if (isHugePageResource(name) && !isHugePageAmountDivisible(name, quantityOf(text))) found = true;
    }
  };
  eachContainer(spec, [], ({ resources }) => {
    look(resources?.limits);
    look(resources?.requests);
  });
  look(spec.overhead);
  return found;
}

function hasInvalidSpreadSelector(spec: PodSpec): boolean {
  return (spec.topologySpreadConstraints ?? []).some(({ labelSelector }) => {
    const errors: Parameters<typeof validateLabelSelector>[0] = [];
    validateLabelSelector(errors, labelSelector, []);
    return errors.length > 0;
  });
}

function hasNonLocalTokenPath(spec: PodSpec): boolean {
  return (spec.volumes ?? []).some(({ projected }) =>
    (projected?.sources ?? []).some(({ serviceAccountToken }) => {
      const path = serviceAccountToken?.path ?? '';
      return path.startsWith('/') || path.startsWith('..') || path.split('/').includes('..');
    }),
  );
}
