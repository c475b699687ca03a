// Dry runs of one workload: scale, roll back, pause and resume, restart; and any other command line of kubectl's.
import * as vscode from 'vscode';
import { CLUSTER_HISTORY, shortName, type Revision, type Workload } from '../../../server/src/protocol/cluster.ts';
import { CannotRun, type Drydock } from '../drydock.ts';
import type { DryRuns } from '../dryRuns.ts';
import { showLook } from '../virtualDocuments.ts';
import { pickWorkload } from './pick.ts';

const MAX_REPLICAS = 150_000;

const flags = (workload: Workload): string =>
  workload.object.namespace === 'default' ? '' : ` --namespace=${workload.object.namespace}`;

const run = (dryRuns: DryRuns, command: string) => dryRuns.run(command, { command });

const SCALABLE = new Set(['Deployment', 'ReplicaSet', 'ReplicationController', 'StatefulSet']);

/** Asks how many Pods there shall be and shows what would happen. */
export async function dryRunScale(drydock: Drydock, dryRuns: DryRuns, argument: unknown, replicas: unknown) {
  const workload = await pickWorkload(drydock, argument, {
    title: 'Dry-Run Scale',
    fits: ({ object }) => SCALABLE.has(object.kind),
    none: 'Only Deployments, ReplicaSets, ReplicationControllers and StatefulSets can be scaled.',
  });
  const answer =
    typeof replicas === 'number'
      ? String(replicas)
      : await vscode.window.showInputBox({
          title: `Dry-Run Scale ${shortName(workload.object)}`,
          prompt: `Replicas (now ${workload.replicas})`,
          value: String(workload.replicas),
          validateInput: (text) =>
            /^\d+$/.test(text.trim()) && Number(text) <= MAX_REPLICAS
              ? undefined
              : `A whole number from 0 to ${MAX_REPLICAS}`,
        });
  if (answer === undefined) throw new vscode.CancellationError();
  return await run(dryRuns, `scale ${shortName(workload.object)} --replicas=${Number(answer)}${flags(workload)}`);
}

const describe = (revision: Revision): string => revision.changeCause || revision.change || 'first revision';

/** Lists the revisions of a workload; gives the picked one, or undefined. */
async function pickRevision(drydock: Drydock, workload: Workload, title: string, placeHolder: string) {
  const revisions = await drydock.request<Revision[]>(CLUSTER_HISTORY, { object: workload.object });
  if (revisions.length === 0) throw new CannotRun(`${shortName(workload.object)} has no rollout history.`);
  const items = revisions.map((revision) => ({
    label: `Revision ${revision.revision}`,
    description: revision.current ? 'current' : '',
    detail: [describe(revision), revision.changeCause ? revision.change : ''].filter(Boolean).join(' · '),
    revision,
  }));
  const options = { title, placeHolder, matchOnDetail: true };
  return { revisions, picked: (await vscode.window.showQuickPick(items, options))?.revision };
}

const HISTORY = {
  fits: ({ hasHistory }: Workload) => hasHistory,
  none: 'Only Deployments, StatefulSets and DaemonSets have a rollout history.',
};

/** Asks for a revision and shows what rolling back to it would do. */
export async function dryRunRollBack(drydock: Drydock, dryRuns: DryRuns, argument: unknown, revision: unknown) {
  const workload = await pickWorkload(drydock, argument, { title: 'Dry-Run Roll Back', ...HISTORY });
  let target = revision;
  if (typeof target !== 'number') {
    const title = `Dry-Run Roll Back ${shortName(workload.object)}`;
    const { revisions, picked } = await pickRevision(drydock, workload, title, 'Back to which revision?');
    if (!picked) throw new vscode.CancellationError();
    if (picked.current) {
      const only = revisions.length === 1 ? ' and the only one' : '';
      throw new CannotRun(`Revision ${picked.revision} is the current one${only}: there is nothing to roll back.`);
    }
    target = picked.revision;
  }
  return await run(
    dryRuns,
    `rollout undo ${shortName(workload.object)} --to-revision=${String(target)}${flags(workload)}`,
  );
}

/** Shows the revisions; picking one shows its Pod template. */
export async function rolloutHistory(drydock: Drydock, argument: unknown): Promise<void> {
  const workload = await pickWorkload(drydock, argument, { title: 'Rollout History', ...HISTORY });
  const title = `Rollout History of ${shortName(workload.object)}`;
  const { picked } = await pickRevision(drydock, workload, title, 'Pick a revision to see its Pod template');
  if (!picked) return;
  const document = await vscode.workspace.openTextDocument({ language: 'yaml', content: picked.template });
  await vscode.window.showTextDocument(document, { preview: true });
}

/** Pauses a rollout, or resumes it when it is paused. */
export async function pauseOrResume(drydock: Drydock, dryRuns: DryRuns, argument: unknown) {
  const workload = await pickWorkload(drydock, argument, {
    title: 'Pause or Resume Rollout',
    fits: ({ object }) => object.kind === 'Deployment',
    none: 'Only Deployments can be paused and resumed.',
  });
  const verb = workload.paused ? 'resume' : 'pause';
  return await run(dryRuns, `rollout ${verb} ${shortName(workload.object)}${flags(workload)}`);
}

/** Replaces the Pods one after the other, as after a change of the template. */
export async function restartRollout(drydock: Drydock, dryRuns: DryRuns, argument: unknown) {
  const workload = await pickWorkload(drydock, argument, {
    title: 'Dry-Run Restart',
    fits: ({ object }) => ['Deployment', 'StatefulSet', 'DaemonSet'].includes(object.kind),
    none: 'Only Deployments, StatefulSets and DaemonSets can be restarted.',
  });
  return await run(dryRuns, `rollout restart ${shortName(workload.object)}${flags(workload)}`);
}

/** Any command line as one would give it to kubectl. Gives no report where it only looked. */
export async function dryRunCommand(drydock: Drydock, dryRuns: DryRuns, argument: unknown) {
  const line =
    typeof argument === 'string'
      ? argument
      : await vscode.window.showInputBox({
          title: 'Dry-Run a kubectl Command',
          prompt: 'As you would give it to kubectl: it runs on a fork of the dry-run cluster',
          placeHolder: 'set image deployment/web web=nginx:1.27',
        });
  if (line === undefined || line.trim() === '') throw new vscode.CancellationError();
  const command = line.trim().replace(/^kubectl\s+/, '');
  // A command that only looks leaves the last dry run and its timeline where they are.
  if (await showLook(drydock, command)) return undefined;
  return await run(dryRuns, command);
}
