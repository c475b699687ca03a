// kubectl apply: create what is not there, else a three-way merge of what was applied last, what is written, and what
// is stored. Source: staging/src/k8s.io/kubectl/pkg/cmd/apply/{apply,patcher}.go, 1.36.
import { cloneJson } from '../../base/json.ts';
import { deepEqual } from '../../base/compare.ts';
import { threeWayJsonMerge } from '../../api/jsonPatch.ts';
import { MergeError, threeWayMerge } from '../../api/strategicMerge.ts';
import type { Answer } from '../../cluster/apiServer.ts';
import type { Stored } from '../../cluster/store.ts';
import { dryRunWords, isDryRun } from '../change.ts';
import type { Flags } from '../flags.ts';
import { LAST_APPLIED } from '../../api/lastApplied.ts';
import { lastApplied, withLastApplied } from '../lastApplied.ts';
import { serverSideApply } from '../serverSideApply.ts';
import { namesFiles, pluralName, printedName, resultOf, targetsInFiles, type Target } from '../targets.ts';
import { Answering, withSource, type Verb, type VerbContext } from '../verb.ts';

/** The `fieldValidation` of `--validate`. */
export function validationOf(flags: Flags): { fieldValidation: 'Strict' | 'Warn' | 'Ignore' } {
  const mode = flags.get('validate') ?? 'strict';
  if (mode === 'false' || mode === 'ignore') return { fieldValidation: 'Ignore' };
  return { fieldValidation: mode === 'warn' ? 'Warn' : 'Strict' };
}

function missingAnnotation(target: Target): string {
  return `resource ${pluralName(target.gvk)}/${target.name} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.`;
}

/** The object that apply makes of what is stored; a text is what kubectl says of a merge that cannot be made. */
function merged(context: VerbContext, target: Target, live: Stored, modified: unknown): unknown {
  const original = lastApplied(live.metadata?.annotations);
  const type = context.patchSchema.typeOf(target.gvk);
  const current = cloneJson(live);
  if (type === undefined) return threeWayJsonMerge(original, modified, current);
  return threeWayMerge(original, modified, current, type, context.patchSchema);
}

/** Lays a manifest over what is stored. */
function patch(
  context: VerbContext,
  flags: Flags,
  target: Target,
  live: Stored,
  modified: unknown,
): { readonly answer: Answer; readonly empty: boolean } | string {
  try {
    const next = merged(context, target, live, modified);
    const empty = deepEqual(next, live);
    const options = { dryRun: isDryRun(flags), ...validationOf(flags) };
    return { answer: context.server.patch(target.gvk, target.namespace, target.name, 'whole', next, options), empty };
  } catch (error) {
    if (error instanceof MergeError) return error.message;
    throw error;
  }
}

function applyOne(context: VerbContext, flags: Flags, answering: Answering, target: Target): void {
  const modified = withLastApplied(target.written?.value, target.namespace);
  const found = context.server.get(target.gvk, target.namespace, target.name);
  const printed = printedName(target.gvk, target.name);
  const options = { dryRun: isDryRun(flags), ...validationOf(flags) };
  if (!found.ok && flags.get('dry-run') === 'client') {
    // A dry run of the client's asks the server nothing: what it would refuse passes here.
    answering.results.push(resultOf(target, 'created'));
    answering.say(`${printed} created (dry run)`);
    return;
  }
  if (!found.ok) {
    const answer = context.server.create(target.gvk, target.namespace, modified, options);
    if (!answer.ok) return rejected(answering, target, withSource(answer.error, 'creating', target.origin), answer);
    for (const warning of answer.value.warnings) answering.warn(warning);
    answering.results.push(resultOf(target, 'created'));
    answering.say(`${printed} created${dryRunWords(flags)}`);
    return;
  }
  const live = found.value;
  if (live.metadata?.annotations?.[LAST_APPLIED] === undefined) answering.warn(missingAnnotation(target));
  const outcome = patch(context, flags, target, live, modified);
  if (typeof outcome === 'string') {
    answering.fail(outcome);
    answering.results.push(resultOf(target, 'rejected'));
    return;
  }
  const { answer, empty } = outcome;
  if (!answer.ok)
    return rejected(answering, target, withSource(answer.error, 'applying patch to', target.origin), answer);
  for (const warning of answer.value.warnings) answering.warn(warning);
  answering.results.push(resultOf(target, empty ? 'unchanged' : 'configured'));
  answering.say(`${printed} ${empty ? 'unchanged' : 'configured'}${dryRunWords(flags)}`);
}

function rejected(answering: Answering, target: Target, shown: Parameters<Answering['fail']>[0], answer: Answer): void {
  answering.fail(shown);
  if (!answer.ok) answering.results.push(resultOf(target, 'rejected', answer.error));
}

export const verb: Verb = {
  name: 'apply',
  valueFlags: [],
  switches: ['server-side', 'force-conflicts', 'force', 'overwrite', 'wait', 'openapi-patch', 'prune'],

  *run(context, flags) {
    const answering = new Answering();
    if (!namesFiles(flags) && context.written === undefined) {
      answering.fail('must specify one of -f and -k');
      return answering.done();
    }
    const { targets, errors } = targetsInFiles(context, flags);
    for (const target of targets) {
      if (flags.on('server-side')) serverSideApply(context, flags, answering, target);
      else applyOne(context, flags, answering, target);
    }
    for (const error of errors) answering.fail(error);
    if (targets.length === 0 && errors.length === 0) answering.fail('no objects passed to apply');
    return answering.done();
  },
};
