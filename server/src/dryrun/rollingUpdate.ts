// kubectl's old rolling update of ReplicationControllers: a client that scales one controller up and the other down, Pod
// by Pod. Nothing of it runs in the cluster: a client that is interrupted leaves both controllers as they are.
// Removed from kubectl in 1.18. Source: pkg/kubectl/rolling_updater.go, pkg/kubectl/cmd/rollingupdate.go, ≤ 1.17.
import { cloneJson } from '../base/json.ts';
import { matchesLabels } from '../api/labelSelector.ts';
import type { Status } from '../api/status.ts';
import type { Pod, ReplicationController } from '../api/types.generated.ts';
import { isPodAvailable } from '../cluster/workloads/podState.ts';
import { errorLines, type Pause, type VerbContext } from './verb.ts';

export const RC = { group: '', version: 'v1', kind: 'ReplicationController' } as const;
const POD = { group: '', version: 'v1', kind: 'Pod' } as const;

const PREFIX = 'kubectl.kubernetes.io/';
const SOURCE_ID = `${PREFIX}update-source-id`;
const DESIRED_REPLICAS = `${PREFIX}desired-replicas`;
const ORIGINAL_REPLICAS = `${PREFIX}original-replicas`;
/** Where the old controller says which one follows it. */
export const NEXT_CONTROLLER = `${PREFIX}next-controller-id`;

/** How the update goes on. */
export interface RollingUpdate {
  readonly namespace: string;
  readonly oldName: string;
  /** The controller that takes over, as it is to be created, or as it is stored. */
  readonly target: ReplicationController;
  /** What is done with the old controller at the end. */
  readonly cleanup: 'delete' | 'rename';
  /** Between two steps. */
  readonly updatePeriodMs: number;
  /** Between two looks. */
  readonly pollIntervalMs: number;
  /** How long it goes on without any progress. */
  readonly timeoutMs: number;
  /** When the person presses Ctrl-C; undefined: never. */
  readonly interruptAtMs: number | undefined;
}

/** What ends an update early: an error of the client's own, a refusal of the server, or Ctrl-C. */
export class Stopped extends Error {
  readonly refusal: Status | undefined;
  readonly interrupted: boolean;

  constructor(message: string, refusal?: Status, interrupted = false) {
    super(message);
    this.refusal = refusal;
    this.interrupted = interrupted;
  }
}

/** The client at work. `say` gets the lines that it prints. Throws `Stopped`, which its verb catches. */
export class RollingUpdater {
  readonly #context: VerbContext;
  readonly #update: RollingUpdate;
  readonly #say: (line: string) => void;

  constructor(context: VerbContext, update: RollingUpdate, say: (line: string) => void) {
    this.#context = context;
    this.#update = update;
    this.#say = say;
  }

  /** Drives the update to its end. The name of the controller that is left. */
  *run(): Generator<Pause, string> {
    const { oldName, target, cleanup } = this.#update;
    let old = this.get(oldName);
    let fresh = this.#target(old);
    const desired = Number(fresh.metadata?.annotations?.[DESIRED_REPLICAS]);
    old = this.#rememberSize(old);
    // One Pod more than wanted for a moment, never one less: surge 1, unavailable 0.
    const surge = 1;
    const least = desired;
    this.#say(
      `Scaling up ${nameOf(fresh)} from ${sizeOf(fresh)} to ${desired}, scaling down ${oldName} from ${sizeOf(old)} to 0 ` +
        `(keep ${least} pods available, don't exceed ${desired + surge} pods)`,
    );
    let deadline = this.#context.now() + this.#update.timeoutMs;
    while (sizeOf(fresh) !== desired || sizeOf(old) !== 0) {
      const before = [sizeOf(fresh), sizeOf(old)];
      fresh = yield* this.#scaleUp(fresh, old, desired, surge);
      yield* this.#sleep(this.#update.updatePeriodMs);
      old = yield* this.#scaleDown(fresh, old, desired, least);
      if (sizeOf(fresh) !== before[0] || sizeOf(old) !== before[1])
        deadline = this.#context.now() + this.#update.timeoutMs;
      else if (this.#context.now() > deadline)
        throw new Stopped('timed out waiting for any update progress to be made');
    }
    this.#change(nameOf(fresh), (draft) => {
      delete draft.metadata?.annotations?.[SOURCE_ID];
      delete draft.metadata?.annotations?.[DESIRED_REPLICAS];
    });
    yield* this.#untilSized(nameOf(fresh));
    return yield* this.#cleanUp(cleanup, nameOf(target) === '' ? nameOf(fresh) : nameOf(target));
  }

  /** A stored controller, to be changed freely. */
  get(name: string): ReplicationController {
    const found = this.#context.server.get(RC, this.#update.namespace, name);
    if (!found.ok) throw new Stopped(found.error.message, found.error);
    return cloneJson(found.value) as ReplicationController;
  }

  /** Source: getOrCreateTargetController. */
  #target(old: ReplicationController): ReplicationController {
    const { target, namespace } = this.#update;
    const sourceId = `${nameOf(old)}:${old.metadata?.uid ?? ''}`;
    const existing = this.#context.server.get(RC, namespace, nameOf(target));
    if (existing.ok) {
      const annotations = existing.value.metadata?.annotations ?? {};
      if (annotations[SOURCE_ID] !== sourceId || annotations[DESIRED_REPLICAS] === undefined) {
        const shown = Object.entries(annotations).map(([key, value]) => `${key}:${value}`);
        const what = `Missing/unexpected annotations for controller ${nameOf(target)}`;
        throw new Stopped(`${what}, expected ${sourceId} : map[${shown.join(' ')}]`);
      }
      this.#say(`Continuing update with existing controller ${nameOf(target)}.`);
      return cloneJson(existing.value) as ReplicationController;
    }
    const replicas = target.spec?.replicas ?? 1;
    if (replicas <= 0) {
      throw new Stopped(`Invalid controller spec for ${nameOf(target)}; required: > 0 replicas, actual: ${replicas}`);
    }
    const created = this.#create({
      ...target,
      metadata: {
        ...target.metadata,
        annotations: {
          ...target.metadata?.annotations,
          [DESIRED_REPLICAS]: String(replicas),
          [SOURCE_ID]: sourceId,
        },
      },
      spec: { ...target.spec, replicas: 0 },
    });
    this.#say(`Created ${nameOf(created)}`);
    return created;
  }

  #rememberSize(old: ReplicationController): ReplicationController {
    if (old.metadata?.annotations?.[ORIGINAL_REPLICAS] !== undefined) return old;
    return this.#change(nameOf(old), (draft) => {
      ((draft.metadata ??= {}).annotations ??= {})[ORIGINAL_REPLICAS] = String(sizeOf(draft));
    });
  }

  *#scaleUp(
    fresh: ReplicationController,
    old: ReplicationController,
    desired: number,
    surge: number,
  ): Generator<Pause, ReplicationController> {
    if (sizeOf(fresh) === desired) return fresh;
    const increment = sizeOf(old) === 0 ? desired - sizeOf(fresh) : desired + surge - sizeOf(old) - sizeOf(fresh);
    if (increment <= 0) return fresh;
    const size = Math.min(desired, sizeOf(fresh) + increment);
    this.#say(`Scaling ${nameOf(fresh)} up to ${size}`);
    return yield* this.#scale(fresh, size);
  }

  *#scaleDown(
    fresh: ReplicationController,
    old: ReplicationController,
    desired: number,
    least: number,
  ): Generator<Pause, ReplicationController> {
    if (sizeOf(old) === 0) return old;
    const available = this.#availablePods(fresh);
    const unavailable = sizeOf(fresh) - available;
    const decrement = sizeOf(old) + sizeOf(fresh) - least - unavailable;
    if (decrement <= 0) return old;
    const done = sizeOf(fresh) === desired && available === desired;
    const size = done ? 0 : Math.max(0, sizeOf(old) - decrement);
    this.#say(`Scaling ${nameOf(old)} down to ${size}`);
    return yield* this.#scale(old, size);
  }

  /** Sets the size and waits until the controller has made it so. Source: ReplicationControllerScaler. */
  *#scale(controller: ReplicationController, size: number): Generator<Pause, ReplicationController> {
    const answer = this.#context.server.setScale(RC, this.#update.namespace, nameOf(controller), size);
    if (!answer.ok) throw new Stopped(answer.error.message, answer.error);
    return yield* this.#untilSized(nameOf(controller));
  }

  *#untilSized(name: string): Generator<Pause, ReplicationController> {
    const deadline = this.#context.now() + this.#update.timeoutMs;
    for (;;) {
      const { metadata, spec, status } = this.get(name);
      const observed = (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0);
      if (observed && (status?.replicas ?? 0) === (spec?.replicas ?? 0)) return this.get(name);
      if (this.#context.now() > deadline) throw new Stopped('timed out waiting for the condition');
      yield* this.#sleep(this.#update.pollIntervalMs);
    }
  }

  /** Ctrl-C comes while the client sleeps: it does nothing else for long. */
  *#sleep(forMs: number): Generator<Pause, void> {
    const { interruptAtMs } = this.#update;
    const left = interruptAtMs === undefined ? Infinity : interruptAtMs - this.#context.now();
    if (left <= forMs) {
      if (left > 0) yield { forMs: left };
      throw new Stopped('interrupted', undefined, true);
    }
    yield { forMs };
  }

  #availablePods(controller: ReplicationController): number {
    const selector = controller.spec?.selector ?? {};
    return this.#context.read
      .list<Pod>(POD, this.#update.namespace)
      .filter(
        (pod) =>
          pod.metadata?.deletionTimestamp === undefined &&
          matchesLabels(selector, pod.metadata?.labels) &&
          isPodAvailable(pod, 0, this.#context.now()),
      ).length;
  }

  *#cleanUp(cleanup: RollingUpdate['cleanup'], freshName: string): Generator<Pause, string> {
    const { oldName } = this.#update;
    if (cleanup === 'delete') {
      this.#say(`Update succeeded. Deleting ${oldName}`);
      this.#remove(oldName);
      return freshName;
    }
    this.#say(`Update succeeded. Deleting old controller: ${oldName}`);
    this.#remove(oldName);
    this.#say(`Renaming ${freshName} to ${oldName}`);
    // A controller cannot be renamed: it goes without its Pods, and one of the old name adopts them.
    const fresh = this.get(freshName);
    this.#remove(freshName);
    while (this.#context.server.get(RC, this.#update.namespace, oldName).ok)
      yield* this.#sleep(this.#update.pollIntervalMs);
    const { labels, annotations } = fresh.metadata ?? {};
    this.#create({ ...fresh, metadata: { name: oldName, labels, annotations } });
    return oldName;
  }

  /** Deletes a controller and leaves its Pods alone, as a bare DELETE of one does. */
  #remove(name: string): void {
    const answer = this.#context.server.delete(RC, this.#update.namespace, name, { propagationPolicy: 'Orphan' });
    if (!answer.ok) throw new Stopped(answer.error.message, answer.error);
  }

  #create(controller: ReplicationController): ReplicationController {
    const { status: _status, ...body } = controller;
    const answer = this.#context.server.create(RC, this.#update.namespace, body);
    if (!answer.ok) throw new Stopped(errorLines(answer.error).join('\n'), answer.error);
    return cloneJson(answer.value.object) as ReplicationController;
  }

  #change(name: string, change: (draft: ReplicationController) => void): ReplicationController {
    const draft = this.get(name);
    change(draft);
    const answer = this.#context.server.update(RC, this.#update.namespace, name, draft);
    if (!answer.ok) throw new Stopped(answer.error.message, answer.error);
    return cloneJson(answer.value.object) as ReplicationController;
  }
}

export const nameOf = (controller: ReplicationController): string => controller.metadata?.name ?? '';

export const sizeOf = (controller: ReplicationController): number => controller.spec?.replicas ?? 1;

/**
 * Turns an update around: what was new becomes old, and the size is what it was before the update.
 * Source: AbortRollingUpdate.
 */
export function turnAround(old: ReplicationController, fresh: ReplicationController): ReplicationController | string {
  const size = old.metadata?.annotations?.[ORIGINAL_REPLICAS];
  if (size === undefined) return `couldn't find original replica count of "${nameOf(old)}"`;
  const target = cloneJson(old);
  const annotations = ((target.metadata ??= {}).annotations ??= {});
  annotations[SOURCE_ID] = `${nameOf(fresh)}:${fresh.metadata?.uid ?? ''}`;
  annotations[DESIRED_REPLICAS] = size;
  return target;
}
