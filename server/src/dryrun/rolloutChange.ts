// What `rollout pause`, `resume` and `restart` have in common. Source: staging/src/k8s.io/kubectl/pkg/cmd/rollout, 1.36.
import { changeEach, refuse, type Draft } from './change.ts';
import { namesFiles, pluralName } from './targets.ts';
import type { Verb, VerbContext } from './verb.ts';

interface RolloutChange {
  readonly name: string;
  /** The kinds that it is for, and how the refusal of others names what was tried: `pausing`. */
  readonly kinds: readonly string[];
  readonly trying: string;
  /** What kubectl says of a changed object. */
  readonly word: string;
  /** Changes the draft; or says, behind the object's name, why not: `is not paused`. */
  readonly change: (draft: Draft, context: VerbContext) => string | undefined;
}

/** A verb that changes the spec of each workload that is named. */
export const rolloutChange = ({ name, kinds, trying, word, change }: RolloutChange): Verb => ({
  name,
  valueFlags: [],
  switches: [],

  *run(context, flags) {
    if (flags.args.length === 0 && !namesFiles(flags)) return refuse('required resource not specified');
    return changeEach(
      context,
      flags,
      flags.args,
      (draft, { gvk, name: object }) => {
        const why = kinds.includes(gvk.kind) ? change(draft, context) : `${trying} is not supported`;
        return why === undefined ? undefined : `error: ${pluralName(gvk)}.${gvk.group} "${object}" ${why}`;
      },
      word,
    );
  },
});
