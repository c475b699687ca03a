// What a FlowSchema refers to: its priority level, and the namespaces and ServiceAccounts that it is about.
import { clusterReference, namespacedReference, namespaceReference } from '../objectReference.ts';
import type { ReferenceRules } from '../referenceRules.ts';

export const references: ReferenceRules = {
  group: 'flowcontrol.apiserver.k8s.io',
  kind: 'FlowSchema',
  *references(root) {
    const spec = root.get('spec');
    const [group, kind] = ['flowcontrol.apiserver.k8s.io', 'PriorityLevelConfiguration'];
    yield* clusterReference(spec.get('priorityLevelConfiguration', 'name'), 'class', group, kind, true);
    for (const rule of spec.items('rules').flatMap((item) => item.items('resourceRules'))) {
      for (const name of rule.items('namespaces')) if (name.text() !== '*') yield* namespaceReference(name);
    }
    for (const subject of spec.items('rules').flatMap((rule) => rule.items('subjects'))) {
      const account = subject.get('serviceAccount');
      // `*` means all accounts of the namespace.
      if (account.text('name') === '*') yield* namespaceReference(account.get('namespace'));
      else yield* namespacedReference(account, 'subject', '', 'ServiceAccount', { optional: true });
    }
  },
};
