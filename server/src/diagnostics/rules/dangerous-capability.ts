// Containers with capabilities that lead to the node.
import { removeField } from '../../workspace/edit.ts';
import { containersOf } from '../containers.ts';
import { fixOf } from '../repairs/repair.ts';
import { simpleRule } from '../rule.ts';

/** Beyond the baseline profile. Source: pod-security-admission/policy/check_capabilities_baseline.go. */
const DANGEROUS: ReadonlySet<string> = new Set([
  'ALL',
  'BPF',
  'DAC_READ_SEARCH',
  'MAC_ADMIN',
  'MAC_OVERRIDE',
  'MKNOD',
  'NET_ADMIN',
  'NET_RAW',
  'PERFMON',
  'SYS_ADMIN',
  'SYS_BOOT',
  'SYS_MODULE',
  'SYS_PTRACE',
  'SYS_RAWIO',
  'SYS_TIME',
]);

export const rule = simpleRule({
  code: 'dangerous-capability',
  group: 'practice',
  level: 'recommended',
  severity: 'info',
  kinds: 'pods',
  scope: 'resource',
  covers: ['PO dangerousCapabilities', 'MO KBP100', 'MO PSS104', 'MO KSV005'],
  *find(node) {
    for (const container of containersOf(node)) {
      for (const item of container.items('securityContext', 'capabilities', 'add')) {
        const name = item.text()?.toUpperCase().replace(/^CAP_/, '');
        if (name === undefined || !DANGEROUS.has(name)) continue;
        yield {
          path: item.path,
          message: `The capability ${name} leads to the node or to other Pods. Add only what the program needs.`,
          fixes: () => fixOf(node.resource, `Remove ${name}`, removeField(node.resource, item.path)),
        };
      }
    }
  },
});
