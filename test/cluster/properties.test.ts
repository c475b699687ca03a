// Random clusters, workloads, faults and seeds: what must hold after every commit, at rest, and between two runs.
// A few dozen runs by default; DRYDOCK_RUNS=10000 for many. A failure prints the seed and path that bring it back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { scaledValue } from '../../server/src/api/intOrString.ts';
import { matchesLabels } from '../../server/src/api/labelSelector.ts';
import { podRequests } from '../../server/src/api/podRequests.ts';
import { compareQuantity, quantityOf, ZERO } from '../../server/src/api/quantity.ts';
import type {
  Deployment,
  EndpointSlice,
  Node,
  Pod,
  ReplicaSet,
  Service,
} from '../../server/src/api/types.generated.ts';
import type { Cluster } from '../../server/src/cluster/cluster.ts';
import type { Commit, DeepReadonly } from '../../server/src/cluster/controller.ts';
import { NODE, POD, SERVICE } from '../../server/src/cluster/types.ts';
import { newCluster } from '../../server/src/dryrun/newCluster.ts';
import { finish, runStep } from '../../server/src/dryrun/plan.ts';
import type { Step, StepOutcome } from '../../server/src/dryrun/step.ts';

const RUNS = Number(process.env['DRYDOCK_RUNS'] ?? 40);
const REPLICA_SET = { group: 'apps', version: 'v1', kind: 'ReplicaSet' } as const;
const DEPLOYMENT = { group: 'apps', version: 'v1', kind: 'Deployment' } as const;
const ENDPOINT_SLICE = { group: 'discovery.k8s.io', version: 'v1', kind: 'EndpointSlice' } as const;

const nodes = fc.array(
  fc.record({ cpu: fc.constantFrom('1', '2', '4'), pods: fc.constantFrom('3', '6', '110'), tainted: fc.boolean() }),
  { minLength: 1, maxLength: 4 },
);
const amount = fc.constantFrom<number | string>(0, 1, 2, '25%', '50%', '100%');
const workload = fc.record({
  replicas: fc.nat(7),
  maxSurge: amount,
  maxUnavailable: amount,
  recreate: fc.boolean(),
  minReadySeconds: fc.constantFrom(0, 0, 5),
  cpu: fc.constantFrom(undefined, '100m', '600m', '3'),
  startSeconds: fc.nat(3),
  readySeconds: fc.constantFrom('0', '2', 'never'),
  stopSeconds: fc.nat(3),
});
type Workload = typeof workload extends fc.Arbitrary<infer T> ? T : never;
const command = fc.oneof(
  fc.nat(9).map((n) => `scale deployment/web --replicas=${n}`),
  fc.constantFrom('web:1', 'web:2', 'web:3', 'web:missing').map((image) => `set image deployment/web web=${image}`),
  fc.constantFrom(
    'rollout undo deployment/web',
    'rollout restart deployment/web',
    'rollout pause deployment/web',
    'rollout resume deployment/web',
    'delete pods -l app=web',
    'cordon node-0',
    'uncordon node-0',
    'label node node-0 drydock.dev/kubelet=dead',
    'label node node-0 drydock.dev/kubelet-',
    'delete deployment web --cascade=orphan',
    'apply -f web.yaml',
    'wait 7',
  ),
);
const scenario = fc.record({ nodes, workload, commands: fc.array(command, { maxLength: 6 }), seed: fc.nat(1000) });
type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

const nodeManifests = (all: Scenario['nodes']): unknown[] =>
  all.map(({ cpu, pods, tainted }, index) => {
    const amounts = { cpu, memory: '4Gi', pods };
    return {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: `node-${index}`, labels: { 'kubernetes.io/hostname': `node-${index}` } },
      ...(tainted && index > 0 ? { spec: { taints: [{ key: 'team', effect: 'NoSchedule' }] } } : {}),
      status: { capacity: amounts, allocatable: amounts },
    };
  });

function manifests(one: Workload): unknown[] {
  const both0 = [one.maxSurge, one.maxUnavailable].every((value) => value === 0);
  const rollingUpdate = { maxSurge: both0 ? 1 : one.maxSurge, maxUnavailable: one.maxUnavailable };
  const annotations = {
    'drydock.dev/start-seconds': String(one.startSeconds),
    'drydock.dev/ready-seconds': one.readySeconds,
    'drydock.dev/stop-seconds': String(one.stopSeconds),
    'drydock.dev/missing-images': 'web:missing',
  };
  const resources = one.cpu === undefined ? {} : { requests: { cpu: one.cpu } };
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        replicas: one.replicas,
        minReadySeconds: one.minReadySeconds,
        selector: { matchLabels: { app: 'web' } },
        strategy: one.recreate ? { type: 'Recreate' } : { type: 'RollingUpdate', rollingUpdate },
        template: {
          metadata: { labels: { app: 'web' }, annotations },
          spec: { containers: [{ name: 'web', image: 'web:1', resources }] },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web' },
      spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
    },
  ];
}

const isReady = (pod: DeepReadonly<Pod>): boolean =>
  pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
const isActive = (pod: DeepReadonly<Pod>): boolean =>
  pod.metadata?.deletionTimestamp === undefined && !['Succeeded', 'Failed'].includes(pod.status?.phase ?? '');

/** The bounds of a rolling update of what is stored. */
function bounds(deployment: DeepReadonly<Deployment>): { readonly surge: number; readonly unavailable: number } {
  const replicas = deployment.spec?.replicas ?? 1;
  const rolling = deployment.spec?.strategy?.rollingUpdate;
  const surge = scaledValue(rolling?.maxSurge ?? 0, replicas, true) ?? 0;
  const unavailable = scaledValue(rolling?.maxUnavailable ?? 0, replicas, false) ?? 0;
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : Math.min(unavailable, replicas) };
}

/** Looks at every commit of a step. */
class Watcher {
  #revision = 0;
  #most = 0;
  readonly #cluster: Cluster;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  look({ revision, before, after }: Commit): void {
    assert.ok(revision > this.#revision, 'resourceVersion rises');
    this.#revision = revision;
    if (!after) return;
    const status = (after as { readonly status?: { readonly observedGeneration?: number } }).status;
    const generation = after.metadata?.generation ?? 0;
    if (generation > 0) assert.ok((status?.observedGeneration ?? 0) <= generation, 'observedGeneration ≤ generation');
    const managers = (after.metadata?.ownerReferences ?? []).filter(({ controller }) => controller === true);
    assert.ok(managers.length <= 1, 'one controller per object');
    if (after.kind === 'Pod') this.#pod(before, after);
    // Not between the writes of one look of the deployment controller: where it shares a change out, ReplicaSets grow
    // before others shrink (scale() in pkg/controller/deployment/sync.go).
    if (after.kind === 'Deployment' || after.kind === 'Pod') this.#surge();
  }

  /** A Pod that is given a node fits on it, with all that is there. */
  #pod(before: DeepReadonly<Pod> | undefined, pod: DeepReadonly<Pod>): void {
    const name = pod.spec?.nodeName;
    if (name === undefined || before?.spec?.nodeName === name) return;
    const node = this.#cluster.read.get<Node>(NODE, '', name);
    const there = this.#cluster.read
      .list<Pod>(POD)
      .filter((other) => other.spec?.nodeName === name && !['Succeeded', 'Failed'].includes(other.status?.phase ?? ''));
    assert.ok(there.length <= Number(node?.status?.allocatable?.['pods'] ?? 0), `not too many Pods on ${name}`);
    const cpu = there.reduce((sum, other) => sum + (podRequests(other.spec ?? {}).get('cpu') ?? ZERO).nano, 0n);
    const most = quantityOf(node?.status?.allocatable?.['cpu']);
    assert.ok(compareQuantity({ nano: cpu, format: 'DecimalSI' }, most) <= 0, `what is on ${name} fits`);
  }

  /** All ReplicaSets together are never larger than the Deployment and its surge allow. */
  #surge(): void {
    const deployment = this.#cluster.read.get<Deployment>(DEPLOYMENT, 'default', 'web');
    if (!deployment) return;
    // Those that it has not adopted yet, too: what was orphaned was there before.
    const sets = this.#cluster.read
      .list<ReplicaSet>(REPLICA_SET, 'default')
      .filter((set) => matchesLabels({ app: 'web' }, set.metadata?.labels));
    const size = sets.reduce((sum, set) => sum + (set.spec?.replicas ?? 0), 0);
    // Scaling down takes a moment: what was allowed before the step still counts.
    this.#most = Math.max(this.#most, (deployment.spec?.replicas ?? 0) + bounds(deployment).surge);
    if (this.#first === undefined) this.#first = size;
    assert.ok(size <= Math.max(this.#most, this.#first), `${size} replicas of at most ${this.#most}`);
  }

  #first: number | undefined;
}

/** What must hold when nothing happens any more. */
function atRest({ after, settled }: StepOutcome): void {
  const pods = after.read.list<Pod>(POD);
  const ips = pods.filter(isActive).flatMap(({ status }) => (status?.podIP === undefined ? [] : [status.podIP]));
  assert.equal(new Set(ips).size, ips.length, 'Pod addresses are unique');
  const clusterIps = after.read
    .list<Service>(SERVICE)
    .flatMap(({ spec }) => (spec?.clusterIP === 'None' ? [] : [spec?.clusterIP]));
  assert.equal(new Set(clusterIps).size, clusterIps.length, 'cluster addresses are unique');
  const uids = new Set(after.objects().map(({ metadata }) => metadata?.uid));
  for (const { metadata, kind } of after.objects()) {
    for (const owner of metadata?.ownerReferences ?? []) {
      assert.ok(uids.has(owner.uid), `${kind ?? ''} ${metadata?.name ?? ''} has its owner ${owner.name ?? ''}`);
    }
  }
  const deployment = after.read.get<Deployment>(DEPLOYMENT, 'default', 'web');
  if (!settled || !deployment) return;
  const wanted = deployment.spec?.replicas ?? 0;
  const own = pods.filter((pod) => isActive(pod) && matchesLabels({ app: 'web' }, pod.metadata?.labels));
  if (deployment.spec?.paused !== true) assert.equal(own.length, wanted, 'as many Pods as wanted');
  const ready = own
    .filter(isReady)
    .map(({ status }) => status?.podIP ?? '')
    .sort();
  const routed = after.read
    .list<EndpointSlice>(ENDPOINT_SLICE, 'default')
    .filter(({ metadata }) => metadata?.labels?.['kubernetes.io/service-name'] === 'web')
    .flatMap(({ endpoints }) => endpoints ?? [])
    .filter(({ conditions }) => conditions?.ready === true)
    .flatMap(({ addresses }) => addresses ?? [])
    .sort();
  assert.deepEqual(routed, ready, 'endpoints are the ready Pods');
}

/** Plays a scenario; gives the digest of everything that happened. */
function play({ nodes: some, workload: one, commands, seed }: Scenario): string {
  const written = manifests(one).map((value, ordinal) => ({ value, origin: 'web.yaml', ordinal }));
  let cluster = newCluster(String(seed), nodeManifests(some));
  const steps: Step[] = [{ apply: written }, ...commands.map((line) => ({ command: line }))];
  for (const step of steps) {
    const watch = (fork: Cluster): void => {
      const watcher = new Watcher(fork);
      fork.onCommit((commit) => watcher.look(commit));
    };
    const outcome = finish(runStep(cluster, step, { readObjects: () => written, observe: watch }));
    assert.deepEqual(outcome.faults, [], 'no actor throws');
    assert.ok(
      outcome.end === 'quiescent' || outcome.end === 'elapsed',
      `the step ends by itself, not by ${outcome.end}`,
    );
    atRest(outcome);
    cluster = outcome.after;
  }
  return cluster.journalHash;
}

/** What a search once found. */
const found: readonly Scenario[] = [
  {
    nodes: [{ cpu: '1', pods: '3', tainted: false }],
    workload: {
      replicas: 0,
      maxSurge: 0,
      maxUnavailable: 0,
      recreate: false,
      minReadySeconds: 0,
      cpu: undefined,
      startSeconds: 0,
      readySeconds: '0',
      stopSeconds: 0,
    },
    commands: [
      'scale deployment/web --replicas=1',
      'set image deployment/web web=web:missing',
      'delete deployment web --cascade=orphan',
      'apply -f web.yaml',
    ],
    seed: 0,
  },
  {
    nodes: [{ cpu: '1', pods: '3', tainted: false }],
    workload: {
      replicas: 1,
      maxSurge: '100%',
      maxUnavailable: '50%',
      recreate: false,
      minReadySeconds: 0,
      cpu: undefined,
      startSeconds: 0,
      readySeconds: '0',
      stopSeconds: 0,
    },
    commands: [
      'set image deployment/web web=web:missing',
      'scale deployment/web --replicas=9',
      'scale deployment/web --replicas=8',
    ],
    seed: 0,
  },
];

test('whatever is asked of a cluster, its invariants hold, and the same seed gives the same history', () => {
  fc.assert(
    fc.property(scenario, (one) => assert.equal(play(one), play(one))),
    { numRuns: RUNS, includeErrorInReport: true, examples: found.map((one) => [one] as [Scenario]) },
  );
});

test('a rolling update of a healthy Deployment never goes below what must be available', () => {
  fc.assert(
    fc.property(workload, fc.nat(1000), (one, seed) => {
      const healthy = {
        ...one,
        recreate: false,
        cpu: undefined,
        readySeconds: one.readySeconds === 'never' ? '2' : one.readySeconds,
      } as const;
      const written = manifests(healthy).map((value, ordinal) => ({ value, origin: 'web.yaml', ordinal }));
      const first = finish(runStep(newCluster(String(seed)), { apply: written }));
      assert.ok(first.settled);
      let least = Infinity;
      let floor = 0;
      const observe = (fork: Cluster): void => {
        const deployment = fork.read.get<Deployment>(DEPLOYMENT, 'default', 'web');
        floor = deployment ? (deployment.spec?.replicas ?? 0) - bounds(deployment).unavailable : 0;
        fork.onCommit(({ gvk }) => {
          if (gvk.kind !== 'Pod') return;
          const ready = fork.read.list<Pod>(POD).filter((pod) => isActive(pod) && isReady(pod)).length;
          least = Math.min(least, ready);
        });
      };
      const second = finish(runStep(first.after, { command: 'set image deployment/web web=web:2' }, { observe }));
      assert.ok(second.settled);
      if (least !== Infinity) assert.ok(least >= floor, `${least} ready of at least ${floor}`);
    }),
    { numRuns: RUNS, includeErrorInReport: true },
  );
});
