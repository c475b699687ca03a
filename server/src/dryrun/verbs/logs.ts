// kubectl logs: what the annotation `drydock.dev/logs` says that a container writes.
// Source: staging/src/k8s.io/kubectl/pkg/cmd/logs/logs.go, 1.36. Not modelled: times, -f.
import { failure } from '../../api/status.ts';
import { logsOf } from '../../cluster/kubelet/containerView.ts';
import type { Flags } from '../flags.ts';
import { containerFor, podsBehind, type ReadPod } from '../podsOf.ts';
import { namespaceFor, objectsToRead } from '../targets.ts';
import { Answering, usageError, type Verb, type VerbContext } from '../verb.ts';

const USAGE =
  "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command";

/** The last lines of one container. */
function printLog(answering: Answering, flags: Flags, pod: ReadPod, container: string, tail: number): void {
  if (!pod.spec?.nodeName) return;
  const log = logsOf(pod, container, flags.on('previous'));
  if ('fault' in log) {
    answering.fail(failure(400, 'BadRequest', log.fault));
    return;
  }
  const lines = tail < 0 ? log.lines : log.lines.slice(Math.max(0, log.lines.length - tail));
  const prefix = flags.on('prefix') ? `[pod/${pod.metadata?.name ?? ''}/${container}] ` : '';
  for (const line of lines) answering.say(`${prefix}${line}`);
}

function printPod(answering: Answering, flags: Flags, pod: ReadPod, asked: string | undefined, tail: number): void {
  if (flags.on('all-containers')) {
    const all = [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])];
    for (const { name = '' } of all) printLog(answering, flags, pod, name, tail);
    return;
  }
  const found = containerFor(pod, asked);
  if ('fault' in found) {
    answering.fail(found.fault);
    return;
  }
  if (found.note !== undefined) answering.stderr.push(found.note);
  printLog(answering, flags, pod, found.container.name ?? '', tail);
}

/** The Pods that the command means. */
function podsFor(context: VerbContext, flags: Flags, answering: Answering): readonly ReadPod[] {
  const [name = ''] = flags.args;
  const selected = flags.has('selector');
  const { objects, errors } = objectsToRead(
    context,
    flags,
    selected ? ['pods'] : name.includes('/') ? [name] : ['pods', name],
  );
  for (const error of errors) {
    const missing = typeof error !== 'string' && error.code === 404;
    const where = ` in namespace "${namespaceFor(context, flags)}"`;
    answering.fail(missing ? `error from server (NotFound): ${error.message}${where}` : error);
  }
  if (selected) {
    if (objects.length === 0) answering.stderr.push(`No resources found in ${namespaceFor(context, flags)} namespace.`);
    return objects.map(({ object }) => object as ReadPod);
  }
  const [target] = objects;
  const pods = target ? podsBehind(context, target.object) : [];
  const [first] = pods;
  if (!first) return [];
  if (pods.length > 1 && !flags.on('all-pods')) {
    answering.stderr.push(`Found ${pods.length} pods, using pod/${first.metadata?.name ?? ''}`);
    return [first];
  }
  return pods;
}

export const verb: Verb = {
  name: 'logs',
  readOnly: true,
  valueFlags: ['container', 'tail', 'since', 'since-time', 'limit-bytes', 'max-log-requests', 'pod-running-timeout'],
  switches: ['previous', 'follow', 'all-containers', 'all-pods', 'prefix', 'timestamps', 'ignore-errors'],
  short: { c: 'container', p: 'previous', f: 'follow' },

  *run(context, flags) {
    const answering = new Answering();
    const [, inline] = flags.args;
    if (flags.args.length === 0 && !flags.has('selector')) answering.fail(usageError(USAGE, 'logs'));
    else if (flags.args.length > 2) answering.fail(usageError(USAGE, 'logs'));
    else if (flags.args.length > 0 && flags.has('selector'))
      answering.fail(usageError('only a selector (-l) or a POD name is allowed', 'logs'));
    else if (inline !== undefined && flags.has('container')) {
      answering.fail('only one of -c or an inline [CONTAINER] arg is allowed');
    } else {
      const tail = flags.int('tail') ?? (flags.has('selector') ? 10 : -1);
      for (const pod of podsFor(context, flags, answering))
        printPod(answering, flags, pod, flags.get('container') ?? inline, tail);
    }
    return answering.done();
  },
};
