// Finds out what a command is about: an argument (code lens, tree, explorer), else what is open, else a question.
import * as vscode from 'vscode';
import {
  CLUSTER_LIST,
  CLUSTER_WORKLOADS,
  shortName,
  type ListParams,
  type ObjectName,
  type TreeNode,
  type Workload,
} from '../../../server/src/protocol/cluster.ts';
import { CannotRun, type Drydock } from '../drydock.ts';
import { looksLikeKubernetes } from '../kubernetesDocument.ts';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** The object that an argument names: an object itself, or a line of the Cluster view. */
export function objectOf(argument: unknown): ObjectName | undefined {
  if (!isRecord(argument)) return undefined;
  if (typeof argument['kind'] === 'string' && typeof argument['name'] === 'string')
    return argument as unknown as ObjectName;
  return (argument as Partial<TreeNode>).object ?? undefined;
}

const sameObject = (a: ObjectName, b: ObjectName): boolean =>
  a.kind === b.kind && a.name === b.name && (a.namespace || 'default') === (b.namespace || 'default');

/** What helps when the cluster lacks something: keep what is pending, or apply first. */
function remedies(drydock: Drydock): CannotRun['actions'] {
  return drydock.cluster.pending === null
    ? [{ title: 'Dry-Run Apply', command: 'drydock.dryRunApply' }]
    : [{ title: 'Keep Result', command: 'drydock.keepResult' }];
}

const advice = (drydock: Drydock): string =>
  drydock.cluster.pending === null
    ? 'Dry-run apply its manifest and keep the result first.'
    : 'Keep the result of the last dry run first.';

/** The workload to work on: the argument's, or one that the person picks. Says why when there is none. */
export async function pickWorkload(
  drydock: Drydock,
  argument: unknown,
  what: { readonly title: string; readonly fits: (workload: Workload) => boolean; readonly none: string },
): Promise<Workload> {
  const workloads = await drydock.request<Workload[]>(CLUSTER_WORKLOADS);
  const object = objectOf(argument);
  if (object) {
    const found = workloads.find((workload) => sameObject(workload.object, object));
    if (!found) {
      throw new CannotRun(`${shortName(object)} is not in the dry-run cluster. ${advice(drydock)}`, remedies(drydock));
    }
    if (!what.fits(found)) throw new CannotRun(`${shortName(object)}: ${what.none}`);
    return found;
  }
  if (workloads.length === 0) {
    throw new CannotRun(`There is no workload in the dry-run cluster. ${advice(drydock)}`, remedies(drydock));
  }
  const fitting = workloads.filter(what.fits);
  if (fitting.length === 0) throw new CannotRun(what.none);
  const items = fitting.map((workload) => ({
    label: shortName(workload.object),
    description: `${workload.object.namespace} · ${workload.ready}/${workload.replicas} ready${workload.paused ? ' · paused' : ''}`,
    workload,
  }));
  const choice = await vscode.window.showQuickPick(items, {
    title: what.title,
    placeHolder: 'Which workload?',
    matchOnDescription: true,
  });
  if (!choice) throw new vscode.CancellationError();
  return choice.workload;
}

/** The object of a kind to look at: the argument's, or one that the person picks. Says why when there is none. */
export async function pickObject(
  drydock: Drydock,
  argument: unknown,
  what: ListParams & { readonly title: string },
): Promise<ObjectName> {
  const object = objectOf(argument);
  if (object?.kind === what.kind) return object;
  const { apiVersion, kind, title } = what;
  const objects = await drydock.request<ObjectName[]>(CLUSTER_LIST, { apiVersion, kind } satisfies ListParams);
  if (objects.length === 0) {
    throw new CannotRun(`There is no ${kind} in the dry-run cluster. ${advice(drydock)}`, remedies(drydock));
  }
  const items = objects.map((one) => ({ label: one.name, description: one.namespace, object: one }));
  const choice = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: `Which ${kind}?`,
    matchOnDescription: true,
  });
  if (!choice) throw new vscode.CancellationError();
  return choice.object;
}

/** The kustomization a command is about: the explorer's file or folder, the lens's file, or the active editor's. */
export function pickKustomization(argument: unknown): vscode.Uri {
  if (argument instanceof vscode.Uri) return argument;
  if (typeof argument === 'string') return vscode.Uri.parse(argument);
  const uri = vscode.window.activeTextEditor?.document.uri;
  if (uri !== undefined && /\/(?:kustomization\.ya?ml|Kustomization)$/.test(uri.path)) return uri;
  throw new CannotRun('No kustomization is open. Open a kustomization.yaml, or select its folder in the explorer.');
}

/** The files a command is about: the explorer's selection, the lens's file, or the active editor's. */
export function pickFiles(argument: unknown, selection: unknown): readonly vscode.Uri[] {
  if (Array.isArray(selection) && selection.length > 0) return selection as vscode.Uri[];
  if (argument instanceof vscode.Uri) return [argument];
  if (typeof argument === 'string') return [vscode.Uri.parse(argument)];
  const document = vscode.window.activeTextEditor?.document;
  if (!document) throw new CannotRun('No file is open. Open a manifest, or select files in the explorer.');
  if (looksLikeKubernetes(document)) return [document.uri];
  throw new CannotRun(
    `${vscode.workspace.asRelativePath(document.uri)} holds no Kubernetes manifest (no apiVersion, no kind).`,
    [{ title: 'Dry-Run Apply Workspace', command: 'drydock.dryRunApplyWorkspace' }],
  );
}
