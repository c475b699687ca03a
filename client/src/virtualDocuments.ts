// Read-only documents: the two sides of a dry run's diff and the objects of the cluster. They have no file behind them,
// so VS Code never asks to save them.
import * as vscode from 'vscode';
import {
  CLUSTER_LOOK,
  CLUSTER_OBJECT,
  CLUSTER_VIEW,
  type Look,
  type LookParams,
  type ObjectName,
  type ViewName,
  type ViewParams,
} from '../../server/src/protocol/cluster.ts';
import { DRY_RUN_TEXT, type DryRunReport, type ObjectChange } from '../../server/src/protocol/dryRun.ts';
import {
  KUSTOMIZE_BUILD,
  type KustomizeBuild,
  type KustomizeBuildParams,
} from '../../server/src/protocol/kustomize.ts';
import { CannotRun, type Drydock } from './drydock.ts';

const DIFF_SCHEME = 'drydock-diff';
const OBJECT_SCHEME = 'drydock-object';
const VIEW_SCHEME = 'drydock-view';
const BUILD_SCHEME = 'drydock-build';

/** What is shown again when the cluster changes. */
const LIVE: ReadonlySet<string> = new Set([OBJECT_SCHEME, VIEW_SCHEME]);

interface DiffQuery {
  readonly id: number;
  readonly side: 'before' | 'after';
  readonly object: ObjectName;
}

/** `/default/Deployment/web.yaml`: what tabs and breadcrumbs show. */
const pathOf = (object: ObjectName): string =>
  `/${[object.namespace, object.kind, `${object.name}.yaml`].filter((part) => part !== '').join('/')}`;

const uriOf = (scheme: string, object: ObjectName, query: object): vscode.Uri =>
  vscode.Uri.from({ scheme, path: pathOf(object), query: JSON.stringify(query) });

const diffUri = (report: DryRunReport, { object }: ObjectChange, side: DiffQuery['side']): vscode.Uri =>
  uriOf(DIFF_SCHEME, object, { id: report.id, side, object } satisfies DiffQuery);

/** Serves the documents. Objects of the cluster are read again when the cluster changes. */
export function provideVirtualDocuments(drydock: Drydock): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const refresh = (): void => {
    for (const { uri } of vscode.workspace.textDocuments) if (LIVE.has(uri.scheme)) changed.fire(uri);
  };
  const rebuild = (): void => {
    for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === BUILD_SCHEME) changed.fire(uri);
  };
  return vscode.Disposable.from(
    changed,
    drydock.onDidChangeCluster(refresh),
    vscode.workspace.onDidSaveTextDocument(rebuild),
    vscode.workspace.registerTextDocumentContentProvider(DIFF_SCHEME, {
      provideTextDocumentContent: (uri) => drydock.request<string>(DRY_RUN_TEXT, JSON.parse(uri.query) as DiffQuery),
    }),
    vscode.workspace.registerTextDocumentContentProvider(OBJECT_SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: async (uri) => {
        const { object } = JSON.parse(uri.query) as { object: ObjectName };
        const text = await drydock.request<string | null>(CLUSTER_OBJECT, { object });
        return text ?? gone(object);
      },
    }),
    vscode.workspace.registerTextDocumentContentProvider(BUILD_SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => buildText(drydock, JSON.parse(uri.query) as KustomizeBuildParams),
    }),
    vscode.workspace.registerTextDocumentContentProvider(VIEW_SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => viewText(drydock, JSON.parse(uri.query) as ViewParams | LookParams),
    }),
  );
}

const gone = (object: ObjectName): string =>
  `# ${object.kind} ${object.name} is not in the dry-run cluster any more.\n`;

async function viewText(drydock: Drydock, query: ViewParams | LookParams): Promise<string> {
  if ('command' in query) return (await drydock.request<Look | null>(CLUSTER_LOOK, query))?.text ?? '';
  return (await drydock.request<string | null>(CLUSTER_VIEW, query)) ?? gone(query.object);
}

/** What a kustomization builds; why it does not, as comments. */
async function buildText(drydock: Drydock, query: KustomizeBuildParams): Promise<string> {
  const { text, failed } = await drydock.request<KustomizeBuild>(KUSTOMIZE_BUILD, query);
  return failed ? `${text.replace(/^/gm, '# ')}\n` : text;
}

/** Shows what the kustomization of a file or folder builds. It is read again when something is saved. */
export async function showBuild(of: vscode.Uri): Promise<void> {
  const folder = /\/[^/]*kustomization[^/]*$/i.test(of.path) ? vscode.Uri.joinPath(of, '..') : of;
  const path = `/${vscode.workspace.asRelativePath(folder)}/build.yaml`;
  const query = JSON.stringify({ uri: of.toString() } satisfies KustomizeBuildParams);
  const uri = vscode.Uri.from({ scheme: BUILD_SCHEME, path, query });
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
}

const VIEW_TITLES: Readonly<Record<ViewName, string>> = {
  logs: 'logs',
  scheduling: 'scheduling',
  routes: 'routes',
  describe: 'description',
};

async function showPage(path: string, query: ViewParams | LookParams): Promise<void> {
  const uri = vscode.Uri.from({ scheme: VIEW_SCHEME, path: `/${path}`, query: JSON.stringify(query) });
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
}

/** Shows a page about an object as plain text. */
export const showView = (object: ObjectName, view: ViewName): Promise<void> =>
  showPage(`${object.namespace || 'cluster'}/${object.kind}/${object.name} (${VIEW_TITLES[view]})`, { object, view });

/** Shows what a command prints that only looks. False if the command does more than that: then nothing is shown. */
export async function showLook(drydock: Drydock, command: string): Promise<boolean> {
  const look = await drydock.request<Look | null>(CLUSTER_LOOK, { command } satisfies LookParams);
  if (look) await showPage(`kubectl ${command.replaceAll('/', '\u2215')}`, { command });
  return look !== null;
}

/** Shows an object of the cluster as YAML. */
export async function showObject(object: ObjectName): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uriOf(OBJECT_SCHEME, object, { object }));
  await vscode.window.showTextDocument(document, { preview: true });
}

/** What a person wants compared: one object, or what the step itself changed, or (if nothing) all that followed. */
function wanted(report: DryRunReport, object: ObjectName | undefined): readonly ObjectChange[] {
  if (object) {
    return report.changes.filter(
      ({ object: { kind, namespace, name } }) =>
        kind === object.kind && namespace === object.namespace && name === object.name,
    );
  }
  const direct = report.changes.filter((change) => change.direct);
  return direct.length > 0 ? direct : report.changes;
}

/** Compares objects before and after: one in the diff editor, several in the multi-diff editor. */
export async function showDiff(report: DryRunReport | undefined, object?: ObjectName): Promise<void> {
  if (!report) throw new CannotRun('There is nothing to compare: no dry run has been made yet.');
  const changes = wanted(report, object);
  const [first] = changes;
  if (first === undefined) throw new CannotRun(`“${report.title}” changes no object.`);
  if (changes.length === 1) {
    const title = `${first.object.kind} ${first.object.name}: before ↔ after`;
    const options = { preview: true } satisfies vscode.TextDocumentShowOptions;
    const [before, after] = [diffUri(report, first, 'before'), diffUri(report, first, 'after')];
    await vscode.commands.executeCommand('vscode.diff', before, after, title, options);
    return;
  }
  const sides = changes.map((change) => {
    const before = diffUri(report, change, 'before');
    const after = diffUri(report, change, 'after');
    // A side that does not exist is left out: the editor then says “added” or “deleted” by itself.
    return [after, change.change === 'created' ? undefined : before, change.change === 'deleted' ? undefined : after];
  });
  await vscode.commands.executeCommand('vscode.changes', `Dry run: ${report.title}`, sides);
}
