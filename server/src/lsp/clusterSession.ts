// The dry-run cluster of one workspace: the user's state, the one dry run that is being looked at, keeping and
// discarding it, and the state on disk. Runs go on in slices between the client's messages, so that a keystroke never
// waits for a rollout; requests about the cluster go one after the other.
import { LSPErrorCodes, ResponseError, type CancellationToken } from 'vscode-languageserver';
import { Cluster, type ClusterOptions, type SavedCluster } from '../cluster/cluster.ts';
import { clusterOptions } from '../dryrun/newCluster.ts';
import { runStep, type PlanProgress } from '../dryrun/plan.ts';
import type { Step, StepOutcome } from '../dryrun/step.ts';
import type { ClusterState, ObjectName } from '../protocol/cluster.ts';
import type { ChangeTextParams, DryRunParams, DryRunReport } from '../protocol/dryRun.ts';
import { Baseline } from './baseline.ts';
import { countObjects } from './dryRun/clusterTree.ts';
import {
  buildAt,
  nodeManifests,
  objectsIn,
  objectsOfBuild,
  objectsToApply,
  resourceAt,
  seedOf,
  writtenAs,
} from './dryRun/manifests.ts';
import { findObject } from './dryRun/objectNames.ts';
import { diffTexts } from './dryRun/objectText.ts';
import { rejectionFindings } from './dryRun/rejections.ts';
import { reportOf } from './dryRun/report.ts';
import { readState, removeState, writeState } from './dryRun/stateFile.ts';
import { describeWriteBack, type Written } from './dryRun/writeBack.ts';
import type { Progress } from './handler.ts';
import type { Session } from './session.ts';

/** How long a run may keep other messages waiting. */
const SLICE_MS = 12;
/** Tasks between two looks at the clock; one may create 500 Pods, most take less than a millisecond. */
const TASKS = 20;
const FORMAT = 1;
const REJECTIONS = 'dry-run';

/** A turn of the event loop, so that the client's messages are handled in between. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What is written to disk. */
interface SavedState {
  readonly format: typeof FORMAT;
  readonly kept: number;
  readonly seed: string;
  readonly cluster: SavedCluster;
}

interface Pending {
  readonly id: number;
  readonly outcome: StepOutcome;
  readonly ofCommand: boolean;
}

const isSaved = (value: unknown): value is SavedState =>
  typeof value === 'object' && value !== null && (value as Partial<SavedState>).format === FORMAT;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const plainName = (uri: string): string => decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));

/** The cluster of one session. */
export class ClusterSession {
  static readonly #all = new WeakMap<Session, ClusterSession>();

  readonly #session: Session;
  #stateDir: string | undefined;
  #cluster: Cluster | undefined;
  #kept = 0;
  #pending: Pending | undefined;
  /** The last dry run, kept or not: its diff can still be looked at. */
  #last: Pending | undefined;
  #problem: string | null = null;
  #ids = 0;
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(session: Session) {
    this.#session = session;
  }

  /** The one cluster of a session. */
  static of(session: Session): ClusterSession {
    let found = this.#all.get(session);
    if (!found) this.#all.set(session, (found = new ClusterSession(session)));
    return found;
  }

  /** Says where the state is kept. What is there is taken up when the cluster is needed. */
  open(stateDir: string | undefined): Promise<ClusterState> {
    return this.#inTurn(async () => {
      if (stateDir !== this.#stateDir) {
        this.#stateDir = stateDir;
        this.#setUser(undefined);
      }
      if (stateDir === undefined || this.#cluster) return this.#state();
      const { value, problem } = await readState(stateDir);
      this.#problem = problem;
      if (value !== undefined) this.#restore(value);
      return this.#state();
    });
  }

  /** Makes the cluster anew, with the nodes that the settings name now. */
  reset(): Promise<ClusterState> {
    return this.#inTurn(async () => {
      this.#setUser(undefined);
      this.#pending = undefined;
      this.#last = undefined;
      this.#kept = 0;
      this.#problem = null;
      this.#session.setExtraFindings(REJECTIONS, []);
      if (this.#stateDir !== undefined) await removeState(this.#stateDir);
      await this.#user();
      return this.#state();
    });
  }

  /** Reads something of the user's cluster. */
  read<T>(look: (cluster: Cluster) => T): Promise<T> {
    return this.#inTurn(async () => look(await this.#user()));
  }

  /**
   * Reads something of what a person looks at: the outcome of the last dry run as long as it is neither kept nor
   * discarded, else the user's cluster. `pending` is the title of that dry run.
   */
  look<T>(see: (cluster: Cluster, pending: string | undefined) => T): Promise<T> {
    return this.#inTurn(async () => {
      const pending = this.#pending;
      return pending ? see(pending.outcome.after, pending.outcome.command) : see(await this.#user(), undefined);
    });
  }

  /** Runs one step on a fork. */
  run(params: DryRunParams, token: CancellationToken, progress: Progress): Promise<DryRunReport> {
    return this.#inTurn(async () => {
      const { step, title, problem } = this.#stepOf(params);
      if (problem !== '') return this.#nothing('refused', title, problem);
      const cluster = await this.#user();
      const run = runStep(cluster, step, {
        readObjects: (path) => this.objectsAt(path),
        buildObjects: (path) => this.builtAt(path),
        slice: TASKS,
      });
      const outcome = await this.#inSlices(run, token, progress);
      if (outcome === undefined || outcome.end === 'cancelled') return this.#nothing('cancelled', title, 'cancelled');
      if (outcome.results.length === 0 && outcome.exitCode !== 0) {
        return this.#nothing('refused', title, outcome.stderr.join('\n'));
      }
      return this.#report(outcome, title, 'command' in step);
    });
  }

  keep(id: number): Promise<ClusterState> {
    return this.#inTurn(async () => {
      const pending = this.#undecided(id);
      const { after } = pending.outcome;
      await this.#save(after, this.#kept + 1);
      this.#setUser(after);
      this.#kept++;
      this.#pending = undefined;
      return this.#state();
    });
  }

  discard(id: number): Promise<ClusterState> {
    return this.#inTurn(() => {
      this.#undecided(id);
      this.#pending = undefined;
      this.#session.setExtraFindings(REJECTIONS, []);
      return this.#state();
    });
  }

  /** One side of the diff of an object; "" where it does not exist, or the dry run is not there any more. */
  textOf({ id, object, side }: ChangeTextParams): string {
    if (this.#last?.id !== id) return '# This dry run is over.\n';
    const { before, after } = this.#last.outcome;
    return diffTexts(findObject(before.read, object), findObject(after.read, object))[side];
  }

  /** What a dry run changed and a manifest could say. */
  written(id: number): readonly Written[] {
    if (this.#last?.id !== id || !this.#last.ofCommand) return [];
    const { results, before, after } = this.#last.outcome;
    return results.flatMap(({ gvk, namespace, name }): Written[] => {
      if (!gvk) return [];
      const was = before.read.get(gvk, namespace, name);
      const is = after.read.get(gvk, namespace, name);
      const apiVersion = is?.apiVersion ?? '';
      const object: ObjectName = { apiVersion, kind: gvk.kind, namespace, name };
      const resource = was && is && writtenAs(this.#session, object);
      return resource ? [{ resource, before: was, after: is }] : [];
    });
  }

  #inTurn<T>(work: () => T | Promise<T>): Promise<T> {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => undefined);
    return result;
  }

  /** Manifests are compared with what was applied to the user's cluster. */
  #setUser(cluster: Cluster | undefined): void {
    this.#cluster = cluster;
    Baseline.of(this.#session).setCluster(cluster);
  }

  #options(): ClusterOptions {
    const own = nodeManifests(this.#session);
    if (own?.problem != null) this.#problem = own.problem;
    return clusterOptions(seedOf(this.#session), own !== undefined && own.nodes.length > 0 ? own.nodes : undefined);
  }

  #restore(value: unknown): void {
    try {
      if (!isSaved(value)) throw new Error('it is of another version of Drydock');
      this.#setUser(Cluster.restore(clusterOptions(value.seed), value.cluster));
      this.#kept = value.kept;
    } catch (error) {
      this.#problem = `The saved dry-run cluster could not be used (${messageOf(error)}); a new one was made.`;
    }
  }

  /** The user's cluster; made, and given the time to come up, when it is needed for the first time. */
  async #user(): Promise<Cluster> {
    if (this.#cluster) return this.#cluster;
    const cluster = Cluster.create(this.#options());
    const run = cluster.run();
    let since = performance.now();
    while (run.next().done !== true) {
      if (performance.now() - since < SLICE_MS) continue;
      await breathe();
      since = performance.now();
    }
    return (this.#cluster = cluster);
  }

  async #inSlices(
    run: Generator<PlanProgress, StepOutcome>,
    token: CancellationToken,
    progress: Progress,
  ): Promise<StepOutcome | undefined> {
    let since = performance.now();
    for (;;) {
      const slice = run.next();
      if (slice.done === true) return slice.value;
      if (performance.now() - since < SLICE_MS) continue;
      const { commits, pending } = slice.value;
      progress.report(`${commits} changes so far, ${pending} tasks waiting`);
      await breathe();
      if (token.isCancellationRequested) {
        run.return(undefined as never);
        return undefined;
      }
      since = performance.now();
    }
  }

  #stepOf(params: DryRunParams): { readonly step: Step; readonly title: string; readonly problem: string } {
    if (params.command !== undefined) {
      return { step: { command: params.command }, title: params.command, problem: '' };
    }
    const uris = params.apply?.uris;
    const objects = uris === undefined ? objectsIn(this.#session, uris) : objectsToApply(this.#session, uris);
    const [first] = uris ?? [];
    const one = uris?.length === 1 && first !== undefined ? plainName(first) : `${uris?.length ?? 0} files`;
    const title = `apply ${uris === undefined ? 'workspace' : one}`;
    const step: Step = { apply: objects, title };
    if (objects.length > 0) return { step, title, problem: '' };
    const where = uris === undefined ? 'The workspace' : one;
    return { step, title, problem: `${where} holds no Kubernetes manifest.` };
  }

  /** The objects of a file that a command names, as a path below the first folder or as it stands. */
  objectsAt(path: string) {
    const bases = [...this.#session.folders.keys()].map((folder) => `${folder}/${path.replace(/^\.\//, '')}`);
    const objects = objectsIn(this.#session, [...bases, path]);
    return objects.length > 0 ? objects : undefined;
  }

  /** What the kustomization of a folder that a command names builds, or why it builds nothing. */
  builtAt(path: string) {
    const below = path.replace(/^\.(?:\/|$)/, '').replace(/\/+$/, '');
    for (const folder of this.#session.folders.keys()) {
      const build = buildAt(this.#session, below === '' ? folder : `${folder}/${encodeURI(below)}`);
      if (build !== undefined) return objectsOfBuild(this.#session, build, path);
    }
    return `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${path}'`;
  }

  #report(outcome: StepOutcome, title: string, ofCommand: boolean): DryRunReport {
    const session = this.#session;
    const pending: Pending = { id: ++this.#ids, outcome, ofCommand };
    this.#last = pending;
    const find = (origin: string, ordinal: number) => resourceAt(session, origin, ordinal);
    session.setExtraFindings(
      REJECTIONS,
      rejectionFindings(outcome, find, (uri) => session.analysis.findings(uri)),
    );
    const parts = reportOf(outcome, ({ origin, ordinal, madeAt }) => {
      const made = madeAt?.(['kind']);
      if (made) {
        const line = session.positionsOf(made.file)?.positionAt(made.range.start).line ?? 0;
        return { uri: session.clientUri(made.file), line };
      }
      const resource = find(origin, ordinal);
      const positions = session.positionsOf(origin);
      if (!resource || !positions) return undefined;
      return { uri: session.clientUri(origin), line: positions.positionAt(resource.nearestRange(['kind']).start).line };
    });
    // A step that changes nothing leaves nothing to be decided.
    this.#pending = parts.changes.length > 0 ? pending : undefined;
    const writeBack = describeWriteBack(this.written(pending.id));
    return { id: pending.id, title, outcome: 'done', ...parts, writeBack, cluster: this.#state() };
  }

  #nothing(outcome: 'cancelled' | 'refused', title: string, message: string): DryRunReport {
    return {
      ...{ id: ++this.#ids, title, outcome, message, results: [], settled: false, limit: '', virtualSeconds: 0 },
      ...{ unsettled: [], changes: [], outcomes: [], rollouts: [], events: [], writeBack: '' },
      cluster: this.#state(),
    };
  }

  #undecided(id: number): Pending {
    if (this.#pending?.id === id) return this.#pending;
    throw new ResponseError(LSPErrorCodes.RequestFailed, 'That dry run is not the last one any more: run it again.');
  }

  async #save(cluster: Cluster, kept: number): Promise<void> {
    if (this.#stateDir === undefined) return;
    const state: SavedState = { format: FORMAT, kept, seed: cluster.options.seed ?? '', cluster: cluster.save() };
    try {
      await writeState(this.#stateDir, state);
    } catch (error) {
      // The result is kept for as long as the server runs; the log and the state's problem say that it is not longer.
      this.#problem = `The dry-run cluster could not be saved (${messageOf(error)}): it will be lost with the window.`;
      this.#session.log.error(this.#problem);
    }
  }

  #state(): ClusterState {
    const objects = this.#cluster ? countObjects(this.#cluster.read) : 0;
    return { objects, kept: this.#kept, pending: this.#pending?.id ?? null, problem: this.#problem };
  }
}
