// Pods that ask for each name several times.
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
    if (field === undefined || field.items('options').some((option) => option.text('name') === 'ndots')) return;
    yield {
      path: field.path,
      part: 'key',
      message:
        'Each name with fewer than five dots is first tried with all search suffixes (ndots: 5). Say an ndots of 1 or 2 in dnsConfig.options.',
    };
  },
});
