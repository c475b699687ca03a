// kubectl replace. Source: staging/src/k8s.io/kubectl/pkg/cmd/replace/replace.go, 1.36.
import { dryRunWords, isDryRun } from '../change.ts';
import type { Flags } from '../flags.ts';
import { LAST_APPLIED } from '../../api/lastApplied.ts';
import { withLastApplied } from '../lastApplied.ts';
import { createTarget } from '../make.ts';
import { printedName, resultOf, targetsInFiles, type Target } from '../targets.ts';
import { Answering, withSource, type Pause, type Verb, type VerbContext } from '../verb.ts';
import { deletedLine } from './delete.ts';

/** Deletes, waits until the object is gone, creates it anew. */
function* replaceByForce(
  context: VerbContext,
  flags: Flags,
  answering: Answering,
  target: Target,
): Generator<Pause, void> {
  const { gvk, namespace, name } = target;
  const grace = flags.int('grace-period') ?? 0;
  const gone = context.server.delete(gvk, namespace, name, {
    propagationPolicy: 'Background',
    gracePeriodSeconds: grace,
  });
  if (gone.ok) answering.say(deletedLine(target, 'deleted'));
  for (let waited = 0; waited < 300 && context.server.get(gvk, namespace, name).ok; waited++) yield { forMs: 1000 };
  createTarget(context, flags, answering, target, target.written?.value, 'replaced');
}

function replaceOne(context: VerbContext, flags: Flags, answering: Answering, target: Target): void {
  const { gvk, namespace, name, origin } = target;
  const own = (target.written?.value as { metadata?: { annotations?: Record<string, unknown> } } | undefined)?.metadata;
  const marked = own?.annotations?.[LAST_APPLIED] !== undefined;
  const value =
    flags.on('save-config') || marked ? withLastApplied(target.written?.value, namespace) : target.written?.value;
  const answer = context.server.update(gvk, namespace, name, value, { dryRun: isDryRun(flags) });
  if (!answer.ok) {
    answering.fail(withSource(answer.error, 'replacing', origin));
    answering.results.push(resultOf(target, 'rejected', answer.error));
    return;
  }
  for (const warning of answer.value.warnings) answering.warn(warning);
  answering.results.push(resultOf(target, answer.value.changed ? 'configured' : 'unchanged'));
  answering.say(`${printedName(gvk, name)} replaced${dryRunWords(flags)}`);
}

export const verb: Verb = {
  name: 'replace',
  valueFlags: ['grace-period'],
  switches: ['force', 'wait'],
  *run(context, flags) {
    const answering = new Answering();
    const { targets, errors } = targetsInFiles(context, flags);
    for (const target of targets) {
      if (flags.on('force')) yield* replaceByForce(context, flags, answering, target);
      else replaceOne(context, flags, answering, target);
    }
    for (const error of errors) answering.fail(error);
    if (targets.length === 0 && errors.length === 0) answering.fail('no objects passed to replace');
    return answering.done();
  },
};
