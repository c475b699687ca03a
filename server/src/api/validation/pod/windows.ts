// What Pods of Windows and of Linux may not have of the other, and Windows' own settings.
// Source: pkg/apis/core/validation/validation.go (validateWindowsSecurityContextOptions, validateWindows, validateLinux),
// 1.36.
import { forbidden, invalid, type FieldError } from '../../fieldError.ts';
import type { FieldPath } from '../../fieldPath.ts';
import type { PodSpec, WindowsSecurityContextOptions } from '../../types.generated.ts';
import { complain } from '../fields.ts';
import { byteLength, isDns1123Subdomain } from '../strings.ts';
import { eachContainer } from './containersOf.ts';

const MAX_SPEC_KIB = 64;
const MAX_DOMAIN = 256;
const MAX_USER = 104;

const CONTROL = /[\x00-\x1f\x7f]/;
const NETBIOS = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/u;
const DNS_LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const DNS_DOMAIN = new RegExp(`^${DNS_LABEL}(?:\\.${DNS_LABEL})*$`);
const BAD_USER_CHARACTERS = /["/\\:;|=,+*?<>@[\]]/;
const DOTS_AND_SPACES = /^[. ]+$/;

/** Source: validateWindowsSecurityContextOptions. */
export function validateWindowsOptions(
  errors: FieldError[],
  options: WindowsSecurityContextOptions | undefined,
  path: FieldPath,
): void {
  if (options === undefined) return;
  const { gmsaCredentialSpecName, gmsaCredentialSpec, runAsUserName } = options;
  if (gmsaCredentialSpecName !== undefined) {
    const complaints = isDns1123Subdomain(gmsaCredentialSpecName);
    complain(errors, [...path, 'gmsaCredentialSpecName'], gmsaCredentialSpecName, complaints);
  }
  if (gmsaCredentialSpec !== undefined) {
    const at = [...path, 'gmsaCredentialSpec'];
    if (gmsaCredentialSpec === '') {
      errors.push(invalid(at, gmsaCredentialSpec, 'gmsaCredentialSpec cannot be an empty string'));
    } else if (byteLength(gmsaCredentialSpec) > MAX_SPEC_KIB * 1024) {
      const detail = `gmsaCredentialSpec size must be under ${MAX_SPEC_KIB} KiB`;
      errors.push(invalid(at, gmsaCredentialSpec, detail));
    }
  }
  if (runAsUserName !== undefined) {
    complain(errors, [...path, 'runAsUserName'], runAsUserName, userNameComplaints(runAsUserName));
  }
}

/** `DOMAIN\user` or `user`. */
function userNameComplaints(name: string): string[] {
  if (name === '') return ['runAsUserName cannot be an empty string'];
  if (CONTROL.test(name)) return ['runAsUserName cannot contain control characters'];
  const parts = name.split('\\');
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash'];
  const user = parts.at(-1) ?? '';
  const domain = parts.length === 2 ? (parts[0] ?? '') : undefined;
  const complaints: string[] = [];
  if (domain !== undefined) {
    if (byteLength(domain) >= MAX_DOMAIN) {
      complaints.push(`runAsUserName's Domain length must be under ${MAX_DOMAIN} characters`);
    }
    if (!NETBIOS.test(domain) && !DNS_DOMAIN.test(domain)) {
      complaints.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
    }
  }
  if (user === '') complaints.push("runAsUserName's User cannot be empty");
  else if (byteLength(user) > MAX_USER) {
    complaints.push(`runAsUserName's User length must not be longer than ${MAX_USER} characters`);
  }
  if (DOTS_AND_SPACES.test(user)) complaints.push("runAsUserName's User cannot contain only periods or spaces");
  if (BAD_USER_CHARACTERS.test(user)) {
    complaints.push('runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]');
  }
  return complaints;
}

/** Source: validateLinux. */
export function validateLinux(errors: FieldError[], spec: PodSpec, path: FieldPath): void {
  const detail = 'windows options cannot be set for a linux pod';
  if (spec.securityContext?.windowsOptions !== undefined) {
    errors.push(forbidden([...path, 'securityContext', 'windowsOptions'], detail));
  }
  eachContainer(spec, path, ({ securityContext }, at) => {
    if (securityContext?.windowsOptions !== undefined) {
      errors.push(forbidden([...at, 'securityContext', 'windowsOptions'], detail));
    }
  });
}

const POD_FIELDS = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'fsGroup',
  'fsGroupChangePolicy',
  'runAsUser',
  'runAsGroup',
  'supplementalGroups',
  'supplementalGroupsPolicy',
  'seLinuxChangePolicy',
] as const;

const CONTAINER_FIELDS = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
] as const;

/** Source: validateWindows. */
export function validateWindows(errors: FieldError[], spec: PodSpec, path: FieldPath): void {
  const refuse = (...at: FieldPath): void => {
    errors.push(forbidden([...path, ...at], 'cannot be set for a windows pod'));
  };
  if (spec.hostUsers !== undefined) refuse('hostUsers');
  if (spec.hostPID === true) refuse('hostPID');
  if (spec.hostIPC === true) refuse('hostIPC');
  if (spec.shareProcessNamespace !== undefined) refuse('shareProcessNamespace');
  const context = spec.securityContext ?? {};
  for (const field of POD_FIELDS) if (context[field] !== undefined) refuse('securityContext', field);
  if ((context.sysctls ?? []).length > 0) refuse('securityContext', 'sysctls');
  eachContainer(spec, [], ({ securityContext = {} }, at) => {
    for (const field of CONTAINER_FIELDS) {
      if (securityContext[field] !== undefined) refuse(...at, 'securityContext', field);
    }
  });
}
