// Kubernetes' own end-to-end cases about workloads, by their names. Source of names and expectations:
// test/e2e/apps/{deployment,replica_set,rc,statefulset,daemon_set,job,cronjob,disruption,ttl_after_finished}.go, 1.36.
// Ours, written from what each case demands.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ApiObject } from '../../../server/src/api/kindRules.ts';
import { gvkOf } from '../../../server/src/api/gvk.ts';
import type {
  DaemonSet,
  Deployment,
  Job,
  Pod,
  PodDisruptionBudget,
  ReplicaSet,
  ReplicationController,
  StatefulSet,
} from '../../../server/src/api/types.generated.ts';
import type { DeepReadonly } from '../../../server/src/cluster/controller.ts';
import { newCluster } from '../../../server/src/dryrun/newCluster.ts';
import { carryOut } from '../../../server/src/dryrun/plan.ts';
import { writtenObjectsOf } from '../../../server/src/dryrun/written.ts';
import { parseSource } from '../../../server/src/manifest/parse.ts';

const VERSIONS: Readonly<Record<string, string>> = {
  Deployment: 'apps/v1',
  ReplicaSet: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  ControllerRevision: 'apps/v1',
  Job: 'batch/v1',
  CronJob: 'batch/v1',
  PodDisruptionBudget: 'policy/v1',
};

class Bench {
  readonly #cluster = newCluster('conformance');

  #play(step: Parameters<typeof carryOut>[1]): readonly string[] {
    const doing = carryOut(this.#cluster, step);
    let next = doing.next();
    while (next.done !== true) {
      this.wait(next.value.forMs / 1000);
      next = doing.next();
    }
    this.#cluster.runUntilQuiescent();
    return next.value.stderr.filter((line) => !line.startsWith('Warning'));
  }

  apply(kind: string, name: string, spec: unknown, labels: Readonly<Record<string, string>> = {}): void {
    const text = JSON.stringify({ apiVersion: VERSIONS[kind] ?? 'v1', kind, metadata: { name, labels }, spec });
    const parsed = parseSource({ uri: 'file:///case.yaml', languageId: 'yaml', version: null, text });
    assert.deepEqual(this.#play({ apply: writtenObjectsOf(parsed, 'case.yaml', true) }), []);
  }

  kubectl(command: string): void {
    assert.deepEqual(this.refusal(command), []);
  }

  /** What the command says on standard error. */
  refusal(command: string): readonly string[] {
    return this.#play({ command: `kubectl ${command}` });
  }

  wait(seconds: number): void {
    this.#cluster.runUntilQuiescent({ exactlyMs: seconds * 1000 });
  }

  list<T extends ApiObject>(kind: string): readonly DeepReadonly<T>[] {
    return this.#cluster.read.list<T>(gvkOf(VERSIONS[kind] ?? 'v1', kind), kind === 'Node' ? '' : 'default');
  }

  get<T extends ApiObject>(kind: string, name: string): DeepReadonly<T> {
    const found = this.list<T>(kind).find(({ metadata }) => metadata?.name === name);
    assert.ok(found, `${kind}/${name}`);
    return found;
  }

  pods(): readonly DeepReadonly<Pod>[] {
    return this.list<Pod>('Pod');
  }

  names(): readonly string[] {
    return this.pods()
      .map(({ metadata }) => metadata?.name ?? '')
      .sort();
  }

  images(): readonly string[] {
    return this.pods()
      .map(({ spec }) => spec?.containers?.[0]?.image ?? '')
      .sort();
  }
}

const template = (notes: Readonly<Record<string, string>> = {}, spec: object = {}): object => ({
  metadata: {
    labels: { app: 'web' },
    annotations: Object.fromEntries(Object.entries(notes).map(([name, value]) => [`drydock.dev/${name}`, value])),
  },
  spec: { containers: [{ name: 'web', image: 'nginx:1' }], ...spec },
});
const selector = { matchLabels: { app: 'web' } };
const workload = (replicas: number, more: object = {}): object => ({
  replicas,
  selector,
  template: template(),
  ...more,
});
const condition = (
  object: DeepReadonly<Job> | DeepReadonly<ReplicationController>,
  type: string,
): string | undefined => {
  const conditions: readonly DeepReadonly<{ [key in 'type' | 'status' | 'reason']?: string | undefined }>[] =
    object.status?.conditions ?? [];
  const found = conditions.find((one) => one.type === type);
  return found && [found.status ?? '', ...(found.reason === undefined ? [] : [found.reason])].join(' ');
};
const ownerOf = (pod: DeepReadonly<Pod> | undefined): string | undefined =>
  pod?.metadata?.ownerReferences?.find(({ controller }) => controller)?.name;

describe('[sig-apps] Deployment', () => {
  test('deployment reaping should cascade to its replica sets and pods', () => {
    const bench = new Bench();
    bench.apply('Deployment', 'web', workload(2));
    bench.kubectl('delete deployment web');
    assert.deepEqual([bench.list('ReplicaSet').length, bench.pods().length], [0, 0]);
  });

  test('RollingUpdateDeployment should delete old pods and create new ones [Conformance]', () => {
    const bench = new Bench();
    // The old Pods come from a ReplicaSet of its own, which the Deployment adopts.
    bench.apply('ReplicaSet', 'old', workload(1, { template: template({}, {}) }), { app: 'web' });
    const image = { containers: [{ name: 'web', image: 'nginx:2' }] };
    bench.apply('Deployment', 'web', workload(1, { template: template({}, image) }));
    assert.deepEqual(bench.images(), ['nginx:2']);
    assert.equal(bench.get<ReplicaSet>('ReplicaSet', 'old').metadata?.ownerReferences?.[0]?.name, 'web');
    assert.equal(bench.get<ReplicaSet>('ReplicaSet', 'old').spec?.replicas, 0);
  });

  test('RecreateDeployment should delete old pods and create new ones [Conformance]', () => {
    const bench = new Bench();
    bench.apply('Deployment', 'web', workload(2, { strategy: { type: 'Recreate' } }));
    bench.kubectl('set image deployment/web web=nginx:2');
    assert.deepEqual(bench.images(), ['nginx:2', 'nginx:2']);
  });

  test('deployment should delete old replica sets [Conformance]', () => {
    const bench = new Bench();
    bench.apply('Deployment', 'web', workload(1, { revisionHistoryLimit: 0 }));
    bench.kubectl('set image deployment/web web=nginx:2');
    assert.equal(bench.list('ReplicaSet').length, 1);
  });

  test('deployment should support rollover [Conformance]', () => {
    const bench = new Bench();
    bench.apply('Deployment', 'web', workload(1));
    bench.apply('Deployment', 'web', workload(1, { template: template({ 'ready-seconds': 'never' }) }));
    bench.apply(
      'Deployment',
      'web',
      workload(1, { template: template({}, { containers: [{ name: 'web', image: 'nginx:3' }] }) }),
    );
    bench.wait(5);
    assert.deepEqual(bench.images(), ['nginx:3']);
    const replicas = bench.list<ReplicaSet>('ReplicaSet').map(({ spec }) => spec?.replicas ?? 0);
    assert.deepEqual([...replicas].sort(), [0, 0, 1]);
  });

  test('deployment should support proportional scaling [Conformance]', () => {
    const bench = new Bench();
    const strategy = { rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } };
    bench.apply('Deployment', 'web', workload(10, { strategy }));
    bench.apply('Deployment', 'web', workload(10, { strategy, template: template({ 'ready-seconds': 'never' }) }));
    const sizes = (): readonly number[] =>
      bench
        .list<ReplicaSet>('ReplicaSet')
        .map(({ spec }) => spec?.replicas ?? 0)
        .sort((a, b) => a - b);
    assert.deepEqual(sizes(), [5, 8]);
    bench.kubectl('scale deployment web --replicas=30');
    assert.deepEqual(sizes(), [13, 20]);
  });

  test('iterative rollouts should eventually progress', () => {
    const bench = new Bench();
    bench.apply('Deployment', 'web', workload(6, { progressDeadlineSeconds: 30 }));
    for (let round = 0; round < 20; round++) {
      if (round % 4 === 0) bench.kubectl(`set image deployment/web web=nginx:${round + 2}`);
      else if (round % 4 === 1) bench.kubectl(`scale deployment web --replicas=${3 + (round % 7)}`);
      else if (round % 4 === 2) bench.kubectl('rollout restart deployment web');
      else bench.kubectl(`delete pod ${bench.names()[0] ?? ''}`);
    }
    bench.wait(10);
    const { spec, status } = bench.get<Deployment>('Deployment', 'web');
    assert.equal(status?.availableReplicas, spec?.replicas);
    assert.equal(status?.updatedReplicas, spec?.replicas);
  });

  test('test Deployment ReplicaSet orphaning and adoption regarding controllerRef', () => {
    const bench = new Bench();
    bench.apply('Deployment', 'web', workload(1));
    const before = bench.names();
    const owner = (): string | undefined =>
      bench.list<ReplicaSet>('ReplicaSet')[0]?.metadata?.ownerReferences?.[0]?.name;
    assert.equal(owner(), 'web');
    bench.kubectl('delete deployment web --cascade=orphan');
    assert.equal(owner(), undefined);
    bench.apply('Deployment', 'web', workload(1));
    assert.equal(owner(), 'web');
    assert.deepEqual(bench.names(), before);
  });
});

for (const kind of ['ReplicaSet', 'ReplicationController']) {
  const spec = (replicas: number, more: object = {}): object =>
    workload(replicas, { ...(kind === 'ReplicationController' ? { selector: { app: 'web' } } : {}), ...more });
  describe(`[sig-apps] ${kind}`, () => {
    test('should serve a basic image on each replica with a public image [Conformance]', () => {
      const bench = new Bench();
      bench.apply(kind, 'web', spec(3));
      assert.equal(bench.get<ReplicaSet>(kind, 'web').status?.availableReplicas, 3);
    });

    test('should adopt matching pods on creation [Conformance]', () => {
      const bench = new Bench();
      bench.apply('Pod', 'lone', { containers: [{ name: 'web', image: 'nginx:1' }] }, { app: 'web' });
      bench.apply(kind, 'web', spec(1));
      assert.deepEqual(bench.names(), ['lone']);
      assert.equal(ownerOf(bench.pods()[0]), 'web');
    });

    test('should release no longer matching pods [Conformance]', () => {
      const bench = new Bench();
      bench.apply(kind, 'web', spec(1));
      const name = bench.names()[0] ?? '';
      bench.kubectl(`label pod ${name} app=other --overwrite`);
      assert.equal(ownerOf(bench.get<Pod>('Pod', name)), undefined);
      assert.equal(bench.pods().length, 2);
    });

    test('should surface a failure condition on a common issue like exceeded quota', () => {
      const bench = new Bench();
      bench.apply('ResourceQuota', 'few', { hard: { pods: '2' } });
      bench.apply(kind, 'web', spec(3));
      assert.equal(condition(bench.get<ReplicationController>(kind, 'web'), 'ReplicaFailure'), 'True FailedCreate');
      bench.kubectl(`scale ${kind.toLowerCase()} web --replicas=2`);
      assert.equal(condition(bench.get<ReplicationController>(kind, 'web'), 'ReplicaFailure'), undefined);
    });
  });
}

describe('[sig-apps] StatefulSet', () => {
  const spec = (replicas: number, more: object = {}): object => workload(replicas, { serviceName: 'web', ...more });

  test('Scaling should happen in predictable order and halt if any stateful pod is unhealthy [Conformance]', () => {
    const bench = new Bench();
    bench.apply('StatefulSet', 'web', spec(3, { template: template({ 'ready-seconds': 'never' }) }));
    bench.wait(60);
    assert.deepEqual(bench.names(), ['web-0']);
  });

  test('Burst scaling should run to completion even with unhealthy pods [Conformance]', () => {
    const bench = new Bench();
    const more = { podManagementPolicy: 'Parallel', template: template({ 'ready-seconds': 'never' }) };
    bench.apply('StatefulSet', 'web', spec(3, more));
    assert.deepEqual(bench.names(), ['web-0', 'web-1', 'web-2']);
    bench.kubectl('scale statefulset web --replicas=0');
    assert.deepEqual(bench.names(), []);
  });

  test('should perform rolling updates and roll backs of template modifications [Conformance]', () => {
    const bench = new Bench();
    bench.apply('StatefulSet', 'web', spec(3));
    const first = bench.get<StatefulSet>('StatefulSet', 'web').status?.currentRevision;
    bench.kubectl('set image statefulset/web web=nginx:2');
    assert.deepEqual(bench.images(), ['nginx:2', 'nginx:2', 'nginx:2']);
    bench.kubectl('rollout undo statefulset/web');
    assert.deepEqual(bench.images(), ['nginx:1', 'nginx:1', 'nginx:1']);
    assert.equal(bench.get<StatefulSet>('StatefulSet', 'web').status?.currentRevision, first);
  });

  test('should perform canary updates and phased rolling updates of template modifications [Conformance]', () => {
    const bench = new Bench();
    bench.apply('StatefulSet', 'web', spec(3, { updateStrategy: { rollingUpdate: { partition: 2 } } }));
    bench.kubectl('set image statefulset/web web=nginx:2');
    const image = (name: string) => bench.get<Pod>('Pod', name).spec?.containers?.[0]?.image;
    assert.deepEqual(['web-0', 'web-1', 'web-2'].map(image), ['nginx:1', 'nginx:1', 'nginx:2']);
    // A Pod below the partition comes back at the old revision, one above at the new.
    bench.kubectl('delete pod web-0 web-2');
    assert.deepEqual(['web-0', 'web-1', 'web-2'].map(image), ['nginx:1', 'nginx:1', 'nginx:2']);
  });

  test('should implement legacy replacement when the update strategy is OnDelete', () => {
    const bench = new Bench();
    bench.apply('StatefulSet', 'web', spec(2, { updateStrategy: { type: 'OnDelete' } }));
    bench.kubectl('set image statefulset/web web=nginx:2');
    assert.deepEqual(bench.images(), ['nginx:1', 'nginx:1']);
    bench.kubectl('delete pod web-0');
    assert.deepEqual(bench.images(), ['nginx:1', 'nginx:2']);
  });

  test('should adopt matching orphans and release non-matching pods', () => {
    const bench = new Bench();
    bench.apply('StatefulSet', 'web', spec(1));
    bench.kubectl('delete statefulset web --cascade=orphan');
    assert.equal(ownerOf(bench.get<Pod>('Pod', 'web-0')), undefined);
    bench.apply('StatefulSet', 'web', spec(1));
    assert.equal(ownerOf(bench.get<Pod>('Pod', 'web-0')), 'web');
    bench.kubectl('label pod web-0 app=other --overwrite');
    assert.equal(ownerOf(bench.get<Pod>('Pod', 'web-0')), undefined);
  });

  test('should delete PVCs with a WhenDeleted policy', () => {
    const bench = new Bench();
    const claim = {
      metadata: { name: 'data' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    };
    const more = {
      podManagementPolicy: 'Parallel',
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Retain' },
      volumeClaimTemplates: [claim],
    };
    bench.apply('StatefulSet', 'web', spec(2, more));
    assert.equal(bench.list('PersistentVolumeClaim').length, 2);
    bench.kubectl('delete statefulset web');
    assert.equal(bench.list('PersistentVolumeClaim').length, 0);
  });
});

describe('[sig-apps] Daemon set [Serial]', () => {
  const spec = (more: object = {}): object => ({ selector, template: template(), ...more });

  test('should run and stop simple daemon [Conformance]', () => {
    const bench = new Bench();
    bench.apply('DaemonSet', 'web', spec());
    const { status } = bench.get<DaemonSet>('DaemonSet', 'web');
    assert.ok((status?.desiredNumberScheduled ?? 0) > 0);
    assert.equal(status?.numberReady, status?.desiredNumberScheduled);
    bench.kubectl(`delete pod ${bench.names()[0] ?? ''}`);
    assert.equal(bench.get<DaemonSet>('DaemonSet', 'web').status?.numberReady, status?.desiredNumberScheduled);
  });

  test('should run and stop complex daemon [Conformance]', () => {
    const bench = new Bench();
    bench.apply('DaemonSet', 'web', spec({ template: template({}, { nodeSelector: { color: 'blue' } }) }));
    assert.equal(bench.pods().length, 0);
    const node = bench.list('Node').at(-1)?.metadata?.name ?? '';
    bench.kubectl(`label node ${node} color=blue`);
    assert.equal(bench.pods().length, 1);
    bench.kubectl(`label node ${node} color=green --overwrite`);
    assert.equal(bench.pods().length, 0);
  });

  test('should update pod when spec was updated and update strategy is RollingUpdate [Conformance]', () => {
    const bench = new Bench();
    bench.apply('DaemonSet', 'web', spec());
    bench.kubectl('set image daemonset/web web=nginx:2');
    assert.deepEqual([...new Set(bench.images())], ['nginx:2']);
    assert.equal(bench.list('ControllerRevision').length, 2);
  });

  test('should not update pod when spec was updated and update strategy is OnDelete', () => {
    const bench = new Bench();
    bench.apply('DaemonSet', 'web', spec({ updateStrategy: { type: 'OnDelete' } }));
    bench.kubectl('set image daemonset/web web=nginx:2');
    assert.deepEqual([...new Set(bench.images())], ['nginx:1']);
  });

  test('should rollback without unnecessary restarts [Conformance]', () => {
    const bench = new Bench();
    bench.apply('DaemonSet', 'web', spec());
    const before = bench.names();
    bench.apply('DaemonSet', 'web', spec({ template: template({ 'ready-seconds': 'never' }) }));
    bench.kubectl('rollout undo daemonset/web');
    bench.wait(10);
    const kept = bench.names().filter((name) => before.includes(name));
    assert.equal(kept.length, before.length - 1);
    assert.deepEqual([...new Set(bench.images())], ['nginx:1']);
  });
});

describe('[sig-apps] Job', () => {
  const spec = (notes: Readonly<Record<string, string>>, more: object = {}): object => ({
    ...more,
    template: template(notes, { restartPolicy: 'Never' }),
  });
  const FINE = { 'exit-after-seconds': '1' };
  const BAD = { 'exit-after-seconds': '1', 'exit-code': '1' };

  test('should run a job to completion when tasks succeed', () => {
    const bench = new Bench();
    bench.apply('Job', 'job', spec(FINE, { parallelism: 2, completions: 4 }));
    bench.wait(60);
    const job = bench.get<Job>('Job', 'job');
    assert.equal(job.status?.succeeded, 4);
    assert.match(condition(job, 'Complete') ?? '', /^True/);
  });

  test('should create pods for an Indexed job with completion indexes and specified hostname [Conformance]', () => {
    const bench = new Bench();
    bench.apply('Job', 'job', spec(FINE, { parallelism: 2, completions: 4, completionMode: 'Indexed' }));
    bench.wait(60);
    assert.equal(bench.get<Job>('Job', 'job').status?.completedIndexes, '0-3');
    assert.deepEqual(
      bench
        .pods()
        .map(({ spec: podSpec }) => podSpec?.hostname)
        .sort(),
      ['job-0', 'job-1', 'job-2', 'job-3'],
    );
  });

  test('should not create pods when created in suspend state', () => {
    const bench = new Bench();
    bench.apply('Job', 'job', spec(FINE, { suspend: true }));
    bench.wait(30);
    assert.equal(bench.pods().length, 0);
    assert.equal(condition(bench.get<Job>('Job', 'job'), 'Suspended'), 'True JobSuspended');
  });

  test('should delete pods when suspended', () => {
    const bench = new Bench();
    bench.apply('Job', 'job', spec({}, { parallelism: 2 }));
    assert.equal(bench.pods().length, 2);
    bench.kubectl(`patch job job -p '{"spec":{"suspend":true}}'`);
    bench.wait(60);
    assert.equal(bench.pods().length, 0);
  });

  test('should fail to exceed backoffLimit', () => {
    const bench = new Bench();
    bench.apply('Job', 'job', spec(BAD, { backoffLimit: 1 }));
    bench.wait(60);
    assert.equal(condition(bench.get<Job>('Job', 'job'), 'Failed'), 'True BackoffLimitExceeded');
    assert.equal(bench.pods().length, 2);
  });

  test('should fail when exceeds active deadline', () => {
    const bench = new Bench();
    bench.apply('Job', 'job', spec({}, { activeDeadlineSeconds: 5 }));
    bench.wait(60);
    assert.equal(condition(bench.get<Job>('Job', 'job'), 'Failed'), 'True DeadlineExceeded');
    assert.equal(bench.pods().length, 0);
  });

  test('should allow to use the pod failure policy on exit code to fail the job early', () => {
    const bench = new Bench();
    const onExitCodes = { operator: 'In', values: [1] };
    const podFailurePolicy = { rules: [{ action: 'FailJob', onExitCodes }] };
    bench.apply('Job', 'job', spec(BAD, { podFailurePolicy, backoffLimit: 6 }));
    bench.wait(60);
    assert.equal(condition(bench.get<Job>('Job', 'job'), 'Failed'), 'True PodFailurePolicy');
    assert.equal(bench.pods().length, 1);
  });

  test('should delete a job and its pods [Conformance]', () => {
    const bench = new Bench();
    bench.apply('Job', 'job', spec({}, { parallelism: 2 }));
    bench.kubectl('delete job job');
    bench.wait(60);
    assert.deepEqual([bench.list('Job').length, bench.pods().length], [0, 0]);
  });

  test('[Feature:TTLAfterFinished] job should be deleted once it finishes after TTL seconds', () => {
    const bench = new Bench();
    bench.apply('Job', 'job', spec(FINE, { ttlSecondsAfterFinished: 10 }));
    bench.wait(60);
    assert.equal(bench.list('Job').length, 0);
  });
});

describe('[sig-apps] CronJob', () => {
  const spec = (seconds: string, more: object = {}): object => ({
    schedule: '*/1 * * * *',
    jobTemplate: {
      spec: { template: template({ 'exit-after-seconds': seconds }, { restartPolicy: 'OnFailure' }) },
    },
    ...more,
  });
  const jobsAfter = (minutes: number, cronSpec: object): Bench => {
    const bench = new Bench();
    bench.apply('CronJob', 'tick', cronSpec);
    bench.wait(minutes * 60);
    return bench;
  };

  test('should schedule multiple jobs concurrently [Conformance]', () => {
    const bench = jobsAfter(3, spec('300', { concurrencyPolicy: 'Allow' }));
    assert.ok(bench.list('Job').length >= 2);
  });

  test('should not schedule jobs when suspended [Slow] [Conformance]', () => {
    assert.equal(jobsAfter(5, spec('1', { suspend: true })).list('Job').length, 0);
  });

  test('should not schedule new jobs when ForbidConcurrent [Slow] [Conformance]', () => {
    assert.equal(jobsAfter(4, spec('900', { concurrencyPolicy: 'Forbid' })).list('Job').length, 1);
  });

  test('should replace jobs when ReplaceConcurrent [Conformance]', () => {
    const bench = jobsAfter(2, spec('900', { concurrencyPolicy: 'Replace' }));
    const first = bench.list('Job')[0]?.metadata?.name;
    bench.wait(60);
    assert.equal(bench.list('Job').length, 1);
    assert.notEqual(bench.list('Job')[0]?.metadata?.name, first);
  });

  test('should delete successful finished jobs with limit of one successful job', () => {
    const bench = jobsAfter(5, spec('1', { successfulJobsHistoryLimit: 1 }));
    bench.wait(30);
    assert.equal(bench.list('Job').length, 1);
  });
});

describe('[sig-apps] DisruptionController', () => {
  const guarded = (budget: object, replicas = 3): Bench => {
    const bench = new Bench();
    bench.apply('ReplicaSet', 'web', workload(replicas));
    bench.apply('PodDisruptionBudget', 'guard', { selector, ...budget });
    return bench;
  };
  const allowed = (bench: Bench): number | undefined =>
    bench.get<PodDisruptionBudget>('PodDisruptionBudget', 'guard').status?.disruptionsAllowed;

  test('should update/patch PodDisruptionBudget status [Conformance]', () => {
    assert.equal(allowed(guarded({ minAvailable: 1 })), 2);
  });

  test('evictions: enough pods, replicaSet, percentage => should allow an eviction', () => {
    assert.equal(allowed(guarded({ minAvailable: '90%' }, 10)), 1);
  });

  test('evictions: too few pods, replicaSet, percentage => should not allow an eviction', () => {
    assert.equal(allowed(guarded({ minAvailable: '90%' }, 9)), 0);
  });

  test('evictions: maxUnavailable allow single eviction, percentage => should allow an eviction', () => {
    assert.equal(allowed(guarded({ maxUnavailable: '10%' }, 10)), 1);
  });

  test('evictions: maxUnavailable deny evictions, integer => should not allow an eviction [Serial]', () => {
    assert.equal(allowed(guarded({ maxUnavailable: 0 })), 0);
  });

  test('should block an eviction until the PDB is updated to allow it [Conformance]', () => {
    const bench = guarded({ minAvailable: 3 });
    assert.equal(allowed(bench), 0);
    bench.apply('PodDisruptionBudget', 'guard', { selector, minAvailable: 2 });
    assert.equal(allowed(bench), 1);
  });
});
