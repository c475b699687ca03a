// kubectl create: from files, or `create TYPE NAME …`. Source: staging/src/k8s.io/kubectl/pkg/cmd/create, 1.36.
import { refuse } from '../change.ts';
import { generators } from '../generators.ts';
import { createTarget, sendNew } from '../make.ts';
import { namesFiles, targetsInFiles } from '../targets.ts';
import { Answering, type Verb } from '../verb.ts';

/** Types with a second word: `create service clusterip NAME`. */
const TWO_WORDS = new Set(['service', 'svc', 'secret']);

export const verb: Verb = {
  name: 'create',
  valueFlags: [
    'image',
    'port',
    'replicas',
    'from',
    'from-literal',
    'schedule',
    'restart',
    'type',
    'tcp',
    'clusterip',
    'node-port',
    'external-name',
    'value',
    'description',
    'preemption-policy',
    'min-available',
    'max-unavailable',
    'hard',
  ],
  switches: ['global-default', 'edit', 'append-hash'],

  *run(context, flags) {
    const answering = new Answering();
    if (namesFiles(flags) || context.written !== undefined) {
      const { targets, errors } = targetsInFiles(context, flags);
      for (const target of targets) createTarget(context, flags, answering, target, target.written?.value, 'created');
      for (const error of errors) answering.fail(error);
      if (targets.length === 0 && errors.length === 0) answering.fail('no objects passed to create');
      return answering.done();
    }
    const [type = '', ...words] = flags.args;
    const make = Object.hasOwn(generators, type) ? generators[type] : undefined;
    if (!make)
      return refuse(type === '' ? 'must specify one of -f and -k' : `unknown command "${type}" for "kubectl create"`);
    const name = words[TWO_WORDS.has(type) ? 1 : 0];
    if (name === undefined) return refuse(`exactly one NAME is required, got ${words.length}`);
    const object = make(context, flags, name, words);
    if (typeof object === 'string' || 'code' in object) answering.fail(object as string);
    else sendNew(context, flags, answering, object);
    return answering.done();
  },
};
