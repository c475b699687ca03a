// Properties of where Pods go, over random clusters. The rules are written down a second time here, in the plainest way:
// what fits is counted from all Pods, not kept.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Node, Pod } from '../../../server/src/api/types.generated.ts';
import type { DeepReadonly } from '../../../server/src/cluster/controller.ts';
import { POD } from '../../../server/src/cluster/kinds.ts';
import { clusterState } from '../../../server/src/cluster/scheduler/clusterState.ts';
import { feasibleNodesToFind } from '../../../server/src/cluster/scheduler/cycle.ts';
import { normaliseToHundred } from '../../../server/src/cluster/scheduler/normalise.ts';
import { node, pod, TestCluster } from '../support.ts';

interface Wish {
  readonly cpu: number;
  readonly memory: number;
  readonly port: number;
  readonly zone: string;
  readonly tolerates: boolean;
}

const wish: fc.Arbitrary<Wish> = fc.record({
  cpu: fc.integer({ min: 0, max: 3000 }),
  memory: fc.integer({ min: 0, max: 4096 }),
  port: fc.constantFrom(0, 0, 0, 8080, 8081),
  zone: fc.constantFrom('', '', 'a', 'b'),
  tolerates: fc.boolean(),
});

const nodeOf = fc.record({
  cpu: fc.integer({ min: 1, max: 4 }),
  memory: fc.integer({ min: 1, max: 8 }),
  pods: fc.integer({ min: 1, max: 6 }),
  zone: fc.constantFrom('a', 'b'),
  tainted: fc.boolean(),
});

const podOf = (name: string, { cpu, memory, port, zone, tolerates }: Wish): Pod =>
  pod(name, {
    containers: [
      {
        name: 'web',
        image: 'nginx',
        resources: { requests: { cpu: `${cpu}m`, memory: `${memory}Mi` } },
        ...(port > 0 && { ports: [{ containerPort: 80, hostPort: port }] }),
      },
    ],
    ...(zone !== '' && { nodeSelector: { zone } }),
    ...(tolerates && { tolerations: [{ key: 'special', operator: 'Exists' }] }),
  });

const milli = (text: string | number | undefined): number => {
  const value = String(text ?? '0');
  return value.endsWith('m') ? Number(value.slice(0, -1)) : Number(value) * 1000;
};
const mebi = (text: string | number | undefined): number => {
  const [, number = '0', unit = ''] = /^(\d+)(Mi|Gi|)$/.exec(String(text ?? '0')) ?? [];
  return Number(number) * (unit === 'Gi' ? 1024 : 1);
};

function checkNode(one: DeepReadonly<Node>, pods: readonly DeepReadonly<Pod>[]): void {
  const there = pods.filter(({ spec }) => spec?.nodeName === one.metadata?.name);
  const requests = there.map(({ spec }) => spec?.containers?.[0]?.resources?.requests ?? {});
  const allocatable = one.status?.allocatable ?? {};
  assert.ok(requests.reduce((sum, { cpu }) => sum + milli(cpu), 0) <= milli(allocatable['cpu']), 'cpu');
  assert.ok(requests.reduce((sum, { memory }) => sum + mebi(memory), 0) <= mebi(allocatable['memory']), 'memory');
  assert.ok(there.length <= Number(allocatable['pods']), 'pods');
  const ports = there.flatMap(({ spec }) => spec?.containers?.[0]?.ports ?? []).map(({ hostPort }) => hostPort);
  assert.equal(new Set(ports).size, ports.length, 'host ports');
  for (const { spec } of there) {
    if (spec?.nodeSelector) assert.equal(spec.nodeSelector['zone'], one.metadata?.labels?.['zone']);
    if ((one.spec?.taints ?? []).length > 0) assert.ok((spec?.tolerations ?? []).some(({ key }) => key === 'special'));
  }
}

function checkAll(cluster: TestCluster): void {
  const pods = cluster.pods();
  const nodes = cluster.cluster.read.list<Node>({ group: '', version: 'v1', kind: 'Node' });
  for (const one of nodes) checkNode(one, pods);
  const ips = pods.flatMap(({ status }) => status?.podIP ?? []);
  assert.equal(new Set(ips).size, ips.length, 'addresses');
  // What is kept equals what is counted anew: a fork builds its views from the store.
  const kept = cluster.cluster.read.view(clusterState);
  const anew = cluster.cluster.fork().read.view(clusterState);
  for (const name of anew.present) {
    assert.deepEqual(kept.infos.get(name)?.requested, anew.infos.get(name)?.requested);
    assert.deepEqual(
      [...(kept.infos.get(name)?.pods.keys() ?? [])].sort(),
      [...(anew.infos.get(name)?.pods.keys() ?? [])].sort(),
    );
  }
}

test('no Pod is on a node that does not fit; addresses and ports are unique; the kept sums are right', () => {
  fc.assert(
    fc.property(
      fc.array(nodeOf, { minLength: 1, maxLength: 4 }),
      fc.array(fc.tuple(wish, fc.boolean()), { minLength: 1, maxLength: 12 }),
      (nodes, wishes) => {
        const cluster = new TestCluster(
          nodes.map(({ cpu, memory, pods, zone, tainted }, at) =>
            node(`n${at}`, {
              labels: { zone },
              allocatable: { cpu: String(cpu), memory: `${memory}Gi`, pods: String(pods) },
              ...(tainted && { spec: { taints: [{ key: 'special', effect: 'NoSchedule' }] } }),
            }),
          ),
        );
        wishes.forEach(([one, leaves], at) => {
          cluster.create(podOf(`p${at}`, one));
          if (leaves && at > 0 && cluster.has(`p${at - 1}`))
            cluster.cluster.server.delete(POD, 'default', `p${at - 1}`);
          cluster.settle();
          checkAll(cluster);
        });
      },
    ),
    { numRuns: 60 },
  );
});

test('the same seed gives the same placement', () => {
  const play = (seed: string) => {
    const cluster = new TestCluster(undefined, seed);
    for (let at = 0; at < 20; at++) cluster.create(pod(`p${at}`));
    cluster.settle();
    return cluster.cluster.journalHash;
  };
  assert.equal(play('x'), play('x'));
  assert.notEqual(play('x'), play('y'));
});

test('spread over zones: never further apart than maxSkew', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 12 }), (maxSkew, count) => {
      const cluster = new TestCluster(['a', 'a', 'b', 'c'].map((zone, at) => node(`n${at}`, { labels: { zone } })));
      for (let at = 0; at < count; at++) {
        cluster.create(
          pod(
            `p${at}`,
            {
              topologySpreadConstraints: [
                {
                  maxSkew,
                  topologyKey: 'zone',
                  whenUnsatisfiable: 'DoNotSchedule',
                  labelSelector: { matchLabels: { app: 'x' } },
                },
              ],
            },
            { labels: { app: 'x' } },
          ),
        );
        cluster.settle();
        const zones = ['a', 'b', 'c'].map(
          (zone) =>
            cluster.pods().filter(({ spec }) => cluster.node(spec?.nodeName ?? '').metadata?.labels?.['zone'] === zone)
              .length,
        );
        assert.ok(Math.max(...zones) - Math.min(...zones) <= maxSkew, zones.join(' '));
      }
    }),
    { numRuns: 15 },
  );
});

test('the sample of nodes and the normalised scores', () => {
  // numFeasibleNodesToFind: schedule_one_test.go, 1.36.
  assert.deepEqual([10, 99, 100, 1000, 6000, 10000].map(feasibleNodesToFind), [10, 99, 100, 420, 300, 500]);
  assert.deepEqual(normaliseToHundred([1, 2, 3, 4], false), [25, 50, 75, 100]);
  assert.deepEqual(normaliseToHundred([1, 2, 3, 4], true), [75, 50, 25, 0]);
  assert.deepEqual(normaliseToHundred([0, 0], true), [100, 100]);
});
