// The names under which kubectl's commands write. Source: the `--field-manager` defaults of kubectl/pkg/cmd/*, 1.36;
// commands without that flag are known by the user agent.
import type { Flags } from './flags.ts';

const OWN: ReadonlySet<string> = new Set([
  'annotate',
  'autoscale',
  'create',
  'edit',
  'expose',
  'label',
  'patch',
  'replace',
  'run',
  'set',
  'taint',
]);

/** The manager of a command's writes. */
export function fieldManagerOf(verb: string, flags: Flags): string {
  const asked = flags.get('field-manager');
  if (asked !== undefined && asked !== '') return asked;
  if (verb === 'apply') return flags.on('server-side') ? 'kubectl' : 'kubectl-client-side-apply';
  if (['rollout pause', 'rollout resume', 'rollout restart'].includes(verb)) return 'kubectl-rollout';
  const [first = ''] = verb.split(' ');
  return OWN.has(first) ? `kubectl-${first}` : 'kubectl';
}
