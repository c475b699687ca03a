// Clusters and objects for tests of controllers: what the API server would have defaulted is filled in.
import assert from 'node:assert/strict';
import type { ApiObject } from '../../server/src/api/kindRules.ts';
import { gvkOf } from '../../server/src/api/gvk.ts';
import type { Deployment, Node, Pod, PodTemplateSpec, ReplicaSet } from '../../server/src/api/types.generated.ts';
import { Cluster } from '../../server/src/cluster/cluster.ts';
import { controllers } from '../../server/src/cluster/controllers/controllers.generated.ts';
import type { Controller, DeepReadonly } from '../../server/src/cluster/controller.ts';
import { NODE, POD, REPLICA_SET } from '../../server/src/cluster/kinds.ts';
import { looseDecoder, noPatchSchema } from './looseDecoder.ts';
import { podRunner } from './podRunner.ts';

const NAMES = [
  'replicaset-controller',
  'replication-controller',
  'deployment-controller',
  'statefulset-controller',
  'daemonset-controller',
  'job-controller',
  'cronjob-controller',
  'disruption-controller',
  'horizontal-pod-autoscaler',
  'ttl-after-finished-controller',
  'persistentvolume-controller',
  'volume-protection-controller',
  'garbage-collector-controller',
];

/** The workload controllers and a simple kubelet that also binds. */
export const workloadActors = (nodes: readonly string[] = ['worker-1', 'worker-2']): readonly Controller[] => [
  ...controllers.filter(({ name }) => NAMES.includes(name)),
  podRunner(nodes),
];

export const makeCluster = (seed = '0', actors = workloadActors()): Cluster => {
  const cluster = Cluster.create({ decoder: looseDecoder, patchSchema: noPatchSchema, seed, actors });
  // Nobody reports these nodes ready here, so nobody takes away the taint that new nodes have.
  for (const node of cluster.read.list<Node>(NODE)) {
    const taints = (node.spec?.taints ?? []).filter(({ key }) => key !== 'node.kubernetes.io/not-ready');
    const ready: DeepReadonly<Node> = { ...node, spec: { ...node.spec, taints } };
    cluster.server.updateTrusted(ready);
  }
  cluster.runUntilQuiescent();
  return cluster;
};

/** Creates or replaces. */
export function put<T extends ApiObject>(cluster: Cluster, object: T): DeepReadonly<T> {
  const gvk = gvkOf(object.apiVersion ?? '', object.kind ?? '');
  const { name = '', namespace = 'default' } = object.metadata ?? {};
  const old = cluster.read.get<T>(gvk, namespace, name);
  const metadata = { ...old?.metadata, ...object.metadata, namespace };
  const answer =
    old === undefined
      ? cluster.server.create(gvk, namespace, { ...object, metadata })
      : cluster.server.update(gvk, namespace, name, { ...object, metadata });
  assert.ok(answer.ok, JSON.stringify(answer));
  return answer.value.object as DeepReadonly<T>;
}

export const template = (
  app: string,
  image: string,
  notes: Readonly<Record<string, string>> = {},
  restartPolicy = 'Always',
): PodTemplateSpec => ({
  metadata: {
    labels: { app },
    ...(Object.keys(notes).length === 0
      ? {}
      : { annotations: Object.fromEntries(Object.entries(notes).map(([k, v]) => [`drydock.dev/${k}`, v])) }),
  },
  spec: {
    containers: [{ name: app, image, imagePullPolicy: 'IfNotPresent', resources: {} }],
    restartPolicy,
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
  },
});

export const deployment = (
  name: string,
  replicas: number,
  image: string,
  spec: Deployment['spec'] = {},
): Deployment => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
    template: template(name, image),
    ...spec,
  },
});

export const podsOf = (cluster: Cluster): readonly DeepReadonly<Pod>[] => cluster.read.list<Pod>(POD, 'default');
export const setsOf = (cluster: Cluster): readonly DeepReadonly<ReplicaSet>[] =>
  cluster.read.list<ReplicaSet>(REPLICA_SET, 'default');

/** Runs until nothing happens; what did not come to rest fails the test. */
export function settle(cluster: Cluster): void {
  const result = cluster.runUntilQuiescent();
  assert.deepEqual(result.faults, []);
  assert.equal(result.end, 'quiescent', JSON.stringify(result.unrest));
}

/** The messages of all events about an object, in order of time. */
export const said = (cluster: Cluster, kind: string, name?: string): readonly string[] =>
  cluster.read
    .list(gvkOf('v1', 'Event'), 'default')
    .map(
      (event) =>
        event as unknown as {
          involvedObject: { kind: string; name: string };
          reason: string;
          message: string;
          metadata: { resourceVersion: string };
        },
    )
    .filter(
      ({ involvedObject }) => involvedObject.kind === kind && (name === undefined || involvedObject.name === name),
    )
    .sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
    .map(({ reason, message }) => `${reason}: ${message}`);
