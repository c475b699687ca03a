// kubectl delete. Source: staging/src/k8s.io/kubectl/pkg/cmd/delete/delete.go, 1.36.
import type { DeleteOptions } from '../../cluster/controller.ts';
import { dryRunWords, isDryRun } from '../change.ts';
import type { Flags } from '../flags.ts';
import { resultOf, targetsOf, type Target } from '../targets.ts';
import { Answering, withSource, type Verb } from '../verb.ts';

const POLICY: Readonly<Record<string, NonNullable<DeleteOptions['propagationPolicy']>>> = {
  background: 'Background',
  true: 'Background',
  foreground: 'Foreground',
  orphan: 'Orphan',
  false: 'Orphan',
};

/** `pod "a" deleted from default namespace`. */
export function deletedLine(target: Target, word: string): string {
  const { gvk, name, namespace } = target;
  const kind = gvk.group === '' ? gvk.kind.toLowerCase() : `${gvk.kind.toLowerCase()}.${gvk.group}`;
  return `${kind} "${name}" ${word}${namespace === '' ? '' : ` from ${namespace} namespace`}`;
}

/** The options of a delete. kubectl always names a policy. */
export function deleteOptions(flags: Flags): DeleteOptions | string {
  const cascade = flags.get('cascade') ?? 'background';
  const propagationPolicy = POLICY[cascade];
  if (!propagationPolicy) {
    return `invalid cascade value (${cascade}). Must be "background", "foreground", or "orphan"`;
  }
  const grace = flags.int('grace-period') ?? (flags.on('now') ? 1 : undefined);
  const period = grace === 0 && !flags.on('force') ? 1 : grace;
  return {
    propagationPolicy,
    ...(flags.on('force') && period === undefined ? { gracePeriodSeconds: 0 } : {}),
    ...(period === undefined || period < 0 ? {} : { gracePeriodSeconds: period }),
  };
}

export const verb: Verb = {
  name: 'delete',
  valueFlags: ['grace-period'],
  switches: ['ignore-not-found', 'wait', 'force', 'now', 'all-namespaces', 'interactive'],

  *run(context, flags) {
    const answering = new Answering();
    const options = deleteOptions(flags);
    if (typeof options === 'string') {
      answering.fail(options);
      return answering.done();
    }
    const { targets, errors } = targetsOf(context, flags);
    const lenient = flags.on('ignore-not-found') || flags.on('all') || flags.has('selector');
    let found = 0;
    for (const target of targets) {
      const answer = context.server.delete(target.gvk, target.namespace, target.name, options, {
        dryRun: isDryRun(flags),
      });
      if (!answer.ok) {
        if (answer.error.reason === 'NotFound' && lenient) continue;
        answering.fail(withSource(answer.error, 'deleting', target.origin));
        answering.results.push(resultOf(target, 'rejected', answer.error));
        continue;
      }
      found++;
      answering.results.push(resultOf(target, 'deleted'));
      const word = options.gracePeriodSeconds === 0 ? 'force deleted' : 'deleted';
      answering.say(deletedLine(target, word) + dryRunWords(flags));
    }
    for (const error of errors) answering.fail(error);
    if (found === 0 && !answering.failed && lenient && !flags.on('ignore-not-found')) {
      answering.say('No resources found');
    }
    return answering.done();
  },
};
