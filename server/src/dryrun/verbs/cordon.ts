// kubectl cordon. Source: staging/src/k8s.io/kubectl/pkg/cmd/drain/drain.go, 1.36.
import { nodesOf, setSchedulable } from '../cordoning.ts';
import { Answering, type Verb } from '../verb.ts';

export const verb: Verb = {
  name: 'cordon',
  valueFlags: [],
  switches: [],

  *run(context, flags) {
    const answering = new Answering();
    const { targets, errors } = nodesOf(context, flags);
    for (const error of errors) answering.fail(error);
    for (const target of targets) setSchedulable(context, flags, answering, target, true);
    return answering.done();
  },
};
