// Jobs that stay for ever after they are done.
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'job-ttl-missing',
  group: 'practice',
  level: 'strict',
  severity: 'hint',
  kinds: ['batch/Job'],
  scope: 'resource',
  covers: ['KL job-ttl-seconds-after-finished'],
  *find(node) {
    const field = node.root.get('spec', 'ttlSecondsAfterFinished');
    if (field.exists || node.root.items('metadata', 'ownerReferences').length > 0) return;
    yield {
      path: field.path,
      message: 'The finished Job and its Pods stay until somebody deletes them. Say ttlSecondsAfterFinished.',
    };
  },
});
