// kubectl describe. Source: staging/src/k8s.io/kubectl/pkg/cmd/describe/describe.go, 1.36.
import { describeObject } from '../print/describe/describe.ts';
import { namespaceFor, objectsToRead, targetsByPrefix, warnOfDeprecated } from '../targets.ts';
import { Answering, type Verb } from '../verb.ts';

export const verb: Verb = {
  name: 'describe',
  readOnly: true,
  valueFlags: [],
  switches: ['all-namespaces', 'show-events'],

  *run(context, flags) {
    const answering = new Answering();
    const found = objectsToRead(context, flags, flags.args);
    // Where nothing has the name: everything whose name begins with it.
    const prefixed = found.byName && found.objects.length === 0 ? targetsByPrefix(context, flags, flags.args) : [];
    const objects = prefixed.length > 0 ? prefixed : found.objects;
    if (prefixed.length === 0) for (const error of found.errors) answering.fail(error);
    warnOfDeprecated(answering, objects);
    const alone = found.objects.length === 1 && !answering.failed;
    const events = flags.has('show-events') ? flags.on('show-events') : alone;
    for (const [at, { gvk, object }] of objects.entries()) {
      if (at > 0 && prefixed.length === 0) answering.stdout.push('', '');
      for (const line of describeObject(gvk, object, { read: context.read, now: context.now(), events })) {
        answering.say(line);
      }
      if (prefixed.length > 0) answering.say('');
    }
    if (objects.length === 0 && !answering.failed) {
      const where =
        found.namespaced && !flags.on('all-namespaces') ? ` in ${namespaceFor(context, flags)} namespace.` : '';
      answering.stderr.push(`No resources found${where}`);
    }
    return answering.done();
  },
};
