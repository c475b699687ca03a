// Security settings of Pods and containers.
// Source: pkg/apis/core/validation/validation.go (ValidateSecurityContext, validatePodSpecSecurityContext and around
// them), 1.36. A cluster of today allows privileged containers.
import { forbidden, invalid, notSupported, required, tooLong, type FieldError } from '../../fieldError.ts';
import type { FieldPath } from '../../fieldPath.ts';
import type {
  AppArmorProfile,
  PodSecurityContext,
  PodSpec,
  SeccompProfile,
  SecurityContext,
} from '../../types.generated.ts';
import { complain } from '../fields.ts';
import { validateLocalDescendingPath } from '../paths.ts';
import { isUserId, longerThan } from '../strings.ts';
import { containersOf, eachContainer } from './containersOf.ts';
import { allowOneOf } from './enums.ts';
import type { PodOptions } from './options.ts';
import { validateSysctls } from './sysctls.ts';
import { validateWindowsOptions } from './windows.ts';

const PROC_MOUNTS = ['Default', 'Unmasked'];
const PROFILE_TYPES = ['Localhost', 'RuntimeDefault', 'Unconfined'];

function checkId(errors: FieldError[], id: number | undefined, path: FieldPath): void {
  if (id !== undefined) complain(errors, path, id, isUserId(id));
}

/** Source: ValidateSecurityContext. */
export function validateContainerSecurity(
  errors: FieldError[],
  context: SecurityContext,
  hostUsers: boolean,
  path: FieldPath,
): void {
  const { procMount } = context;
  checkId(errors, context.runAsUser, [...path, 'runAsUser']);
  checkId(errors, context.runAsGroup, [...path, 'runAsGroup']);
  if (procMount !== undefined) {
    allowOneOf(errors, procMount, PROC_MOUNTS, [...path, 'procMount']);
    if (hostUsers && procMount === 'Unmasked') {
      errors.push(invalid([...path, 'procMount'], procMount, '`hostUsers` must be false to use `Unmasked`'));
    }
  }
  validateSeccompProfile(errors, context.seccompProfile, [...path, 'seccompProfile']);
  validateEscalation(errors, context, path);
  validateWindowsOptions(errors, context.windowsOptions, [...path, 'windowsOptions']);
  validateAppArmorProfile(errors, context.appArmorProfile, [...path, 'appArmorProfile']);
}

function validateEscalation(errors: FieldError[], context: SecurityContext, path: FieldPath): void {
  if (context.allowPrivilegeEscalation !== false) return;
  if (context.privileged === true) {
    const detail = 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true';
    errors.push(invalid(path, context, detail));
  }
  for (const capability of context.capabilities?.add ?? []) {
    if (capability !== 'CAP_SYS_ADMIN') continue;
    const detail = 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN';
    errors.push(invalid(path, context, detail));
  }
}

/** Source: validateSeccompProfileField. */
function validateSeccompProfile(errors: FieldError[], profile: SeccompProfile | undefined, path: FieldPath): void {
  if (profile === undefined) return;
  const { type = '', localhostProfile } = profile;
  if (type === '') errors.push(required([...path, 'type'], 'type is required when seccompProfile is set'));
  else if (!PROFILE_TYPES.includes(type)) errors.push(notSupported([...path, 'type'], type, PROFILE_TYPES));
  const at = [...path, 'localhostProfile'];
  if (type === 'Localhost') {
    if (localhostProfile === undefined) {
      errors.push(required(at, 'must be set when seccomp type is Localhost'));
    } else validateLocalDescendingPath(errors, localhostProfile, at);
  } else if (localhostProfile !== undefined) {
    errors.push(invalid(at, profile, 'can only be set when seccomp type is Localhost'));
  }
}

/** Source: ValidateAppArmorProfileField. */
export function validateAppArmorProfile(
  errors: FieldError[],
  profile: AppArmorProfile | undefined,
  path: FieldPath,
): void {
  if (profile === undefined) return;
  const { type = '', localhostProfile } = profile;
  const at = [...path, 'localhostProfile'];
  if (type === 'Localhost') {
    const missing = required(at, 'must be set when AppArmor type is Localhost');
    if (localhostProfile === undefined) errors.push(missing);
    else {
      if (localhostProfile.trim() !== localhostProfile) {
        errors.push(invalid(at, localhostProfile, 'must not be padded with whitespace'));
      } else if (localhostProfile === '') errors.push(missing);
      if (longerThan(localhostProfile, 4095)) errors.push(tooLong(at, 4095));
    }
  } else if (type === 'RuntimeDefault' || type === 'Unconfined') {
    if (localhostProfile !== undefined) {
      errors.push(invalid(at, localhostProfile, 'can only be set when AppArmor type is Localhost'));
    }
  } else if (type === '') errors.push(required([...path, 'type'], 'type is required when appArmorProfile is set'));
  else errors.push(notSupported([...path, 'type'], type, PROFILE_TYPES));
}

/** Source: validatePodSpecSecurityContext. */
export function validatePodSecurity(
  errors: FieldError[],
  context: PodSecurityContext,
  spec: PodSpec,
  path: FieldPath,
  options: PodOptions,
): void {
  checkId(errors, context.fsGroup, [...path, 'fsGroup']);
  checkId(errors, context.runAsUser, [...path, 'runAsUser']);
  checkId(errors, context.runAsGroup, [...path, 'runAsGroup']);
  context.supplementalGroups?.forEach((id, index) => {
    checkId(errors, id, [...path, 'supplementalGroups', index]);
  });
  if (spec.shareProcessNamespace === true && spec.hostPID === true) {
    const detail = 'ShareProcessNamespace and HostPID cannot both be enabled';
    errors.push(invalid([...path, 'shareProcessNamespace'], true, detail));
  }
  if (context.sysctls !== undefined) validateSysctls(errors, context.sysctls, spec, [...path, 'sysctls'], options);
  allowOneOf(errors, context.fsGroupChangePolicy, ['Always', 'OnRootMismatch'], [...path, 'fsGroupChangePolicy']);
  validateSeccompProfile(errors, context.seccompProfile, [...path, 'seccompProfile']);
  validateWindowsOptions(errors, context.windowsOptions, [...path, 'windowsOptions']);
  validateAppArmorProfile(errors, context.appArmorProfile, [...path, 'appArmorProfile']);
  const groupsPath = [...path, 'supplementalGroupsPolicy'];
  allowOneOf(errors, context.supplementalGroupsPolicy, ['Merge', 'Strict'], groupsPath);
  // Without the feature gate SELinuxMount only Recursive can be asked for.
  const policies = options.allowAnySELinuxChangePolicy ? ['MountOption', 'Recursive'] : ['Recursive'];
  allowOneOf(errors, context.seLinuxChangePolicy, policies, [...path, 'seLinuxChangePolicy']);
}

/** A user namespace goes with no other namespace of the host. Source: validateHostUsers. */
export function validateHostUsers(errors: FieldError[], spec: PodSpec, path: FieldPath, options: PodOptions): void {
  if (spec.hostUsers !== false) return;
  const detail = 'when `hostUsers` is false';
  if (spec.hostNetwork === true && !options.allowUserNamespacesWithHostNetwork) {
    errors.push(forbidden([...path, 'hostNetwork'], detail));
  }
  if (spec.hostPID === true) errors.push(forbidden([...path, 'HostPID'], detail));
  if (spec.hostIPC === true) errors.push(forbidden([...path, 'HostIPC'], detail));
  if (options.allowUserNamespacesWithVolumeDevices) return;
  eachContainer(spec, path, (container, at) => {
    if ((container.volumeDevices ?? []).length > 0) errors.push(forbidden([...at, 'volumeDevices'], detail));
  });
}

/** Windows containers that are processes of the host: all of a Pod or none. Source: validateWindowsHostProcessPod. */
export function validateHostProcesses(errors: FieldError[], spec: PodSpec, path: FieldPath): void {
  const ofPod = spec.securityContext?.windowsOptions?.hostProcess;
  const containers = containersOf(spec);
  if (ofPod === undefined && !containers.some((item) => item.securityContext?.windowsOptions !== undefined)) return;
  let processes = 0;
  eachContainer(spec, path, (container, at) => {
    const own = container.securityContext?.windowsOptions?.hostProcess;
    if (ofPod !== undefined && own !== undefined && ofPod !== own) {
      const detail = `pod hostProcess value must be identical if both are specified, was ${ofPod}`;
      errors.push(invalid([...at, 'securityContext', 'windowsOptions', 'hostProcess'], own, detail));
    }
    if (own ?? ofPod ?? false) processes++;
  });
  if (processes === 0) return;
  if (processes !== containers.length) {
    const detail = 'If pod contains any hostProcess containers then all containers must be HostProcess containers';
    errors.push(invalid(path, '', detail));
  }
  if (spec.hostNetwork !== true) {
    const detail = 'hostNetwork must be true if pod contains any hostProcess containers';
    errors.push(invalid([...path, 'hostNetwork'], false, detail));
  }
}
