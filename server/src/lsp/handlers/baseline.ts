// drydock/baseline: the version of a file in git HEAD, which its objects replace.
import { BASELINE, type BaselineParams } from '../../protocol/baseline.ts';
import { Baseline } from '../baseline.ts';
import { defineHandler } from '../handler.ts';

export const handler = defineHandler<BaselineParams, null>({
  method: BASELINE,
  empty: null,
  handle({ uri, text }, { session }) {
    Baseline.of(session).setCommitted(uri, text);
    return null;
  },
});
