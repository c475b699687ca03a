// Containers without a request and limit for ephemeral storage.
import { containerName, mainContainersOf } from '../containers.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'ephemeral-storage-missing',
  group: 'practice',
  level: 'strict',
  severity: 'info',
  kinds: 'pods',
  scope: 'resource',
  covers: ['KS container-ephemeral-storage-request-and-limit'],
  *find(node) {
    for (const container of mainContainersOf(node)) {
      for (const kind of ['requests', 'limits']) {
        const field = container.get('resources', kind, 'ephemeral-storage');
        if (field.exists) continue;
        const message = `The container "${containerName(container)}" has no ephemeral-storage in ${kind}: logs and scratch files can fill the node's disk.`;
        yield { path: field.path, message };
      }
    }
  },
});
