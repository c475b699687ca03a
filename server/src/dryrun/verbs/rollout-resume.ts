// kubectl rollout resume. Source: staging/src/k8s.io/kubectl/pkg/polymorphichelpers/objectresumer.go, 1.36.
import { rolloutChange } from '../rolloutChange.ts';

export const verb = rolloutChange({
  name: 'rollout resume',
  kinds: ['Deployment'],
  trying: 'resuming',
  word: 'resumed',
  change(draft) {
    if (draft.spec?.['paused'] !== true) return 'is not paused';
    const { paused: _, ...spec } = draft.spec;
    draft.spec = spec;
    return undefined;
  },
});
