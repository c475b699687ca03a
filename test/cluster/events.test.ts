// How long events last. Source: --event-ttl of kube-apiserver (one hour, renewed by every write); the recorder's memory is
// its own: recordEvent in client-go/tools/record/event.go creates an event anew, with its count, when a patch finds none.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Event } from '../../server/src/api/types.generated.ts';
import { EVENT } from '../../server/src/cluster/types.ts';
import { node, pod, TestCluster } from './support.ts';

const counts = (cluster: TestCluster, name: string): Record<string, number | undefined> =>
  Object.fromEntries(
    cluster.cluster.read
      .list<Event>(EVENT)
      .filter(({ involvedObject }) => involvedObject?.name === name)
      .map(({ reason = '', count }) => [reason, count]),
  );

test('an event is gone an hour after it was said last; what is said again stays', () => {
  const cluster = new TestCluster([node('a')]);
  cluster.create(
    pod('quiet'),
    pod('loops', {}, { annotations: { 'drydock.dev/exit-after-seconds': '1', 'drydock.dev/exit-code': '1' } }),
  );
  cluster.wait(10);
  assert.ok(Object.hasOwn(counts(cluster, 'quiet'), 'Started'));
  cluster.wait(3_580);
  assert.ok(Object.hasOwn(counts(cluster, 'quiet'), 'Started'), 'still there after 59 minutes and 50 seconds');
  cluster.wait(20);
  assert.deepEqual(counts(cluster, 'quiet'), {});
  // Its last restart was not an hour ago: back-off is at most five minutes, and floods are let through once in five.
  const before = counts(cluster, 'loops');
  assert.ok((before['Started'] ?? 0) > 2, JSON.stringify(before));
  assert.equal(before['Scheduled'], undefined);
});

test('who records goes on counting over the end of an event', () => {
  const cluster = new TestCluster([node('a')]);
  const failing = { 'drydock.dev/exit-after-seconds': '4000', 'drydock.dev/exit-code': '1' };
  cluster.create(pod('slow', {}, { annotations: failing }));
  cluster.wait(3_900);
  assert.deepEqual(counts(cluster, 'slow'), {});
  cluster.wait(200);
  assert.equal(counts(cluster, 'slow')['Started'], 2);
});
