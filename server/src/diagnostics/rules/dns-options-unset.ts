// Pods without dnsConfig.
import { podSpecOf } from '../podSecurity.ts';
import { simpleRule } from '../rule.ts';

export const rule = simpleRule({
  code: 'dns-options-unset',
  group: 'practice',
  level: 'strict',
  severity: 'hint',
  kinds: 'pods',
  scope: 'resource',
  covers: ['KL dnsconfig-options'],
  *find(node) {
    const field = podSpecOf(node)?.get('dnsConfig');
    if (field === undefined || field.exists) return;
    yield {
      path: field.path,
      message: 'Without dnsConfig.options each name is first tried with five suffixes (ndots: 5).',
    };
  },
});
