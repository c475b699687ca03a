// Jobs of a CronJob that delete themselves before the CronJob's history counts them.
import { removeField } from '../../workspace/edit.ts';
import { fixOf } from '../repairs/repair.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'cron-job-ttl',
  group: 'practice',
  level: 'strict',
  severity: 'hint',
  kinds: ['batch/CronJob'],
  scope: 'resource',
  covers: ['KL job-ttl-seconds-after-finished'],
  *find(node) {
    const spec = node.root.get('spec');
    const field = spec.get('jobTemplate', 'spec', 'ttlSecondsAfterFinished');
    if (!field.exists || spec.get('successfulJobsHistoryLimit').exists || spec.get('failedJobsHistoryLimit').exists)
      return;
    yield {
      path: field.path,
      message:
        'The CronJob keeps its last 3 successful and last failed Job by itself, and ttlSecondsAfterFinished deletes them anyway. Say successfulJobsHistoryLimit and failedJobsHistoryLimit, or leave it out.',
      fixes: () => fixOf(node.resource, 'Remove ttlSecondsAfterFinished', removeField(node.resource, field.path)),
    };
  },
});
