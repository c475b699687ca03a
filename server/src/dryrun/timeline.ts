// A step over virtual time: how many Pods each owner had, how many were ready and available, and what was said.
import { compareText } from '../base/compare.ts';
import type { GroupVersionKind } from '../api/gvk.ts';
import { controllerOf } from '../api/objectMeta.ts';
import type { Pod, PodTemplateSpec } from '../api/types.generated.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Commit, DeepReadonly, Instant, ReadApi } from '../cluster/controller.ts';
import type { Stored } from '../cluster/store.ts';
import { POD } from '../cluster/types.ts';
import { CHANGE_CAUSE, REVISION } from './history.ts';
import type { EventLine } from './step.ts';

/** The Pods of one owner (ReplicaSet, StatefulSet, Job, …) at one moment. */
export interface PodCounts {
  /** Neither finished nor being deleted. */
  readonly active: number;
  readonly pending: number;
  readonly running: number;
  readonly ready: number;
  /** As the owner says it; of owners that do not say it, the ready ones. */
  readonly available: number;
  readonly terminating: number;
  readonly succeeded: number;
  readonly failed: number;
}

/** The numbers of one owner from a moment on. */
export interface Sample {
  readonly at: Instant;
  readonly counts: PodCounts;
}

/** One line of the picture: the Pods of one owner. */
export interface Lane {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  /** The workload at the top: the Deployment of a ReplicaSet; the owner itself where it has none. */
  readonly workload: { readonly kind: string; readonly name: string };
  /** The Deployment's revision, where it has one. */
  readonly revision?: string;
  readonly changeCause?: string;
  /** The images of the template, to tell revisions apart. */
  readonly images: readonly string[];
  /** In the order of time; each holds until the next. The first is the step's begin. */
  readonly samples: readonly Sample[];
}

/** What a workload itself said from a moment on: `spec.replicas` and its status. */
export interface WorkloadSample {
  readonly at: Instant;
  readonly desired: number;
  readonly ready: number;
  readonly available: number;
}

/** A workload at the top: Deployment, StatefulSet, DaemonSet, Job, ReplicaSet without a Deployment, … */
export interface WorkloadLane {
  readonly gvk: GroupVersionKind;
  readonly namespace: string;
  readonly name: string;
  readonly samples: readonly WorkloadSample[];
}

/** What a step looked like. */
export interface Timeline {
  readonly from: Instant;
  readonly to: Instant;
  readonly lanes: readonly Lane[];
  readonly workloads: readonly WorkloadLane[];
  readonly events: readonly EventLine[];
}

type Counts = { -readonly [Field in keyof PodCounts]: number };

const NONE: PodCounts = {
  active: 0,
  pending: 0,
  running: 0,
  ready: 0,
  available: 0,
  terminating: 0,
  succeeded: 0,
  failed: 0,
};

const isReady = (pod: DeepReadonly<Pod>): boolean =>
  pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;

/** Adds or takes away one Pod. */
function count(counts: Counts, pod: DeepReadonly<Pod>, by: 1 | -1): void {
  const phase = pod.status?.phase ?? 'Pending';
  if (phase === 'Succeeded') counts.succeeded += by;
  else if (phase === 'Failed') counts.failed += by;
  else if (pod.metadata?.deletionTimestamp !== undefined) counts.terminating += by;
  else {
    counts.active += by;
    if (phase === 'Running') counts.running += by;
    else counts.pending += by;
    if (isReady(pod)) counts.ready += by;
  }
}

/** Where a Pod is counted: its controller, or itself. */
function ownerKeyOf(pod: DeepReadonly<Pod>): string {
  const owner = controllerOf(pod as Pod);
  const namespace = pod.metadata?.namespace ?? '';
  const kind = owner?.kind ?? 'Pod';
  return [namespace, kind, owner?.name ?? pod.metadata?.name ?? '', owner?.apiVersion ?? 'v1'].join('\0');
}

interface Growing {
  readonly counts: Counts;
  readonly samples: Array<{ at: Instant; counts: PodCounts }>;
  images: readonly string[];
  /** Whether the owner counts its available Pods by itself. */
  reported: boolean;
}

/** The kinds that count their available Pods, and where. */
const REPORTED: Readonly<Record<string, string>> = {
  ReplicaSet: 'availableReplicas',
  ReplicationController: 'availableReplicas',
  StatefulSet: 'availableReplicas',
  DaemonSet: 'numberAvailable',
};

const WORKLOADS: Readonly<Record<string, (object: Stored) => Omit<WorkloadSample, 'at'>>> = (() => {
  const number = (object: Stored, part: 'spec' | 'status', field: string): number => {
    const value = (object as unknown as Record<string, Record<string, unknown> | undefined>)[part]?.[field];
    return typeof value === 'number' ? value : 0;
  };
  const replicas = (object: Stored): Omit<WorkloadSample, 'at'> => ({
    desired: number(object, 'spec', 'replicas'),
    ready: number(object, 'status', 'readyReplicas'),
    available: number(object, 'status', 'availableReplicas'),
  });
  return {
    Deployment: replicas,
    ReplicaSet: replicas,
    ReplicationController: replicas,
    StatefulSet: replicas,
    DaemonSet: (object) => ({
      desired: number(object, 'status', 'desiredNumberScheduled'),
      ready: number(object, 'status', 'numberReady'),
      available: number(object, 'status', 'numberAvailable'),
    }),
    Job: (object) => ({
      desired: number(object, 'spec', 'completions') || number(object, 'spec', 'parallelism'),
      ready: number(object, 'status', 'ready'),
      available: number(object, 'status', 'succeeded'),
    }),
  };
})();

/** Follows a cluster's changes and draws them. Begin before the step, `finish` after it. */
export class TimelineRecorder {
  readonly #from: Instant;
  readonly #owners = new Map<string, Growing>();
  readonly #workloads = new Map<string, { gvk: GroupVersionKind; samples: WorkloadSample[] }>();

  constructor(cluster: Cluster) {
    this.#from = cluster.now;
    for (const pod of cluster.read.list<Pod>(POD)) this.#count(pod, 1, this.#from);
  }

  /** Takes one change in. */
  changed({ gvk, before, after, at }: Commit): void {
    if (gvk.kind === 'Pod' && gvk.group === '') {
      if (before) this.#count(before, -1, at);
      if (after) this.#count(after, 1, at);
      return;
    }
    const object = after ?? before;
    if (after && Object.hasOwn(REPORTED, gvk.kind)) this.#report(gvk, after, at);
    const read = WORKLOADS[gvk.kind];
    if (!read || !object || controllerOf(object as never) !== undefined) return;
    const key = `${object.metadata?.namespace ?? ''}\0${gvk.kind}\0${object.metadata?.name ?? ''}`;
    let lane = this.#workloads.get(key);
    if (!lane) {
      lane = { gvk, samples: before ? [{ at: this.#from, ...read(before) }] : [] };
      this.#workloads.set(key, lane);
    }
    const sample = { at, ...(after ? read(after) : { desired: 0, ready: 0, available: 0 }) };
    const last = lane.samples.at(-1);
    const same = last?.desired === sample.desired && last.ready === sample.ready && last.available === sample.available;
    if (same) return;
    if (last?.at === at && lane.samples.length > 1) lane.samples[lane.samples.length - 1] = sample;
    else lane.samples.push(sample);
  }

  #count(pod: DeepReadonly<Pod>, by: 1 | -1, at: Instant): void {
    const key = ownerKeyOf(pod);
    let owner = this.#owners.get(key);
    if (!owner) {
      owner = { counts: { ...NONE }, samples: [{ at: this.#from, counts: NONE }], images: [], reported: false };
      this.#owners.set(key, owner);
    }
    if (owner.images.length === 0) owner.images = (pod.spec?.containers ?? []).map(({ image }) => image ?? '');
    count(owner.counts, pod, by);
    if (!owner.reported) owner.counts.available = owner.counts.ready;
    this.#sample(owner, at);
  }

  /** Takes in what an owner says of its available Pods. */
  #report(gvk: GroupVersionKind, object: Stored, at: Instant): void {
    const apiVersion = gvk.group === '' ? gvk.version : `${gvk.group}/${gvk.version}`;
    const { namespace = '', name = '' } = object.metadata ?? {};
    const owner = this.#owners.get([namespace, gvk.kind, name, apiVersion].join('\0'));
    if (!owner) return;
    const status = (object as { readonly status?: Readonly<Record<string, unknown>> }).status;
    const available = Number(status?.[REPORTED[gvk.kind] ?? ''] ?? 0);
    if (owner.reported && owner.counts.available === available) return;
    owner.reported = true;
    owner.counts.available = available;
    this.#sample(owner, at);
  }

  #sample(owner: Growing, at: Instant): void {
    const last = owner.samples.at(-1);
    if (last?.at === at) last.counts = { ...owner.counts };
    else owner.samples.push({ at, counts: { ...owner.counts } });
  }

  /** The picture. Owners whose numbers never changed are left out. */
  finish(read: ReadApi, to: Instant, events: readonly EventLine[]): Timeline {
    const lanes: Lane[] = [];
    for (const [key, { samples, images }] of this.#owners) {
      if (samples.length < 2) continue;
      const [namespace = '', kind = '', name = '', apiVersion = ''] = key.split('\0');
      const cut = apiVersion.indexOf('/');
      const gvk = { group: cut < 0 ? '' : apiVersion.slice(0, cut), version: apiVersion.slice(cut + 1), kind };
      lanes.push(laneOf(read, gvk, namespace, name, samples, images));
    }
    const workloads = [...this.#workloads].map(([key, { gvk, samples }]): WorkloadLane => {
      const [namespace = '', , name = ''] = key.split('\0');
      return { gvk, namespace, name, samples };
    });
    lanes.sort((a, b) => compareText(a.namespace, b.namespace) || compareText(a.name, b.name));
    workloads.sort((a, b) => compareText(a.namespace, b.namespace) || compareText(a.name, b.name));
    return { from: this.#from, to, lanes, workloads, events };
  }
}

function laneOf(
  read: ReadApi,
  gvk: GroupVersionKind,
  namespace: string,
  name: string,
  samples: readonly Sample[],
  images: readonly string[],
): Lane {
  const object = read.get(gvk, namespace, name);
  const owner = object ? controllerOf(object as never) : undefined;
  const revision = object?.metadata?.annotations?.[REVISION];
  const changeCause = object?.metadata?.annotations?.[CHANGE_CAUSE];
  const template = (object as { readonly spec?: { readonly template?: DeepReadonly<PodTemplateSpec> } } | undefined)
    ?.spec?.template;
  return {
    namespace,
    kind: gvk.kind,
    name,
    workload: { kind: owner?.kind ?? gvk.kind, name: owner?.name ?? name },
    ...(revision === undefined ? {} : { revision }),
    ...(changeCause === undefined ? {} : { changeCause }),
    images: template?.spec?.containers?.map(({ image }) => image ?? '') ?? images,
    samples,
  };
}
