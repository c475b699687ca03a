// The engine: a rolling update of 1,000 and of 10,000 Pods, and a fork of the cluster that they run in.
import { newCluster } from '../../server/src/dryrun/newCluster.ts';
import { finish, runPlan } from '../../server/src/dryrun/plan.ts';
import { median, mib, ms, table } from './measure.ts';

const SIZES = [100, 1000, 10_000];
const PODS_PER_NODE = 500;

/** Room for both generations of Pods, so that none has to wait for another to go. */
const nodesFor = (pods: number): readonly unknown[] =>
  Array.from({ length: Math.ceil((pods * 2.2) / PODS_PER_NODE) + 1 }, (_, n) => {
    const room = { cpu: '64', memory: '256Gi', pods: String(PODS_PER_NODE) };
    return {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: `node-${n}` },
      status: { capacity: room, allocatable: room },
    };
  });

const deployment = (replicas: number, image: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'main', image, resources: { requests: { cpu: '50m', memory: '64Mi' } } }] },
    },
  },
});

const memoryUsed = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};

function measure(pods: number) {
  const empty = memoryUsed();
  const apply = (image: string) => ({ apply: [{ value: deployment(pods, image), origin: '', ordinal: 0 }] });
  const options = { commitBudget: 10_000_000, deadlineMs: 24 * 3_600_000 };
  const start = performance.now();
  const [first] = finish(runPlan(newCluster('bench', nodesFor(pods)), [apply('nginx:1')], options));
  if (!first?.settled)
    throw new Error(`the first roll-out of ${pods} did not settle: ${JSON.stringify(first?.unsettled.slice(0, 3))}`);
  const created = performance.now() - start;
  const before = first.after.commits;
  const begin = performance.now();
  const [update] = finish(runPlan(first.after, [apply('nginx:2')], options));
  const updated = performance.now() - begin;
  if (!update?.settled) throw new Error(`the update of ${pods} did not settle`);
  const commits = update.after.commits - before;
  const memory = memoryUsed() - empty;
  const forks: number[] = [];
  for (let n = 0; n < 50; n++) {
    const at = performance.now();
    update.after.fork();
    forks.push(performance.now() - at);
  }
  return { created, updated, commits, memory, fork: median(forks) };
}

/** The table. */
export function benchCluster(): string {
  const rows = SIZES.map((pods) => {
    const { created, updated, commits, memory, fork } = measure(pods);
    return [String(pods), ms(created), ms(updated), String(commits), ms(updated / pods), mib(memory), ms(fork)];
  });
  const head = [
    'Pods',
    'first roll-out',
    'rolling update',
    'commits of the update',
    'update per Pod',
    'memory',
    'fork',
  ];
  return ['## A rolling update', table(head, rows)].join('\n\n');
}
