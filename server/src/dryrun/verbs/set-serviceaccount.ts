// kubectl set serviceaccount. Source: staging/src/k8s.io/kubectl/pkg/cmd/set/set_serviceaccount.go, 1.36.
import { changeEach, podSpecOf, refuse } from '../change.ts';
import type { Verb } from '../verb.ts';

export const verb: Verb = {
  name: 'set serviceaccount',
  valueFlags: [],
  switches: ['local'],

  *run(context, flags) {
    const account = flags.args.at(-1);
    if (flags.args.length < 2 || account === undefined) return refuse('serviceaccount is required');
    return changeEach(
      context,
      flags,
      flags.args.slice(0, -1),
      (draft, { gvk, name }) => {
        const spec = podSpecOf(draft);
        if (!spec)
          return `error: ${gvk.kind.toLowerCase()}s/${name} the object is not a pod or does not have a pod template`;
        spec['serviceAccountName'] = account;
        // The old name of the field is kept equal by the server.
        spec['serviceAccount'] = account;
        return undefined;
      },
      'serviceaccount updated',
    );
  },
};
