// The engine without its real actors: store, API server, clock, forks, saving, budgets.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ok } from '../../server/src/base/result.ts';
import type { ReplicaSet, ConfigMap, Pod } from '../../server/src/api/types.generated.ts';
import { Cluster } from '../../server/src/cluster/cluster.ts';
import type { Controller, Key } from '../../server/src/cluster/controller.ts';
import { CONFIG_MAP, POD } from '../../server/src/cluster/types.ts';
import { looseDecoder, noPatchSchema } from '../support/looseDecoder.ts';

const REPLICA_SET = { group: 'apps', version: 'v1', kind: 'ReplicaSet' } as const;

const make = (actors?: readonly Controller[]): Cluster =>
  Cluster.create({ decoder: looseDecoder, patchSchema: noPatchSchema, ...(actors ? { actors } : {}) });

const configMap = (name: string, data: Record<string, string> = {}): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
});

function accepted<T>(answer: { ok: true; value: { object: unknown } } | { ok: false; error: unknown }): T {
  assert.ok(answer.ok, JSON.stringify(answer));
  return answer.value.object as T;
}

test('a created object has what the server gives it, and its kind is counted where upstream counts', () => {
  const { server } = make([]);
  const a = accepted<ConfigMap>(server.create(CONFIG_MAP, 'default', configMap('a')));
  assert.match(a.metadata?.uid ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(a.metadata?.creationTimestamp, '2026-01-01T00:00:00Z');
  assert.equal(a.metadata?.generation, undefined);
  const again = server.create(CONFIG_MAP, 'default', configMap('a'));
  assert.ok(!again.ok);
  assert.equal(again.error.message, 'configmaps "a" already exists');
  assert.equal(again.error.code, 409);
});

test('an update from an older version is a conflict; one that changes nothing writes nothing', () => {
  const { server } = make([]);
  const first = accepted<ConfigMap>(server.create(CONFIG_MAP, 'default', configMap('a')));
  const second = accepted<ConfigMap>(server.update(CONFIG_MAP, 'default', 'a', { ...first, data: { x: '1' } }));
  assert.notEqual(first.metadata?.resourceVersion, second.metadata?.resourceVersion);
  const stale = server.update(CONFIG_MAP, 'default', 'a', { ...first, data: { x: '2' } });
  assert.ok(!stale.ok);
  assert.equal(
    stale.error.message,
    'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
  );
  const same = server.update(CONFIG_MAP, 'default', 'a', second);
  assert.ok(same.ok && !same.value.changed);
});

test('finalizers hold an object until the last is gone', () => {
  const { server, read } = make([]);
  const held = { ...configMap('a'), metadata: { name: 'a', finalizers: ['example.com/hold'] } };
  server.create(CONFIG_MAP, 'default', held);
  accepted(server.delete(CONFIG_MAP, 'default', 'a'));
  const waiting = read.get<ConfigMap>(CONFIG_MAP, 'default', 'a');
  assert.equal(waiting?.metadata?.deletionGracePeriodSeconds, 0);
  accepted(server.update(CONFIG_MAP, 'default', 'a', configMap('a')));
  assert.equal(read.get(CONFIG_MAP, 'default', 'a'), undefined);
});

test('a Pod that runs is given its grace period, one without a node goes at once', () => {
  const { server, read } = make([]);
  const pod = (name: string): Pod => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { containers: [{ name: 'a', image: 'a' }], terminationGracePeriodSeconds: 7 },
  });
  server.create(POD, 'default', pod('a'));
  server.create(POD, 'default', pod('b'));
  assert.ok(server.bind('default', 'a', 'worker-1').ok);
  const twice = server.bind('default', 'a', 'worker-2');
  assert.ok(!twice.ok);
  assert.equal(
    twice.error.message,
    'Operation cannot be fulfilled on pods/binding "a": pod a is already assigned to node "worker-1"',
  );
  server.delete(POD, 'default', 'a');
  server.delete(POD, 'default', 'b');
  assert.equal(read.get<Pod>(POD, 'default', 'a')?.metadata?.deletionTimestamp, '2026-01-01T00:00:07Z');
  assert.equal(read.get(POD, 'default', 'b'), undefined);
});

test('a fork and its origin do not see each other', () => {
  const origin = make([]);
  origin.server.create(CONFIG_MAP, 'default', configMap('a'));
  const fork = origin.fork();
  assert.equal(fork.journalHash, origin.journalHash);
  fork.server.create(CONFIG_MAP, 'default', configMap('b'));
  origin.server.delete(CONFIG_MAP, 'default', 'a');
  const names = (cluster: Cluster): unknown => cluster.read.list(CONFIG_MAP, 'default').map((o) => o.metadata?.name);
  assert.deepEqual(names(fork), ['a', 'b']);
  assert.deepEqual(names(origin), []);
});

/** An actor that counts each ConfigMap up to 3, once a second. */
const counter: Controller = {
  name: 'counter',
  watches: [{ gvk: CONFIG_MAP }],
  reconcile(key: Key, api) {
    const [namespace = '', name = ''] = key.split('/');
    const found = api.get<ConfigMap>(CONFIG_MAP, namespace, name);
    const due = api.recall<number>(key) ?? api.now;
    if (!found || Number(found.data?.['n'] ?? 0) >= 3) return ok(undefined);
    if (api.now < due) return ok({ afterMs: due - api.now });
    api.remember(key, api.now + 1000);
    api.update<ConfigMap>({ ...found, data: { n: String(Number(found.data?.['n'] ?? 0) + 1) } });
    return ok({ afterMs: 1000 });
  },
};

test('time moves only when somebody waits, and a run ends when nothing is left to do', () => {
  const cluster = make([counter]);
  cluster.server.create(CONFIG_MAP, 'default', configMap('a', { n: '0' }));
  const result = cluster.runUntilQuiescent();
  assert.equal(result.end, 'quiescent');
  assert.equal(result.lastChangeAt - result.startedAt, 2000);
  assert.deepEqual(cluster.read.get<ConfigMap>(CONFIG_MAP, 'default', 'a')?.data, { n: '3' });
});

test('a cluster that was saved in the middle goes on as the original does', () => {
  const cluster = make([counter]);
  cluster.server.create(CONFIG_MAP, 'default', configMap('a', { n: '0' }));
  cluster.runUntilQuiescent({ exactlyMs: 500 });
  const text = JSON.stringify(cluster.save());
  const copy = Cluster.restore(cluster.options, JSON.parse(text) as never);
  assert.equal(copy.runUntilQuiescent().end, 'quiescent');
  cluster.runUntilQuiescent();
  assert.equal(copy.journalHash, cluster.journalHash);
  assert.deepEqual(copy.objects(), cluster.objects());
});

test('two actors that fight at one instant use up a budget, and are named', () => {
  const wants = (name: string, value: string): Controller => ({
    name,
    watches: [{ gvk: CONFIG_MAP }],
    reconcile(key, api) {
      const [namespace = '', object = ''] = key.split('/');
      const found = api.get<ConfigMap>(CONFIG_MAP, namespace, object);
      if (found && found.data?.['who'] !== value) api.update<ConfigMap>({ ...found, data: { who: value } });
      return ok(undefined);
    },
  });
  const cluster = make([wants('left', 'l'), wants('right', 'r')]);
  cluster.server.create(CONFIG_MAP, 'default', configMap('a'));
  const result = cluster.runUntilQuiescent();
  assert.equal(result.end, 'budget');
  assert.deepEqual(result.unrest.map(({ actor }) => actor).sort(), ['left', 'right']);
});

test('an actor that throws is a fault of the run, not the end of it', () => {
  const broken: Controller = {
    name: 'broken',
    watches: [{ gvk: CONFIG_MAP }],
    reconcile() {
      throw new Error('a bug');
    },
  };
  const cluster = make([broken]);
  cluster.server.create(CONFIG_MAP, 'default', configMap('a'));
  const result = cluster.runUntilQuiescent();
  assert.equal(result.end, 'quiescent');
  assert.match(result.faults[0]?.message ?? '', /a bug/);
});

test('with its real actors: a ReplicaSet makes its Pods, the same ones for the same seed', () => {
  const set: ReplicaSet = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'web' },
    spec: {
      replicas: 12,
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web:1' }] } },
    },
  };
  const play = (): Cluster => {
    const cluster = make();
    cluster.runUntilQuiescent();
    accepted(cluster.server.create(REPLICA_SET, 'default', set));
    const { end, faults } = cluster.runUntilQuiescent();
    assert.deepEqual({ end, faults }, { end: 'quiescent', faults: [] });
    return cluster;
  };
  const one = play();
  assert.equal(one.read.list<Pod>(POD, 'default').length, 12);
  assert.equal(play().journalHash, one.journalHash);
});
