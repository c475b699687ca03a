// `wait N`: lets N seconds of virtual time pass. kubectl has no such word; sleep is what one types there.
import { refuse } from '../change.ts';
import { Answering, type Verb } from '../verb.ts';

export const verb: Verb = {
  name: 'wait',
  valueFlags: [],
  switches: [],
  *run(_context, flags) {
    const seconds = Number(flags.args[0]);
    if (flags.args.length !== 1 || !Number.isFinite(seconds) || seconds < 0) {
      return refuse('wait takes a number of seconds, as in: wait 60');
    }
    yield { forMs: seconds * 1000 };
    return new Answering().done();
  },
};
