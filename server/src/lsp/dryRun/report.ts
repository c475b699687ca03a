// From the outcome of a step to what the editor shows of it. Pure; the outcome itself stays with the session.
import { deepEqual } from '../../base/compare.ts';
import { parseTime } from '../../base/instant.ts';
import { gvkOf } from '../../api/gvk.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Unrest } from '../../cluster/eventLoop.ts';
import type { Lane, Timeline } from '../../dryrun/timeline.ts';
import type { ObjectResult as StepResult, StepOutcome } from '../../dryrun/step.ts';
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
export type Locate = (origin: string, ordinal: number) => { readonly uri: string; readonly line: number } | undefined;

/** What only says that something went on; never part of a diff. */
const CHATTER = new Set(['Event', 'Lease', 'EndpointSlice', 'Endpoints', 'ControllerRevision']);
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
  const place = result.written && locate(result.written.origin, result.written.ordinal);
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

/** The value that holds at each of the times, of values that hold from their own time on. */
function stepped(lane: Lane, times: readonly number[], of: (sample: Lane['samples'][number]) => number): number[] {
  let at = 0;
  return times.map((time) => {
    while (at + 1 < lane.samples.length && (lane.samples[at + 1]?.at ?? Infinity) <= time) at++;
    const sample = lane.samples[at];
    return sample !== undefined && sample.at <= time ? of(sample) : 0;
  });
}

/** A picture has no more columns than this; what is between two of them is not seen. */
function thinned(times: readonly number[]): readonly number[] {
  if (times.length <= MAX_POINTS) return times;
  const stride = (times.length - 1) / (MAX_POINTS - 1);
  return Array.from({ length: MAX_POINTS }, (_, index) => times[Math.round(index * stride)] ?? 0);
}

const sum = (lists: readonly (readonly number[])[], length: number): number[] =>
  Array.from({ length }, (_, index) => lists.reduce((total, list) => total + (list[index] ?? 0), 0));

function wantedOf(cluster: Cluster, name: ObjectName): number | undefined {
  const object = findObject(cluster.read, name) as
    | { readonly spec?: { readonly replicas?: number }; readonly status?: { readonly desiredNumberScheduled?: number } }
    | undefined;
  return object && (object.spec?.replicas ?? object.status?.desiredNumberScheduled ?? 1);
}

const API_VERSIONS: Readonly<Record<string, string>> = {
  Pod: 'v1',
  ReplicationController: 'v1',
  Job: 'batch/v1',
  CronJob: 'batch/v1',
};

function rolloutOf(lanes: readonly Lane[], timeline: Timeline, outcome: StepOutcome): Rollout | undefined {
  const [first] = lanes;
  if (first === undefined) return undefined;
  const { kind, name } = first.workload;
  const workload = objectName(gvkOf(API_VERSIONS[kind] ?? 'apps/v1', kind), first.namespace, name);
  const instants = lanes.flatMap((lane) => lane.samples.map(({ at }) => at));
  const times = thinned([...new Set([timeline.from, ...instants, timeline.to])].sort((a, b) => a - b));
  const series = lanes.map((lane): PodSeries => ({
    name: lane.name,
    revision: lane.revision === undefined ? null : Number(lane.revision),
    images: lane.images.join(', '),
    pods: stepped(lane, times, ({ counts }) => counts.active),
  }));
  // The step is made at the begin of its time: only the first moment still wants what was wanted before.
  const wanted = wantedOf(outcome.after, workload) ?? 0;
  return {
    workload,
    times: times.map((time) => (time - timeline.from) / 1_000),
    desired: times.map(() => wanted),
    ready: sum(
      lanes.map((lane) => stepped(lane, times, ({ counts }) => counts.ready)),
      times.length,
    ),
    available: sum(
      lanes.map((lane) => stepped(lane, times, ({ counts }) => counts.available)),
      times.length,
    ),
    series,
  };
}

/** One chart per workload whose Pods changed, those with most movement first. */
function rolloutsOf(outcome: StepOutcome): Rollout[] {
  const { timeline } = outcome;
  const groups = new Map<string, Lane[]>();
  for (const lane of timeline.lanes) {
    const key = `${lane.workload.kind} ${lane.namespace}/${lane.workload.name}`;
    groups.set(key, [...(groups.get(key) ?? []), lane]);
  }
  return [...groups.values()]
    .filter((lanes) => lanes.some(({ samples }) => samples.length > 1))
    .slice(0, MAX_ROLLOUTS)
    .flatMap(
      (lanes) =>
        rolloutOf(
          lanes.filter(({ samples }) => samples.some(({ counts }) => counts.active > 0)),
          timeline,
          outcome,
        ) ?? [],
    );
}

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

const unrestOf = ({ actor, key, runs }: Unrest): Unsettled => ({
  object: { apiVersion: '', kind: actor, namespace: '', name: key },
  reason: 'never comes to rest',
  message: `It acted ${runs} times. Two controllers that want different things of the same objects look like this.`,
  count: 1,
});

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

/** Everything but what only the session knows. */
export function reportOf(
  outcome: StepOutcome,
  locate: Locate,
): Omit<DryRunReport, 'id' | 'title' | 'writeBack' | 'cluster' | 'outcome'> {
  const results = outcome.results.map((result) => resultOf(result, outcome, locate));
  const direct = new Set(results.map(({ object }) => keyOf(object)));
  return {
    message: outcome.stderr.join('\n'),
    results,
    settled: outcome.settled,
    limit: outcome.settled ? '' : LIMITS[outcome.end],
    virtualSeconds: outcome.virtualMs / 1_000,
    unsettled: [...outcome.unsettled.map(unsettledOf), ...outcome.unrest.map(unrestOf)],
    changes: changesOf(outcome.before, outcome.after, direct),
    outcomes: outcomesOf(outcome),
    rollouts: rolloutsOf(outcome),
    events: outcome.events.slice(0, MAX_EVENTS).map(eventOf(outcome.startedAt)),
  };
}
