// The one dry run that is being looked at: asks the server for it, with progress and a way to cancel, and keeps its
// report until it is kept, discarded or replaced by the next one.
import * as vscode from 'vscode';
import { WorkDoneProgress } from 'vscode-languageclient/node';
import type { ClusterState } from '../../server/src/protocol/cluster.ts';
import {
  DRY_RUN,
  DRY_RUN_DISCARD,
  DRY_RUN_KEEP,
  type DryRunParams,
  type DryRunReport,
} from '../../server/src/protocol/dryRun.ts';
import { CannotRun, type Drydock } from './drydock.ts';

/** What became of the report's outcome. */
export type Decision = 'open' | 'kept' | 'discarded';

/** A dry run that takes longer than this gets a notification with a Cancel button; most are over before. */
const PATIENCE_MS = 1_000;

export class DryRuns implements vscode.Disposable {
  readonly #drydock: Drydock;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  #report: DryRunReport | undefined;
  #decision: Decision = 'open';
  #running: vscode.CancellationTokenSource | undefined;
  #tokens = 0;

  constructor(drydock: Drydock) {
    this.#drydock = drydock;
  }

  get report(): DryRunReport | undefined {
    return this.#report;
  }

  get decision(): Decision {
    return this.#decision;
  }

  /** Whether a dry run is under way. */
  get running(): boolean {
    return this.#running !== undefined;
  }

  /** Runs one step on a fork of the cluster. Throws `CannotRun` with the reason when nothing was done. */
  async run(title: string, params: DryRunParams): Promise<DryRunReport> {
    if (this.#running) {
      throw new CannotRun('A dry run is under way.', [{ title: 'Cancel It', command: 'drydock.cancelDryRun' }]);
    }
    const source = new vscode.CancellationTokenSource();
    this.#setRunning(source);
    try {
      const report = await this.#withProgress(title, source, (workDoneToken) =>
        this.#drydock.request<DryRunReport>(DRY_RUN, { ...params, workDoneToken }, source.token),
      );
      if (report.outcome === 'cancelled') throw new CannotRun(`${title} was cancelled. The cluster is as it was.`);
      if (report.outcome === 'refused') throw new CannotRun(`${title}: ${report.message}`);
      this.#report = report;
      this.#decision = 'open';
      this.#drydock.setCluster(report.cluster);
      this.#changed.fire();
      return report;
    } catch (error) {
      if (!(error instanceof CannotRun) && source.token.isCancellationRequested) {
        throw new CannotRun(`${title} was cancelled. The cluster is as it was.`);
      }
      throw error;
    } finally {
      this.#setRunning(undefined);
      source.dispose();
    }
  }

  cancel(): void {
    if (!this.#running) throw new CannotRun('No dry run is under way.');
    this.#running.cancel();
  }

  async keep(): Promise<void> {
    const report = this.#undecided('keep');
    this.#drydock.setCluster(await this.#drydock.request<ClusterState>(DRY_RUN_KEEP, { id: report.id }));
    this.#decide('kept');
  }

  async discard(): Promise<void> {
    const report = this.#undecided('discard');
    this.#drydock.setCluster(await this.#drydock.request<ClusterState>(DRY_RUN_DISCARD, { id: report.id }));
    this.#decide('discarded');
  }

  /** Forgets the report, for a cluster that was reset. */
  clear(): void {
    this.#report = undefined;
    this.#decide('open');
  }

  dispose(): void {
    this.#running?.cancel();
    this.#changed.dispose();
  }

  #undecided(verb: string): DryRunReport {
    if (this.#report?.changes.length === 0) {
      throw new CannotRun(`“${this.#report.title}” changes nothing: there is nothing to ${verb}.`);
    }
    if (this.#report && this.#decision === 'open') return this.#report;
    if (this.#report) throw new CannotRun(`The result of “${this.#report.title}” has been ${this.#decision} already.`);
    throw new CannotRun(`There is nothing to ${verb}: no dry run has been made yet.`);
  }

  #decide(decision: Decision): void {
    this.#decision = decision;
    this.#changed.fire();
  }

  #setRunning(source: vscode.CancellationTokenSource | undefined): void {
    this.#running = source;
    void vscode.commands.executeCommand('setContext', 'drydock.dryRunning', source !== undefined);
  }

  /** Quiet at first; a notification with Cancel only when it takes long. */
  async #withProgress<T>(
    title: string,
    source: vscode.CancellationTokenSource,
    ask: (workDoneToken: string) => Promise<T>,
  ): Promise<T> {
    const token = `drydock-dry-run-${++this.#tokens}`;
    const client = await this.#drydock.server.client();
    let show: (message: string, percentage: number | undefined) => void = () => undefined;
    const listening = client.onProgress(WorkDoneProgress.type, token, (value) => {
      if (value.kind !== 'end') show(value.message ?? '', value.percentage);
    });
    const work = ask(token);
    const over = work.then(
      () => undefined,
      () => undefined,
    );
    const timer = setTimeout(() => {
      void vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title: `Drydock: ${title}`, cancellable: true },
        (progress, cancelled) => {
          cancelled.onCancellationRequested(() => source.cancel());
          let before = 0;
          show = (message, percentage) => {
            const increment = Math.max(0, (percentage ?? before) - before);
            before += increment;
            progress.report({ message, increment });
          };
          return over;
        },
      );
    }, PATIENCE_MS);
    try {
      return await work;
    } finally {
      clearTimeout(timer);
      listening.dispose();
    }
  }
}
