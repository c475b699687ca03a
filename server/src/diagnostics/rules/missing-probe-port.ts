// A probe or a hook that names a port which its container does not have.
import { replaceValue } from '../../workspace/edit.ts';
import type { Reference } from '../../workspace/workspace.ts';
import { isName, nearestName } from '../nearest.ts';
import { fixOf } from '../repairs/repair.ts';
import { defineRule } from '../rule.ts';

interface Found {
  readonly reference: Reference;
  readonly name: string;
  readonly near: string | undefined;
}

export const rule = defineRule<Found>({
  code: 'missing-probe-port',
  group: 'references',
  severity: 'warning',
  kinds: 'pods',
  scope: 'workspace',
  covers: ['KL liveness-port', 'KL readiness-port', 'KL startup-port'],
  *find(node, { workspace }) {
    for (const { reference } of workspace.linksFrom(node)) {
      const { target } = reference;
      if (target.type !== 'own' || target.what !== 'port' || typeof target.name !== 'string') continue;
      if (workspace.resolve(node, reference).length > 0) continue;
      const names = node.root
        .walk(target.within)
        .items()
        .flatMap((port) => port.text('name') ?? [])
        .filter(isName);
      yield { reference, name: target.name, near: names.length === 1 ? names[0] : nearestName(target.name, names) };
    }
  },
  describe: ({ reference, name, near }) => ({
    path: reference.path,
    message:
      `The container has no port named "${name}": the kubelet cannot tell where to ask, and the probe fails.` +
      `${near === undefined ? '' : ` Did you mean "${near}"?`}`,
  }),
  fixes: ({ reference, near }, { resource }) =>
    near === undefined
      ? []
      : fixOf(resource, `Change to "${near}"`, replaceValue(resource, reference.path, near), true),
});
