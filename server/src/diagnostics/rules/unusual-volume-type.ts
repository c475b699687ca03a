// Volumes of types that the restricted Pod Security profile does not allow.
import { podSpecOf } from '../podSecurity.ts';
import { simpleRule } from '../rule.ts';

/** Source: pod-security-admission/policy/check_restrictedVolumes.go. */
const USUAL: ReadonlySet<string> = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);

export const rule = simpleRule({
  code: 'unusual-volume-type',
  group: 'practice',
  level: 'strict',
  severity: 'info',
  kinds: 'pods',
  scope: 'resource',
  covers: ['MO PSS201', 'MO KSV028'],
  *find(node) {
    for (const volume of podSpecOf(node)?.items('volumes') ?? []) {
      for (const [type, field] of volume.entries()) {
        if (type === 'name' || USUAL.has(type)) continue;
        const message = `A ${type} volume is not allowed by the restricted Pod Security profile. Use a PersistentVolumeClaim, which hides where the disk comes from.`;
        yield { path: field.path, part: 'key', message };
      }
    }
  },
});
