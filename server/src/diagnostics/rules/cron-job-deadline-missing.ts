// CronJobs without a deadline for starting.
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'cron-job-deadline-missing',
  group: 'practice',
  level: 'strict',
  severity: 'hint',
  kinds: ['batch/CronJob'],
  scope: 'resource',
  covers: ['KS cronjob-has-deadline', 'KS cronjob-restartpolicy'],
  *find(node) {
    const field = node.root.get('spec', 'startingDeadlineSeconds');
    if (field.exists) return;
    yield {
      path: field.path,
      message:
        'Without startingDeadlineSeconds a run is started however late, and after 100 missed runs none is started any more.',
    };
  },
});
