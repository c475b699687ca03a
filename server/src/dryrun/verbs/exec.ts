// kubectl exec: nothing runs here, so that only what follows from the manifests is answered: the environment, and the
// files of volumes that come from ConfigMaps, Secrets and the Pod's own fields.
// Source: staging/src/k8s.io/kubectl/pkg/cmd/exec/exec.go, 1.36.
import type { DeepReadonly } from '../../cluster/controller.ts';
import type { Container } from '../../api/types.generated.ts';
import { containerView, type ContainerView } from '../../cluster/kubelet/containerView.ts';
import { containerFor, podsBehind, type ReadPod } from '../podsOf.ts';
import { objectsToRead } from '../targets.ts';
import { Answering, usageError, type Verb, type VerbContext } from '../verb.ts';

const exitWith = (code: number): string => `command terminated with exit code ${code}`;

const KNOWN = 'env, printenv, hostname, pwd, cat FILE and ls FOLDER';

/** The path without `//`, `.`, `..` and a slash at its end. */
function plainPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** Path → content of everything that is mounted from objects. */
function filesOf(view: ContainerView): ReadonlyMap<string, string> {
  return new Map(
    view.mounts.flatMap(({ path, files }) =>
      (files ?? []).map((file) => [plainPath(file.path === '' ? path : `${path}/${file.path}`), file.content] as const),
    ),
  );
}

function printFile(answering: Answering, view: ContainerView, path: string): void {
  const content = filesOf(view).get(plainPath(path));
  if (content !== undefined) answering.stdout.push(...content.replace(/\n$/, '').split('\n'));
  else {
    answering.stderr.push(`cat: ${path}: No such file or directory`);
    answering.fail(exitWith(1));
  }
}

function printFolder(answering: Answering, view: ContainerView, path: string): void {
  const folder = plainPath(path);
  const prefix = folder === '/' ? '/' : `${folder}/`;
  const mounted = [...filesOf(view).keys(), ...view.mounts.map((mount) => plainPath(mount.path))];
  const names = mounted
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length).split('/')[0] ?? '');
  const entries = [...new Set(names)].filter((name) => name !== '').sort();
  if (entries.length > 0 || mounted.includes(folder)) answering.stdout.push(...entries);
  else {
    answering.stderr.push(`ls: cannot access '${path}': No such file or directory`);
    answering.fail(exitWith(2));
  }
}

function answer(
  answering: Answering,
  pod: ReadPod,
  container: DeepReadonly<Container>,
  words: readonly string[],
  context: VerbContext,
) {
  const view = containerView(pod, container, context.read);
  const [command = '', ...args] = words;
  const paths = args.filter((arg) => !arg.startsWith('-'));
  const hostname = pod.spec?.hostname ?? pod.metadata?.name ?? '';
  const variables = [{ name: 'HOSTNAME', value: hostname }, ...view.variables];
  const program = command.slice(command.lastIndexOf('/') + 1);
  if (program === 'env' && args.length === 0)
    for (const { name, value } of variables) answering.say(`${name}=${value}`);
  else if (program === 'printenv' && paths.length === 1) {
    const found = variables.findLast(({ name }) => name === paths[0]);
    if (found) answering.say(found.value);
    else answering.fail(exitWith(1));
  } else if (program === 'printenv') for (const { name, value } of variables) answering.say(`${name}=${value}`);
  else if (program === 'hostname') answering.say(hostname);
  else if (program === 'pwd') answering.say(container.workingDir ?? '/');
  else if (program === 'cat' && paths.length > 0) for (const path of paths) printFile(answering, view, path);
  else if (program === 'ls') printFolder(answering, view, paths[0] ?? container.workingDir ?? '/');
  else answering.fail(`no program runs in a dry run, so that "${command}" has no answer; known are ${KNOWN}`);
}

export const verb: Verb = {
  name: 'exec',
  readOnly: true,
  valueFlags: ['container', 'pod-running-timeout'],
  switches: ['stdin', 'tty', 'quiet'],
  short: { c: 'container', i: 'stdin', t: 'tty', q: 'quiet' },

  *run(context, flags) {
    const answering = new Answering();
    const [name] = flags.args;
    const words = flags.rest ?? [];
    if (flags.args.length > 1 && flags.rest === undefined) {
      answering.fail(
        usageError('exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead', 'exec'),
      );
    } else if (name === undefined) answering.fail('pod, type/name or --filename must be specified');
    else if (words.length === 0) answering.fail('you must specify at least one command for the container');
    if (answering.failed) return answering.done();
    const { objects, errors } = objectsToRead(
      context,
      flags,
      name?.includes('/') === true ? [name] : ['pods', name ?? ''],
    );
    for (const error of errors) answering.fail(error);
    const [target] = objects;
    const [pod] = target ? podsBehind(context, target.object) : [];
    if (!pod) return answering.done();
    const phase = pod.status?.phase ?? '';
    const found = containerFor(pod, flags.get('container'));
    if (phase === 'Succeeded' || phase === 'Failed') {
      answering.fail(`cannot exec into a container in a completed pod; current phase is ${phase}`);
    } else if ('fault' in found) answering.fail(found.fault);
    else if (!pod.spec?.nodeName) {
      answering.fail(`unable to upgrade connection: pod ${pod.metadata?.name ?? ''} does not have a host assigned`);
    } else {
      const state = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])].find(
        (one) => one.name === found.container.name,
      )?.state;
      if (found.note !== undefined) answering.stderr.push(found.note);
      if (state?.running) answer(answering, pod, found.container, words, context);
      else answering.fail(`unable to upgrade connection: container not found ("${found.container.name ?? ''}")`);
    }
    return answering.done();
  },
};
