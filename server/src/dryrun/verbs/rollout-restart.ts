// kubectl rollout restart. Source: staging/src/k8s.io/kubectl/pkg/polymorphichelpers/objectrestarter.go, 1.36.
import { formatTime } from '../../base/instant.ts';
import { changeEach, refuse } from '../change.ts';
import { pluralName } from '../targets.ts';
import type { Verb } from '../verb.ts';

type Template = { metadata?: { annotations?: Record<string, string> } };

export const verb: Verb = {
  name: 'rollout restart',
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
        if (!['Deployment', 'DaemonSet', 'StatefulSet'].includes(gvk.kind))
          return `${said} restarting is not supported`;
        if (draft.spec?.['paused'] === true) {
          return `${said} can't restart paused deployment (run rollout resume first)`;
        }
        const template = (draft.spec?.['template'] ?? {}) as Template;
        const annotations = { ...template.metadata?.annotations };
        annotations['kubectl.kubernetes.io/restartedAt'] = formatTime(context.now());
        template.metadata = { ...template.metadata, annotations };
        draft.spec = { ...draft.spec, template };
        return undefined;
      },
      'restarted',
    );
  },
};
