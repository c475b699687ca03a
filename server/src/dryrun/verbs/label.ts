// kubectl label; what it does stands in ../pairs.ts.
import { changePairs } from '../pairs.ts';
import type { Verb } from '../verb.ts';

export const verb: Verb = {
  name: 'label',
  valueFlags: ['resource-version'],
  switches: ['overwrite', 'list', 'local', 'all-namespaces'],

  *run(context, flags) {
    return changePairs(context, flags, 'labels');
  },
};
