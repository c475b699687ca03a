// seccomp, AppArmor or SELinux settings that switch a protection off.
import { containersOf } from '../containers.ts';
import { podSpecOf } from '../podSecurity.ts';
import { simpleRule } from '../rule.ts';

/** Source: pod-security-admission/policy/check_seLinuxOptions.go. */
const SELINUX: ReadonlySet<string> = new Set([
  'container_t',
  'container_init_t',
  'container_kvm_t',
  'container_engine_t',
]);

export const rule = simpleRule({
  code: 'unsafe-security-profile',
  group: 'practice',
  level: 'recommended',
  severity: 'info',
  kinds: 'pods',
  scope: 'resource',
  covers: ['MO PSS107', 'MO PSS108', 'MO PSS110', 'MO KSV002', 'MO KSV025', 'PO linuxHardening'],
  *find(node) {
    const containers = containersOf(node).map((container) => container.get('securityContext'));
    const pod = podSpecOf(node)?.get('securityContext');
    for (const context of [pod, ...containers]) {
      for (const name of ['seccompProfile', 'appArmorProfile']) {
        const type = context?.get(name, 'type');
        // What every container says otherwise holds for none.
        if (context === pod && containers.every((own) => own.get(name).exists)) continue;
        if (type?.value === 'Unconfined') {
          yield {
            path: type.path,
            message:
              'Unconfined switches the protection off. RuntimeDefault is what nearly all programs can live with.',
          };
        }
      }
      const selinux = context?.get('seLinuxOptions', 'type');
      const text = selinux?.text();
      if (selinux !== undefined && text !== undefined && !SELINUX.has(text)) {
        yield { path: selinux.path, message: `The SELinux type ${text} is not one of those that separate containers.` };
      }
    }
  },
});
