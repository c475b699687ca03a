// From the outcome of a step to what the editor shows of it. Pure; the outcome itself stays with the session.
import { deepEqual } from '../../base/compare.ts';
import { parseTime } from '../../base/instant.ts';
import type { Pod } from '../../api/types.generated.ts';
import { gvkOf } from '../../api/gvk.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { POD } from '../../cluster/kinds.ts';
import { isPodActive } from '../../cluster/workloads/podState.ts';
import type { Lane, WorkloadLane } from '../../dryrun/timeline.ts';
import type { ObjectResult as StepResult, StepOutcome, WrittenObject } from '../../dryrun/step.ts';
import type { ObjectName } from '../../protocol/cluster.ts';
import type {
  DryRunReport,
  EventRow,
  ObjectChange,
  ObjectResult,
  Outcome,
  PodSeries,
  Rollout,
  Unsettled,
} from '../../protocol/dryRun.ts';
import { standingOf } from './health.ts';
import { findObject, keyOf, nameOfObject, objectName, type Stored } from './objectNames.ts';
import { tidyObject } from './objectText.ts';

/** Where a written object stands in a file. */
export type Locate = (written: WrittenObject) => { readonly uri: string; readonly line: number } | undefined;

/** What only says that something went on; never part of a diff. */
const CHATTER = new Set(['Event', 'Lease', 'EndpointSlice', 'Endpoints', 'ControllerRevision']);
const API_VERSIONS: Readonly<Record<string, string>> = {
  Pod: 'v1',
  ReplicationController: 'v1',
  Job: 'batch/v1',
  CronJob: 'batch/v1',
};
const MAX_ROLLOUTS = 12;
const MAX_EVENTS = 5_000;
const MAX_POINTS = 2_000;

const nameOfResult = (result: StepResult): ObjectName => {
  const slash = result.object.indexOf('/');
  const kind = slash < 0 ? result.object : result.object.slice(0, slash);
  return objectName(result.gvk ?? gvkOf('', kind), result.namespace, result.name);
};

function resultOf(result: StepResult, outcome: StepOutcome, locate: Locate): ObjectResult {
  const said = outcome.stdout.find((line) => line.startsWith(`${result.object} `));
  const place = result.written && locate(result.written);
  return {
    object: nameOfResult(result),
    operation: result.operation,
    message: result.status?.message ?? said ?? `${result.object} ${result.operation}`,
    warnings: [],
    uri: place?.uri ?? null,
    line: place?.line ?? null,
  };
}

/** The objects that differ, in the order of the cluster; stored objects are replaced whole, so identity tells. */
export function changesOf(before: Cluster, after: Cluster, direct: ReadonlySet<string>): ObjectChange[] {
  const old = new Map<string, Stored>(before.objects().map((object) => [keyOf(nameOfObject(object)), object]));
  const changes: ObjectChange[] = [];
  for (const object of after.objects()) {
    const name = nameOfObject(object);
    const key = keyOf(name);
    const was = old.get(key);
    old.delete(key);
    if (was === object || CHATTER.has(name.kind)) continue;
    if (was !== undefined && deepEqual(tidyObject(was), tidyObject(object))) continue;
    changes.push({ object: name, change: was === undefined ? 'created' : 'changed', direct: direct.has(key) });
  }
  for (const [key, object] of old) {
    const name = nameOfObject(object);
    if (!CHATTER.has(name.kind)) changes.push({ object: name, change: 'deleted', direct: direct.has(key) });
  }
  return changes;
}

/** The values at the times, of values that hold from their own time on. */
function stepped<S extends { readonly at: number }>(
  samples: readonly S[],
  times: readonly number[],
  of: (sample: S) => number,
): number[] {
  let at = 0;
  return times.map((time) => {
    while (at + 1 < samples.length && (samples[at + 1]?.at ?? Infinity) <= time) at++;
    const sample = samples[at];
    return sample !== undefined && sample.at <= time ? of(sample) : 0;
  });
}

interface Counted {
  readonly spec?: { readonly replicas?: number };
  readonly status?: {
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
    readonly numberReady?: number;
    readonly numberAvailable?: number;
    readonly desiredNumberScheduled?: number;
  };
}

/** The numbers of a workload before the step; what it does at once is already in the first sample. */
function numbersBefore(before: Cluster, { gvk, namespace, name }: WorkloadLane) {
  const found = before.read.get(gvk, namespace, name) as Counted | undefined;
  const { spec, status } = found ?? {};
  return {
    desired: spec?.replicas ?? status?.desiredNumberScheduled ?? 0,
    ready: status?.readyReplicas ?? status?.numberReady ?? 0,
    available: status?.availableReplicas ?? status?.numberAvailable ?? 0,
  };
}

/** How many Pods an owner had before the step. */
function podsBefore(before: Cluster, { kind, namespace, name }: Lane): number {
  const owner = before.read.get(gvkOf(API_VERSIONS[kind] ?? 'apps/v1', kind), namespace, name);
  if (!owner) return 0;
  if (kind === 'Pod') return 1;
  return before.read.ownedBy<Pod>(POD, owner.metadata?.uid ?? '').filter(isPodActive).length;
}

/** A picture has no more columns than this; what is between two of them is not seen. */
function thinned(times: readonly number[]): readonly number[] {
  if (times.length <= MAX_POINTS) return times;
  const stride = (times.length - 1) / (MAX_POINTS - 1);
  return Array.from({ length: MAX_POINTS }, (_, index) => times[Math.round(index * stride)] ?? 0);
}

function rolloutOf(workload: WorkloadLane, { timeline, before }: StepOutcome): Rollout | undefined {
  const { gvk, namespace, name } = workload;
  const lanes = timeline.lanes.filter(
    (lane) =>
      lane.namespace === namespace &&
      lane.workload.kind === gvk.kind &&
      lane.workload.name === name &&
      lane.samples.some(({ counts }) => counts.active > 0),
  );
  if (!lanes.some(({ samples }) => samples.length > 1)) return undefined;
  const instants = [...lanes.flatMap((lane) => lane.samples), ...workload.samples].map(({ at }) => at);
  // The cluster is watched for a while after its last change; the picture ends a little after that change.
  const last = Math.max(timeline.from + 1_000, ...instants);
  const end = Math.min(timeline.to, last + (last - timeline.from) / 10);
  const times = thinned([...new Set([timeline.from, ...instants, end])].sort((a, b) => a - b));
  const series = lanes
    .toSorted((a, b) => Number(a.revision ?? 0) - Number(b.revision ?? 0))
    .map((lane): PodSeries => ({
      name: lane.name,
      revision: lane.revision === undefined ? null : Number(lane.revision),
      images: lane.images.join(', '),
      pods: [podsBefore(before, lane), ...stepped(lane.samples, times, ({ counts }) => counts.active)],
    }));
  const first = numbersBefore(before, workload);
  return {
    workload: objectName(gvk, namespace, name),
    times: [timeline.from, ...times].map((time) => (time - timeline.from) / 1_000),
    desired: [first.desired, ...stepped(workload.samples, times, ({ desired }) => desired)],
    ready: [first.ready, ...stepped(workload.samples, times, ({ ready }) => ready)],
    available: [first.available, ...stepped(workload.samples, times, ({ available }) => available)],
    series,
  };
}

/** One chart per workload whose Pods changed. */
const rolloutsOf = (outcome: StepOutcome): Rollout[] =>
  outcome.timeline.workloads.flatMap((workload) => rolloutOf(workload, outcome) ?? []).slice(0, MAX_ROLLOUTS);

const eventOf =
  (startedAt: number) =>
  (event: StepOutcome['events'][number]): EventRow => ({
    time: Math.max(0, ((parseTime(event.time) ?? startedAt) - startedAt) / 1_000),
    type: event.type,
    reason: event.reason,
    object: event.object,
    namespace: event.namespace,
    message: event.message,
    count: event.count,
  });

const LIMITS: Readonly<Record<StepOutcome['end'], string>> = {
  quiescent: '',
  elapsed: '',
  deadline: 'the time limit of a dry run',
  budget: 'something never stops acting',
  cancelled: 'cancelled',
};

const unsettledOf = ({
  namespace,
  kind,
  name,
  reason,
  message,
  count,
}: StepOutcome['unsettled'][number]): Unsettled => ({
  object: objectName(gvkOf(API_VERSIONS[kind] ?? 'apps/v1', kind), namespace, name),
  reason,
  message,
  count,
});

/** How the objects of the step stand at the end. */
function outcomesOf(outcome: StepOutcome): Outcome[] {
  return outcome.results.flatMap((result) => {
    const object = nameOfResult(result);
    const stored = findObject(outcome.after.read, object);
    if (!stored || result.operation === 'rejected') return [];
    return [{ object, ...standingOf(stored) }];
  });
}

/** What kubectl would print besides the results: refusals stand with their objects, warnings do not. */
const saidBesides = ({ results, stderr }: StepOutcome): readonly string[] =>
  results.some(({ operation }) => operation === 'rejected')
    ? stderr.filter((line) => line.startsWith('Warning: '))
    : stderr;

/** Everything but what only the session knows. */
export function reportOf(
  outcome: StepOutcome,
  locate: Locate,
): Omit<DryRunReport, 'id' | 'title' | 'writeBack' | 'cluster' | 'outcome'> {
  const results = outcome.results.map((result) => resultOf(result, outcome, locate));
  const direct = new Set(results.map(({ object }) => keyOf(object)));
  return {
    message: saidBesides(outcome).join('\n'),
    results,
    settled: outcome.settled,
    limit: outcome.settled ? '' : LIMITS[outcome.end],
    virtualSeconds: outcome.virtualMs / 1_000,
    unsettled: outcome.unsettled.map(unsettledOf),
    changes: changesOf(outcome.before, outcome.after, direct),
    outcomes: outcomesOf(outcome),
    rollouts: rolloutsOf(outcome),
    events: outcome.events.slice(0, MAX_EVENTS).map(eventOf(outcome.startedAt)),
  };
}
