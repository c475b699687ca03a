// kubectl rollout status: what it would say at last. Source: staging/src/k8s.io/kubectl/pkg/polymorphichelpers/rollout_status.go, 1.36.
import type { Deployment } from '../../api/types.generated.ts';
import type { DeepReadonly } from '../../cluster/controller.ts';
import { reject } from '../change.ts';
import { targetsOf } from '../targets.ts';
import { Answering, type Verb } from '../verb.ts';

/** The sentence for a Deployment, and whether it is the last one. */
export function deploymentStatus(deployment: DeepReadonly<Deployment>): {
  text: string;
  done: boolean;
  failed?: boolean;
} {
  const name = deployment.metadata?.name ?? '';
  const {
    observedGeneration = 0,
    updatedReplicas = 0,
    replicas = 0,
    availableReplicas = 0,
    conditions = [],
  } = deployment.status ?? {};
  if ((deployment.metadata?.generation ?? 0) > observedGeneration) {
    return { text: 'Waiting for deployment spec update to be observed...', done: false };
  }
  const wanted = deployment.spec?.replicas ?? 1;
  if (conditions.some(({ type, reason }) => type === 'Progressing' && reason === 'ProgressDeadlineExceeded')) {
    return { text: `deployment "${name}" exceeded its progress deadline`, done: true, failed: true };
  }
  const waiting = `Waiting for deployment "${name}" rollout to finish:`;
  if (updatedReplicas < wanted) {
    return { text: `${waiting} ${updatedReplicas} out of ${wanted} new replicas have been updated...`, done: false };
  }
  if (replicas > updatedReplicas) {
    return { text: `${waiting} ${replicas - updatedReplicas} old replicas are pending termination...`, done: false };
  }
  if (availableReplicas < updatedReplicas) {
    return {
      text: `${waiting} ${availableReplicas} of ${updatedReplicas} updated replicas are available...`,
      done: false,
    };
  }
  return { text: `deployment "${name}" successfully rolled out`, done: true };
}

export const verb: Verb = {
  name: 'rollout status',
  valueFlags: ['revision'],
  switches: ['watch'],
  *run(context, flags) {
    const answering = new Answering();
    const { targets, errors } = targetsOf(context, flags);
    for (const error of errors) answering.fail(error);
    for (const target of targets) {
      for (let waited = 0; ; waited++) {
        const found = context.server.get(target.gvk, target.namespace, target.name);
        if (!found.ok) {
          reject(answering, target, found.error);
          break;
        }
        if (target.gvk.kind !== 'Deployment') break;
        const { text, done, failed } = deploymentStatus(found.value);
        if (failed === true) answering.fail(text);
        else if (answering.stdout.at(-1) !== text) answering.say(text);
        const limit = Number(/^(\d+)s?$/.exec(flags.get('timeout') ?? '')?.[1] ?? 600);
        if (done || !flags.on('watch', true)) break;
        if (waited >= limit) {
          answering.fail('timed out waiting for the condition');
          break;
        }
        yield { forMs: 1000 };
      }
    }
    return answering.done();
  },
};
