// Containers whose processes can gain rights.
import { addField, replaceValue } from '../../workspace/edit.ts';
import { containersOf } from '../containers.ts';
import { fixOf } from '../repairs/repair.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'privilege-escalation',
  group: 'practice',
  level: 'recommended',
  severity: 'info',
  kinds: 'pods',
  scope: 'resource',
  covers: ['KL privilege-escalation-container', 'PO privilegeEscalationAllowed', 'MO PSS202', 'MO KSV001'],
  *find(node) {
    for (const container of containersOf(node)) {
      const field = container.get('securityContext', 'allowPrivilegeEscalation');
      if (field.value === false) continue;
      const message =
        'A process of this container can gain more rights than its parent (setuid programs). Say allowPrivilegeEscalation: false.';
      yield {
        path: field.path,
        message,
        fixes: () =>
          fixOf(
            node.resource,
            'Say allowPrivilegeEscalation: false',
            field.exists
              ? replaceValue(node.resource, field.path, false)
              : addField(node.resource, container.get('securityContext').path, 'allowPrivilegeEscalation', false),
            true,
          ),
      };
    }
  },
});
