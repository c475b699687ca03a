// Dry-Run Apply: this file, the selection in the explorer, or the whole workspace.
import * as vscode from 'vscode';
import type { DryRunReport } from '../../../server/src/protocol/dryRun.ts';
import type { DryRuns } from '../dryRuns.ts';
import { pickFiles } from './pick.ts';

/** Applies the files to a fork of the cluster. What is typed but not saved counts. */
export function dryRunApply(dryRuns: DryRuns, argument: unknown, selection: unknown): Promise<DryRunReport> {
  const uris = pickFiles(argument, selection);
  const [first] = uris;
  const name = uris.length === 1 && first ? vscode.workspace.asRelativePath(first) : `${uris.length} files`;
  return dryRuns.run(`apply ${name}`, { apply: { uris: uris.map((uri) => uri.toString()) } });
}

export const dryRunApplyWorkspace = (dryRuns: DryRuns): Promise<DryRunReport> =>
  dryRuns.run('apply workspace', { apply: {} });
