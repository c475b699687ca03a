// The spec of a Pod, by itself or in a template.
// Source: pkg/apis/core/validation/validation.go (ValidatePodSpec, ValidatePodTemplateSpec), 1.36.
import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from '../../fieldError.ts';
import type { FieldPath } from '../../fieldPath.ts';
import { compareQuantity, formatQuantity, quantityOf } from '../../quantity.ts';
import type { ObjectMeta, PodResourceClaim, PodSpec, PodTemplateSpec } from '../../types.generated.ts';
import { aggregate } from '../../defaults/resourceList.ts';
import { complain } from '../fields.ts';
import { validateLabels } from '../labelSelector.ts';
import { validateAnnotations } from '../objectMeta.ts';
import {
  isHugePageResource,
  validateContainerResourceName,
  validatePodResourceName,
  validateResourceRequirements,
} from '../resources.ts';
import {
  inclusiveRangeError,
  isDns1123Label,
  isQualifiedName,
  nameIsDnsSubdomain,
  type Complaints,
} from '../strings.ts';
import { validateAffinity, validateSpread } from './affinity.ts';
import { isMirrorPod, validateAppArmorMatch, validatePodAnnotations, validateSeccompMatch } from './annotations.ts';
import {
  validateContainers,
  validateEphemeralContainers,
  validateInitContainers,
  type PodContext,
} from './containers.ts';
import { validateDnsConfig, validateHostAliases, validateHostnameOverride } from './dns.ts';
import { requireOneOf } from './enums.ts';
import { validateFileKeyVolumes } from './env.ts';
import type { PodOptions } from './options.ts';
import { validateHostNetworkPorts } from './ports.ts';
import { validateHostProcesses, validateHostUsers, validatePodSecurity } from './securityContext.ts';
import { validateSchedulingGates, validateTolerations } from './tolerations.ts';
import { validateVolumes } from './volumes.ts';
import { validateLinux, validateWindows } from './windows.ts';

const NO_CLAIMS: ReadonlySet<string> = new Set();
const MAX_INT32 = 2147483647;

/** `meta` is that of a real Pod, undefined in a template. Source: ValidatePodSpec. */
export function validatePodSpec(
  errors: FieldError[],
  spec: PodSpec,
  meta: ObjectMeta | undefined,
  path: FieldPath,
  options: PodOptions,
): void {
  if (spec.terminationGracePeriodSeconds === undefined) {
    errors.push(required([...path, 'terminationGracePeriodSeconds']));
  }
  const volumes = validateVolumes(errors, spec.volumes, meta, [...path, 'volumes'], options);
  const claimNames = validateResourceClaims(errors, spec.resourceClaims, meta, [...path, 'resourceClaims']);
  const context: PodContext = { spec, volumes, claimNames, options };
  validateContainers(errors, context, [...path, 'containers']);
  validateInitContainers(errors, context, [...path, 'initContainers']);
  validateEphemeralContainers(errors, context, [...path, 'ephemeralContainers']);
  validatePodResources(errors, context, [...path, 'resources']);
  validateHostNetworkPorts(errors, spec, path, options.isPod);
  validatePolicies(errors, spec, path);
  validateLabels(errors, spec.nodeSelector, [...path, 'nodeSelector']);
  if (spec.securityContext !== undefined) {
    validatePodSecurity(errors, spec.securityContext, spec, [...path, 'securityContext'], options);
  }
  validateScheduling(errors, spec, path, options);
  validateHostProcesses(errors, spec, path);
  validateHostUsers(errors, spec, path, options);
  validateNames(errors, spec, path);
  validateRest(errors, spec, path, options);
  validateFileKeyVolumes(errors, spec, path);
}

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];
const DNS_POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const PREEMPTION_POLICIES = ['PreemptLowerPriority', 'Never'];

/** Source: validateRestartPolicy, validateDNSPolicy, validatePodDNSConfig, ValidatePreemptionPolicy. */
function validatePolicies(errors: FieldError[], spec: PodSpec, path: FieldPath): void {
  requireOneOf(errors, spec.restartPolicy, RESTART_POLICIES, [...path, 'restartPolicy']);
  requireOneOf(errors, spec.dnsPolicy, DNS_POLICIES, [...path, 'dnsPolicy']);
  validateDnsConfig(errors, spec.dnsConfig, spec.dnsPolicy, [...path, 'dnsConfig']);
  if (spec.preemptionPolicy !== undefined) {
    requireOneOf(errors, spec.preemptionPolicy, PREEMPTION_POLICIES, [...path, 'preemptionPolicy']);
  }
}

function validateScheduling(errors: FieldError[], spec: PodSpec, path: FieldPath, options: PodOptions): void {
  const { affinity, readinessGates, schedulingGates, topologySpreadConstraints, tolerations } = spec;
  if (affinity !== undefined) validateAffinity(errors, affinity, options, [...path, 'affinity']);
  readinessGates?.forEach(({ conditionType = '' }, index) => {
    const at = [...path, 'readinessGates', index, 'conditionType'];
    complain(errors, at, conditionType, isQualifiedName(conditionType));
  });
  if (schedulingGates !== undefined) validateSchedulingGates(errors, schedulingGates, [...path, 'schedulingGates']);
  if (topologySpreadConstraints !== undefined) {
    validateSpread(errors, topologySpreadConstraints, [...path, 'topologySpreadConstraints'], options);
  }
  if (tolerations !== undefined) validateTolerations(errors, tolerations, [...path, 'tolerations'], options);
  if (spec.schedulingGroup !== undefined) {
    const at = [...path, 'schedulingGroup', 'podGroupName'];
    const { podGroupName } = spec.schedulingGroup;
    if (podGroupName === undefined) errors.push(invalid(at, null, 'must specify one of: `podGroupName`'));
    else complain(errors, at, podGroupName, nameIsDnsSubdomain(podGroupName, false));
  }
}

const subdomain = (name: string): Complaints => nameIsDnsSubdomain(name, false);

/** Fields that are names: their form, where anything is given. */
const NAME_FIELDS = [
  ['serviceAccountName', subdomain],
  ['nodeName', subdomain],
  ['hostname', isDns1123Label],
  ['subdomain', isDns1123Label],
  ['priorityClassName', subdomain],
] as const;

function validateNames(errors: FieldError[], spec: PodSpec, path: FieldPath): void {
  validateHostnameOverride(errors, spec, path);
  for (const [field, check] of NAME_FIELDS) {
    const name = spec[field] ?? '';
    if (name !== '') complain(errors, [...path, field], name, check(name));
  }
  const runtimeClass = spec.runtimeClassName;
  if (runtimeClass !== undefined)
    complain(errors, [...path, 'runtimeClassName'], runtimeClass, subdomain(runtimeClass));
  if (spec.hostAliases !== undefined) validateHostAliases(errors, spec.hostAliases, [...path, 'hostAliases']);
}

function validateRest(errors: FieldError[], spec: PodSpec, path: FieldPath, options: PodOptions): void {
  const { activeDeadlineSeconds: deadline, overhead, os } = spec;
  if (deadline !== undefined && (deadline < 1 || deadline > MAX_INT32)) {
    errors.push(invalid([...path, 'activeDeadlineSeconds'], deadline, inclusiveRangeError(1, MAX_INT32)));
  }
  if (overhead !== undefined) {
    const at = [...path, 'overhead'];
    validateResourceRequirements(errors, { limits: overhead }, validateContainerResourceName, NO_CLAIMS, at, options);
  }
  if (os === undefined) return;
  const { name = '' } = os;
  if (name === '') errors.push(required([...path, 'os', 'name']));
  else if (name === 'linux') validateLinux(errors, spec, path);
  else if (name === 'windows') validateWindows(errors, spec, path);
  else errors.push(notSupported([...path, 'os'], name, ['linux', 'windows']));
}

/** Checks the claims and gives their names. Source: validatePodResourceClaims. */
function validateResourceClaims(
  errors: FieldError[],
  claims: readonly PodResourceClaim[] | undefined,
  meta: ObjectMeta | undefined,
  path: FieldPath,
): ReadonlySet<string> {
  if (claims === undefined || claims.length === 0) return NO_CLAIMS;
  const names = new Set<string>();
  claims.forEach((claim, index) => {
    if (isMirrorPod(meta)) errors.push(forbidden([], 'static pods do not support resource claims'));
    else validateResourceClaim(errors, claim, names, [...path, index]);
    if ((claim.name ?? '') !== '') names.add(claim.name ?? '');
  });
  return names;
}

/** Source: validatePodResourceClaim. */
function validateResourceClaim(
  errors: FieldError[],
  claim: PodResourceClaim,
  names: ReadonlySet<string>,
  path: FieldPath,
): void {
  const { name = '', resourceClaimName, resourceClaimTemplateName } = claim;
  if (name === '') errors.push(required([...path, 'name']));
  else if (names.has(name)) errors.push(duplicate([...path, 'name'], name));
  else complain(errors, [...path, 'name'], name, isDns1123Label(name));
  if (resourceClaimName !== undefined && resourceClaimTemplateName !== undefined) {
    const detail = 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified';
    errors.push(invalid(path, claim, detail));
  }
  if (resourceClaimName === undefined && resourceClaimTemplateName === undefined) {
    errors.push(invalid(path, claim, 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`'));
  }
  for (const field of ['resourceClaimName', 'resourceClaimTemplateName'] as const) {
    const value = claim[field];
    if (value !== undefined) complain(errors, [...path, field], value, subdomain(value));
  }
}

/** What the Pod as a whole asks for. Source: validatePodResources. */
function validatePodResources(errors: FieldError[], context: PodContext, path: FieldPath): void {
  const { spec, claimNames, options } = context;
  const resources = spec.resources;
  if (resources === undefined) return;
  if (spec.os?.name === 'windows') {
    errors.push(forbidden(path, 'may not be set for a windows pod'));
    return;
  }
  if (resources.claims !== undefined) {
    errors.push(forbidden([...path, 'claims'], 'claims may not be set for Resources at pod-level'));
  }
  validateResourceRequirements(errors, resources, validatePodResourceName, claimNames, path, options);
  checkEnough(errors, spec, 'requests', () => true, path);
  checkEnough(errors, spec, 'limits', isHugePageResource, path);
  validateContainerLimits(errors, spec, path);
}

/** The Pod's amount covers what the containers ask for together. Source: validatePodResourceConsistency. */
function checkEnough(
  errors: FieldError[],
  spec: PodSpec,
  which: 'requests' | 'limits',
  applies: (name: string) => boolean,
  path: FieldPath,
): void {
  const own = spec.resources?.[which] ?? {};
  for (const [name, needed] of aggregate(spec, which)) {
    if (!applies(name) || !Object.hasOwn(own, name)) continue;
    const text = own[name] ?? '0';
    if (compareQuantity(needed, quantityOf(text)) <= 0) continue;
    const detail = `must be greater than or equal to aggregate container ${which} of ${formatQuantity(needed)}`;
    errors.push(invalid([...path, which, { key: name }], text, detail));
  }
}

/** No container's limit lies above the Pod's. The path is the server's own, which no manifest has. */
function validateContainerLimits(errors: FieldError[], spec: PodSpec, path: FieldPath): void {
  const own = spec.resources?.limits ?? {};
  spec.containers?.forEach(({ resources }, index) => {
    for (const [name, limit] of Object.entries(resources?.limits ?? {})) {
      if (!Object.hasOwn(own, name)) continue;
      const most = own[name] ?? '0';
      if (compareQuantity(quantityOf(limit), quantityOf(most)) <= 0) continue;
      const at = [...path, 'containers', index, { key: name }, 'limits'];
      errors.push(invalid(at, limit, `must be less than or equal to pod limits of ${most}`));
    }
  });
}

/** Source: ValidatePodTemplateSpec. Labels and annotations are named without `metadata`, as the server does. */
export function validatePodTemplate(
  errors: FieldError[],
  template: PodTemplateSpec | undefined,
  path: FieldPath,
  options: PodOptions,
): void {
  const meta = template?.metadata;
  const spec = template?.spec ?? {};
  const specPath = [...path, 'spec'];
  validateLabels(errors, meta?.labels, [...path, 'labels']);
  validateAnnotations(errors, meta?.annotations, [...path, 'annotations']);
  validatePodAnnotations(errors, meta?.annotations, spec, [...path, 'annotations'], options);
  validatePodSpec(errors, spec, undefined, specPath, options);
  validateSeccompMatch(errors, meta, spec, specPath);
  validateAppArmorMatch(errors, meta, spec, specPath);
  if ((spec.ephemeralContainers ?? []).length > 0) {
    errors.push(forbidden([...specPath, 'ephemeralContainers'], 'ephemeral containers not allowed in pod template'));
  }
}
