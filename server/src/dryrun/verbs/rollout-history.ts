// kubectl rollout history. Source: staging/src/k8s.io/kubectl/pkg/polymorphichelpers/history.go, 1.36.
import { reject } from '../change.ts';
import { revisionsOf } from '../history.ts';
import { templateLines } from '../print/describe/describe.ts';
import { printedName, targetsOf } from '../targets.ts';
import { Answering, type Verb } from '../verb.ts';

export const verb: Verb = {
  name: 'rollout history',
  valueFlags: ['revision'],
  switches: [],

  *run(context, flags) {
    const answering = new Answering();
    const { targets, errors } = targetsOf(context, flags);
    for (const error of errors) answering.fail(error);
    for (const target of targets) {
      const found = context.server.get(target.gvk, target.namespace, target.name);
      if (!found.ok) {
        reject(answering, target, found.error);
        continue;
      }
      const revisions = revisionsOf(context.read, found.value);
      const asked = flags.int('revision') ?? 0;
      const one = revisions.find(({ number }) => number === asked);
      if (asked > 0 && !one) {
        answering.fail('unable to find the specified revision');
        continue;
      }
      if (one) {
        answering.say(`${printedName(target.gvk, target.name)} with revision #${one.number}`);
        for (const line of templateLines(one.template)) answering.say(line);
      } else {
        answering.say(printedName(target.gvk, target.name));
        answering.say('REVISION  CHANGE-CAUSE');
        for (const { number, changeCause } of revisions) {
          answering.say(`${String(number).padEnd(8)}  ${changeCause ?? '<none>'}`);
        }
      }
    }
    return answering.done();
  },
};
