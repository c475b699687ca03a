// Kernel settings that reach beyond the Pod.
import { podSpecOf } from '../podSecurity.ts';
import { simpleRule } from '../rule.ts';

/** Source: pod-security-admission/policy/check_sysctls.go. */
const SAFE: ReadonlySet<string> = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
]);

export const rule = simpleRule({
  code: 'unsafe-sysctl',
  group: 'practice',
  level: 'recommended',
  severity: 'info',
  kinds: 'pods',
  scope: 'resource',
  covers: ['KL unsafe-sysctls', 'MO PSS111'],
  *find(node) {
    for (const sysctl of podSpecOf(node)?.items('securityContext', 'sysctls') ?? []) {
      const name = sysctl.text('name');
      if (name === undefined || SAFE.has(name)) continue;
      yield {
        path: sysctl.get('name').path,
        message: `${name} is not one of the kernel settings that stay within a Pod; the kubelet refuses it unless the node allows it.`,
      };
    }
  },
});
