// kubectl rollout pause. Source: staging/src/k8s.io/kubectl/pkg/polymorphichelpers/objectpauser.go, 1.36.
import { changeEach, refuse } from '../change.ts';
import { pluralName } from '../targets.ts';
import type { Verb } from '../verb.ts';

export const verb: Verb = {
  name: 'rollout pause',
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
        if (gvk.kind !== 'Deployment') return `${said} pausing is not supported`;
        if (draft.spec?.['paused'] === true) return `${said} is already paused`;
        draft.spec = { ...draft.spec, paused: true };
        return undefined;
      },
      'paused',
    );
  },
};
