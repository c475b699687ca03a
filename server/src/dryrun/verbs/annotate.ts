// kubectl annotate; what it does stands in ../pairs.ts.
import { changePairs } from '../pairs.ts';
import type { Verb } from '../verb.ts';

export const verb: Verb = {
  name: 'annotate',
  valueFlags: ['resource-version'],
  switches: ['overwrite', 'list', 'local', 'all-namespaces'],

  *run(context, flags) {
    return changePairs(context, flags, 'annotations');
  },
};
