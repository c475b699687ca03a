// Containers whose requests and limits differ, so that the Pod is not Guaranteed.
import { replaceValue } from '../../workspace/edit.ts';
import { mainContainersOf } from '../containers.ts';
import { fixOf } from '../repairs/repair.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'requests-differ-from-limits',
  group: 'practice',
  level: 'strict',
  severity: 'info',
  kinds: 'pods',
  scope: 'resource',
  covers: [
    'KS container-resource-requests-equal-limits',
    'KS container-cpu-requests-equal-limits',
    'KS container-memory-requests-equal-limits',
    'KS container-ephemeral-storage-request-equals-limit',
  ],
  *find(node) {
    for (const container of mainContainersOf(node)) {
      const requests = container.get('resources', 'requests');
      const limits = container.get('resources', 'limits');
      for (const [name, limit] of limits.entries()) {
        const request = requests.get(name);
        if (!request.exists || String(request.value) === String(limit.value)) continue;
        const message = `The request for ${name} (${String(request.value)}) differs from the limit (${String(limit.value)}): the Pod is Burstable and goes before Guaranteed ones when the node is short.`;
        const fixes = () =>
          fixOf(
            node.resource,
            'Request what the limit is',
            replaceValue(node.resource, [...requests.path, { key: name }], limit.value),
          );
        yield { path: [...requests.path, { key: name }], message, fixes };
      }
    }
  },
});
