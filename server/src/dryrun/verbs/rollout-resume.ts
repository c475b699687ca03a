// kubectl rollout resume. Source: staging/src/k8s.io/kubectl/pkg/polymorphichelpers/objectresumer.go, 1.36.
import { changeEach, refuse } from '../change.ts';
import { pluralName } from '../targets.ts';
import type { Verb } from '../verb.ts';

export const verb: Verb = {
  name: 'rollout resume',
  valueFlags: [],
  switches: [],

  *run(context, flags) {
    if (flags.args.length === 0 && !flags.has('filename')) return refuse('required resource not specified');
    return changeEach(
      context,
      flags,
      flags.args,
      (draft, { gvk, name }) => {
        const said = `error: ${pluralName(gvk)}.${gvk.group} "${name}"`;
        if (gvk.kind !== 'Deployment') return `${said} resuming is not supported`;
        if (draft.spec?.['paused'] !== true) return `${said} is not paused`;
        const { paused: _, ...spec } = draft.spec;
        draft.spec = spec;
        return undefined;
      },
      'resumed',
    );
  },
};
