// Kernel settings of Pods.
// Source: pkg/apis/core/validation/validation.go (validateSysctls),
// staging/src/k8s.io/component-helpers/node/util/sysctl/{sysctl,namespace}.go, 1.36.
import { duplicate, invalid, required, type FieldError } from '../../fieldError.ts';
import type { FieldPath } from '../../fieldPath.ts';
import type { PodSpec, Sysctl } from '../../types.generated.ts';
import { longerThan } from '../strings.ts';
import type { PodOptions } from './options.ts';

const MAX_LENGTH = 253;
const SEGMENT = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const PATTERN = `^(${SEGMENT}[\\./])*${SEGMENT}$`;
const sysctlName = new RegExp(PATTERN);

const IPC_NAMES: ReadonlySet<string> = new Set([
  'kernel.sem',
  'kernel.shmall',
  'kernel.shmmax',
  'kernel.shmmni',
  'kernel.shm_rmid_forced',
  'kernel.shm',
  'kernel.msgmax',
  'kernel.msgmnb',
  'kernel.msgmni',
  'kernel.msg',
]);

/** `net/ipv4/x` and `net.ipv4.x` are the same. Source: NormalizeName. */
function normalized(name: string): string {
  const separator = /[./]/.exec(name);
  if (separator === null || separator[0] === '.') return name;
  return name.replace(/[./]/g, (character) => (character === '.' ? '/' : '.'));
}

/** Source: GetNamespace. */
function namespaceOf(name: string): 'IPC' | 'Net' | undefined {
  const plain = normalized(name);
  const star = plain.indexOf('*');
  const prefix = star < 0 ? plain : plain.slice(0, star);
  if (IPC_NAMES.has(prefix) || prefix.startsWith('fs.mqueue.')) return 'IPC';
  return prefix.startsWith('net.') ? 'Net' : undefined;
}

/** Why the host, whose namespace the Pod shares, keeps the setting to itself. Source: ValidateHostSysctl. */
export function isHostSysctl(name: string, spec: PodSpec): string | undefined {
  if (spec.hostNetwork !== true && spec.hostIPC !== true) return undefined;
  const namespace = namespaceOf(name);
  if (spec.hostNetwork === true && namespace === 'Net') return "may not be specified when 'hostNetwork' is true";
  if (spec.hostIPC === true && namespace === 'IPC') return "may not be specified when 'hostIPC' is true";
  return undefined;
}

/** Source: validateSysctls. */
export function validateSysctls(
  errors: FieldError[],
  sysctls: readonly Sysctl[],
  spec: PodSpec,
  path: FieldPath,
  options: PodOptions,
): void {
  const seen = new Set<string>();
  sysctls.forEach(({ name = '' }, index) => {
    const at = [...path, index, 'name'];
    if (name === '') errors.push(required(at));
    else if (longerThan(name, MAX_LENGTH) || !sysctlName.test(name)) {
      errors.push(invalid(at, name, `must have at most ${MAX_LENGTH} characters and match regex ${PATTERN}`));
    } else if (seen.has(name)) errors.push(duplicate(at, name));
    const host = options.allowHostSysctls ? undefined : isHostSysctl(name, spec);
    if (host !== undefined) errors.push(invalid(at, name, host));
    seen.add(name);
  });
}
