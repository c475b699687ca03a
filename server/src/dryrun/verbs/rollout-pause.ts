// kubectl rollout pause. Source: staging/src/k8s.io/kubectl/pkg/polymorphichelpers/objectpauser.go, 1.36.
import { rolloutChange } from '../rolloutChange.ts';

export const verb = rolloutChange({
  name: 'rollout pause',
  kinds: ['Deployment'],
  trying: 'pausing',
  word: 'paused',
  change(draft) {
    if (draft.spec?.['paused'] === true) return 'is already paused';
    draft.spec = { ...draft.spec, paused: true };
    return undefined;
  },
});
