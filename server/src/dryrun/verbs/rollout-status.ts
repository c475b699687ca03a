// kubectl rollout status: what it would say at last. Source: staging/src/k8s.io/kubectl/pkg/polymorphichelpers/rollout_status.go, 1.36.
import type { DaemonSet, Deployment, StatefulSet } from '../../api/types.generated.ts';
import type { DeepReadonly } from '../../cluster/controller.ts';
import type { Stored } from '../../cluster/store.ts';
import { reject } from '../change.ts';
import { targetsOf } from '../targets.ts';
import { Answering, type Verb } from '../verb.ts';

/** A sentence, and whether it is the last one. */
interface Said {
  readonly text: string;
  readonly done: boolean;
  readonly failed?: boolean;
}

function daemonSetStatus(set: DeepReadonly<DaemonSet>): Said {
  const waiting = `Waiting for daemon set "${set.metadata?.name ?? ''}" rollout to finish:`;
  const {
    observedGeneration = 0,
    updatedNumberScheduled = 0,
    desiredNumberScheduled = 0,
    numberAvailable = 0,
  } = set.status ?? {};
  if ((set.metadata?.generation ?? 0) > observedGeneration) {
    return { text: 'Waiting for daemon set spec update to be observed...', done: false };
  }
  if (updatedNumberScheduled < desiredNumberScheduled) {
    const text = `${waiting} ${updatedNumberScheduled} out of ${desiredNumberScheduled} new pods have been updated...`;
    return { text, done: false };
  }
  if (numberAvailable < desiredNumberScheduled) {
    const text = `${waiting} ${numberAvailable} of ${desiredNumberScheduled} updated pods are available...`;
    return { text, done: false };
  }
  return { text: `daemon set "${set.metadata?.name ?? ''}" successfully rolled out`, done: true };
}

function statefulSetStatus(set: DeepReadonly<StatefulSet>): Said {
  const { observedGeneration = 0, readyReplicas = 0, updatedReplicas = 0, currentReplicas = 0 } = set.status ?? {};
  const wanted = set.spec?.replicas ?? 1;
  if (observedGeneration === 0 || (set.metadata?.generation ?? 0) > observedGeneration) {
    return { text: 'Waiting for statefulset spec update to be observed...', done: false };
  }
  if (readyReplicas < wanted) return { text: `Waiting for ${wanted - readyReplicas} pods to be ready...`, done: false };
  const rolling = set.spec?.updateStrategy?.rollingUpdate;
  if (rolling !== undefined) {
    const due = wanted - (rolling.partition ?? 0);
    if (updatedReplicas < due) {
      const text = `Waiting for partitioned roll out to finish: ${updatedReplicas} out of ${due} new pods have been updated...`;
      return { text, done: false };
    }
    return { text: `partitioned roll out complete: ${updatedReplicas} new pods have been updated...`, done: true };
  }
  const { currentRevision = '', updateRevision = '' } = set.status ?? {};
  if (currentRevision !== updateRevision) {
    const text = `waiting for statefulset rolling update to complete ${updatedReplicas} pods at revision ${updateRevision}...`;
    return { text, done: false };
  }
  return {
    text: `statefulset rolling update complete ${currentReplicas} pods at revision ${currentRevision}...`,
    done: true,
  };
}

/** The sentence for a workload of any of the three kinds; undefined for others. */
function statusOf(object: Stored): Said | undefined {
  switch (object.kind) {
    case 'Deployment':
      return deploymentStatus(object);
    case 'DaemonSet':
      return daemonSetStatus(object);
    case 'StatefulSet':
      return statefulSetStatus(object);
    default:
      return undefined;
  }
}

/** The sentence for a Deployment. */
function deploymentStatus(deployment: DeepReadonly<Deployment>): Said {
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
        const status = statusOf(found.value);
        if (!status) break;
        const { text, done, failed } = status;
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
