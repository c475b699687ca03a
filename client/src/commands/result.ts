// What can be done with the result of a dry run besides keeping or discarding it.
import * as vscode from 'vscode';
import type { WorkspaceEdit } from 'vscode-languageclient/node';
import { DRY_RUN_WRITE_BACK } from '../../../server/src/protocol/dryRun.ts';
import { CannotRun, type Drydock } from '../drydock.ts';
import type { DryRuns } from '../dryRuns.ts';

/** Writes the outcome into the manifest it belongs to, as one ordinary edit that can be undone. */
export async function writeBack(drydock: Drydock, dryRuns: DryRuns): Promise<void> {
  const { report } = dryRuns;
  if (!report || report.writeBack === '') {
    throw new CannotRun(
      'There is nothing to write into a manifest: only scaling and rolling back change what is written.',
    );
  }
  const client = await drydock.server.client();
  const answer = await client.sendRequest<WorkspaceEdit | null>(DRY_RUN_WRITE_BACK, { id: report.id });
  const edit = await client.protocol2CodeConverter.asWorkspaceEdit(answer);
  const [entry] = edit?.entries() ?? [];
  if (!edit || !entry) throw new CannotRun('The manifest has changed since the dry run: run it again.');
  await vscode.workspace.applyEdit(edit);
  const [uri, edits] = entry;
  const [first] = edits;
  await vscode.window.showTextDocument(uri, {
    viewColumn: vscode.ViewColumn.One,
    ...(first ? { selection: first.range } : {}),
  });
}

/** Makes the cluster anew. Asks first when that would lose something. */
export async function resetCluster(drydock: Drydock, dryRuns: DryRuns, confirmed: unknown): Promise<void> {
  const { kept } = drydock.cluster;
  if (kept > 0 && confirmed !== true) {
    const detail = `${kept === 1 ? 'One result that was' : `${kept} results that were`} kept will be lost, with the rollout history.`;
    const answer = await vscode.window.showWarningMessage(
      'Reset the dry-run cluster?',
      { modal: true, detail },
      'Reset',
    );
    if (answer !== 'Reset') return;
  }
  await drydock.resetCluster();
  dryRuns.clear();
}
