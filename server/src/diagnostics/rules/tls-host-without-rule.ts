// Hosts of a certificate that no rule answers for.
import { replaceValue } from '../../workspace/edit.ts';
import { nearest } from '../nearest.ts';
import { fixOf } from '../repairs/repair.ts';
import { simpleRule } from '../rule.ts';

/** Whether a host, possibly `*.example.com`, stands for another. */
const covers = (pattern: string, host: string): boolean =>
  pattern === host || (pattern.startsWith('*.') && host.slice(host.indexOf('.')) === pattern.slice(1));

export const rule = simpleRule({
  code: 'tls-host-without-rule',
  group: 'correctness',
  severity: 'warning',
  kinds: ['networking.k8s.io/Ingress'],
  scope: 'resource',
  covers: ['KR ingress-tls-rule-domain-match'],
  *find(node) {
    const hosts = node.root.items('spec', 'rules').flatMap((item) => item.text('host') ?? []);
    if (hosts.length === 0 || node.root.get('spec', 'defaultBackend').exists) return;
    for (const host of node.root.items('spec', 'tls').flatMap((tls) => tls.items('hosts'))) {
      const text = host.text();
      if (text === undefined || hosts.some((known) => covers(text, known) || covers(known, text))) continue;
      const near = nearest(text, hosts);
      yield {
        path: host.path,
        message: `No rule answers for "${text}".${near === undefined ? '' : ` Did you mean "${near}"?`}`,
        fixes: () =>
          near === undefined
            ? []
            : fixOf(node.resource, `Change to "${near}"`, replaceValue(node.resource, host.path, near), true),
      };
    }
  },
});
