// `kubectl cordon` and `uncordon`, which `drain` uses as well. Source: staging/src/k8s.io/kubectl/pkg/drain/cordon.go, 1.36.
import { cloneJson } from '../base/json.ts';
import { reject, send, type Draft } from './change.ts';
import type { Flags } from './flags.ts';
import { printedName, resultOf, targetsOf, type Target } from './targets.ts';
import type { Answering, VerbContext } from './verb.ts';

/** The nodes that a command names: `a`, `node/a`, `node a`, `-l …`. */
export function nodesOf(context: VerbContext, flags: Flags): ReturnType<typeof targetsOf> {
  const [first = ''] = flags.args;
  const typed = ['node', 'nodes', 'no'].includes(first) || first.includes('/');
  const args = typed ? flags.args : ['node', ...flags.args];
  return targetsOf(context, flags, args);
}

/** Makes a node (un)schedulable and says so. False if it could not be done. */
export function setSchedulable(
  context: VerbContext,
  flags: Flags,
  answering: Answering,
  target: Target,
  unschedulable: boolean,
): boolean {
  const found = context.server.get(target.gvk, '', target.name);
  if (!found.ok) {
    reject(answering, target, found.error);
    return false;
  }
  const draft = cloneJson(found.value) as unknown as Draft;
  const word = unschedulable ? 'cordoned' : 'uncordoned';
  if ((draft.spec?.['unschedulable'] === true) === unschedulable) {
    answering.results.push(resultOf(target, 'unchanged'));
    answering.say(`${printedName(target.gvk, target.name)} already ${word}`);
    return true;
  }
  const { unschedulable: _, ...spec } = draft.spec ?? {};
  draft.spec = unschedulable ? { ...spec, unschedulable: true } : spec;
  return send(context, flags, answering, target, found.value, draft, word)?.ok === true;
}
