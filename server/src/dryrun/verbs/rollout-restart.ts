// kubectl rollout restart. Source: staging/src/k8s.io/kubectl/pkg/polymorphichelpers/objectrestarter.go, 1.36.
import { formatTime } from '../../base/instant.ts';
import { rolloutChange } from '../rolloutChange.ts';

type Template = { metadata?: { annotations?: Record<string, string> } };

export const verb = rolloutChange({
  name: 'rollout restart',
  kinds: ['Deployment', 'DaemonSet', 'StatefulSet'],
  trying: 'restarting',
  word: 'restarted',
  change(draft, context) {
    if (draft.spec?.['paused'] === true) return "can't restart paused deployment (run rollout resume first)";
    const template = (draft.spec?.['template'] ?? {}) as Template;
    const annotations = { ...template.metadata?.annotations };
    annotations['kubectl.kubernetes.io/restartedAt'] = formatTime(context.now());
    template.metadata = { ...template.metadata, annotations };
    draft.spec = { ...draft.spec, template };
    return undefined;
  },
});
