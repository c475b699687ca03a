// kubectl scale. Source: staging/src/k8s.io/kubectl/pkg/cmd/scale/scale.go, pkg/scale/scale.go, 1.36.
import { dryRunWords, isDryRun, refuse, reject } from '../change.ts';
import { printedName, resultOf, targetsOf } from '../targets.ts';
import { Answering, type Verb } from '../verb.ts';

export const verb: Verb = {
  name: 'scale',
  valueFlags: ['replicas', 'current-replicas', 'resource-version'],
  switches: [],

  *run(context, flags) {
    const replicas = flags.int('replicas');
    if (replicas === undefined || replicas < 0) {
      return refuse('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
    }
    const expected = flags.int('current-replicas');
    const answering = new Answering();
    const { targets, errors } = targetsOf(context, flags);
    for (const error of errors) answering.fail(error);
    for (const target of targets) {
      const scale = context.server.getScale(target.gvk, target.namespace, target.name);
      if (!scale.ok) {
        reject(answering, target, scale.error);
        continue;
      }
      const current = scale.value.spec?.replicas ?? 0;
      if (expected !== undefined && expected >= 0 && expected !== current) {
        answering.fail(`Expected replicas to be ${expected}, was ${current}`);
        answering.results.push(resultOf(target, 'rejected'));
        continue;
      }
      const version = flags.get('resource-version');
      const answer = context.server.setScale(target.gvk, target.namespace, target.name, replicas, version, {
        dryRun: isDryRun(flags),
      });
      if (!answer.ok) {
        reject(answering, target, answer.error);
        continue;
      }
      answering.results.push(resultOf(target, current === replicas ? 'unchanged' : 'configured'));
      answering.say(`${printedName(target.gvk, target.name)} scaled${dryRunWords(flags)}`);
    }
    return answering.done();
  },
};
