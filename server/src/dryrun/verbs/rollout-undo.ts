// kubectl rollout undo. Source: staging/src/k8s.io/kubectl/pkg/polymorphichelpers/rollback.go, cmd/rollout/rollout_undo.go, 1.36.
import type { Answer } from '../../cluster/apiServer.ts';
import type { Stored } from '../../cluster/store.ts';
import { dryRunWords, isDryRun, ownRefusal, reject } from '../change.ts';
import type { Flags } from '../flags.ts';
import { REVISION, revisionsOf, withoutHash, type Revision } from '../history.ts';
import { templateLines } from '../print/describe/describe.ts';
import { LAST_APPLIED } from '../../api/lastApplied.ts';
import { namesFiles, pluralName, printedName, resultOf, targetsOf, type Target } from '../targets.ts';
import { Answering, type Verb, type VerbContext } from '../verb.ts';

/** What stays as it is on the Deployment; everything else comes from the ReplicaSet. */
const KEPT = new Set([
  LAST_APPLIED,
  REVISION,
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
]);

/** The revision to go back to; a text says why there is none. */
function wanted(workload: Stored, revisions: readonly Revision[], to: number): Revision | string {
  const missing = `unable to find specified revision ${to} in history`;
  if (to < 0) return missing;
  if (to > 0) return revisions.find(({ number }) => number === to) ?? missing;
  const previous = revisions.at(-2);
  if (previous) return previous;
  return workload.kind === 'Deployment'
    ? `no rollout history found for deployment "${workload.metadata?.name ?? ''}"`
    : 'no last revision to roll back to';
}

function restore(context: VerbContext, flags: Flags, target: Target, workload: Stored, revision: Revision): Answer {
  const options = { dryRun: isDryRun(flags) };
  const { gvk, namespace, name } = target;
  if (workload.kind !== 'Deployment') {
    return context.server.patch(gvk, namespace, name, 'strategic', revision.patch, options);
  }
  const kept = Object.entries(workload.metadata?.annotations ?? {}).filter(([key]) => KEPT.has(key));
  const taken = Object.entries(revision.annotations).filter(([key]) => !KEPT.has(key));
  const patch = [
    { op: 'replace', path: '/spec/template', value: withoutHash(revision.template) },
    { op: 'add', path: '/metadata/annotations', value: Object.fromEntries([...kept, ...taken]) },
  ];
  return context.server.patch(gvk, namespace, name, 'json', patch, options);
}

function undo(context: VerbContext, flags: Flags, answering: Answering, target: Target): void {
  const found = context.server.get(target.gvk, target.namespace, target.name);
  if (!found.ok) return reject(answering, target, found.error);
  const workload = found.value;
  const refuse = (why: string): void => {
    answering.fail(why);
    answering.results.push(resultOf(target, 'rejected', ownRefusal(why)));
  };
  if (!['Deployment', 'StatefulSet', 'DaemonSet'].includes(target.gvk.kind)) {
    return refuse(`no rollbacker has been implemented for "${target.gvk.kind}.${target.gvk.group}"`);
  }
  if (workload.metadata?.annotations?.[LAST_APPLIED] !== undefined) {
    answering.warn(
      `resource ${pluralName(target.gvk)}/${target.name} was previously managed with 'kubectl apply'. Rolling back will not update the ${LAST_APPLIED} annotation, which may cause unexpected behavior on future 'kubectl apply' operations. Consider using 'kubectl apply' with your previous configuration file instead.`,
    );
  }
  const to = flags.int('to-revision') ?? 0;
  const revision = wanted(workload, revisionsOf(context.read, workload), to);
  if (typeof revision === 'string') return refuse(revision);
  const paused = (workload as { readonly spec?: { readonly paused?: boolean } }).spec?.paused === true;
  if (paused) {
    return refuse(
      "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again",
    );
  }
  const printed = printedName(target.gvk, target.name);
  if (revision.current) {
    answering.results.push(resultOf(target, 'unchanged'));
    answering.say(`${printed} skipped rollback (current template already matches revision ${to})`);
    return;
  }
  if (isDryRun(flags)) {
    // What would be rolled back to, in full.
    const [first = '', ...lines] = templateLines(revision.template);
    answering.say(`${printed} ${first}`);
    for (const line of lines) answering.say(line);
    answering.say(dryRunWords(flags));
    answering.results.push(resultOf(target, 'unchanged'));
    return;
  }
  const answer = restore(context, flags, target, workload, revision);
  if (!answer.ok) {
    answering.fail(`failed restoring revision ${to}: ${answer.error.message}`);
    answering.results.push(resultOf(target, 'rejected', answer.error));
    return;
  }
  answering.results.push(resultOf(target, 'configured'));
  answering.say(`${printed} rolled back${dryRunWords(flags)}`);
}

export const verb: Verb = {
  name: 'rollout undo',
  valueFlags: ['to-revision'],
  switches: [],

  *run(context, flags) {
    const answering = new Answering();
    if (flags.args.length === 0 && !namesFiles(flags)) answering.fail('required resource not specified');
    else {
      const { targets, errors } = targetsOf(context, flags);
      for (const error of errors) answering.fail(error);
      for (const target of targets) undo(context, flags, answering, target);
    }
    return answering.done();
  },
};
