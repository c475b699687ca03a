// Composition root of the extension. Nothing starts before a Kubernetes manifest is open or a person asks for it.
import * as vscode from 'vscode';
import { ClusterTree } from './clusterTree.ts';
import { dryRunApply, dryRunApplyWorkspace } from './commands/apply.ts';
import { objectOf, pickKustomization } from './commands/pick.ts';
import { explainRule, provideRulePages } from './commands/explainRule.ts';
import { resetCluster, writeBack } from './commands/result.ts';
import {
  dryRunCommand,
  dryRunRollBack,
  dryRunScale,
  pauseOrResume,
  restartRollout,
  rolloutHistory,
} from './commands/workloads.ts';
import { showReferences } from './commands/showReferences.ts';
import { describeObject, explainScheduling, showLogs, showRoutes } from './commands/views.ts';
import { CannotRun, Drydock } from './drydock.ts';
import { DryRuns } from './dryRuns.ts';
import { watchGit } from './gitBaseline.ts';
import { GraphView } from './graphView.ts';
import { looksLikeKubernetes } from './kubernetesDocument.ts';
import { LanguageServer } from './languageServer.ts';
import { EXPLAIN_RULE } from './rulePages.ts';
import { createStatusBar, showStatus } from './statusBar.ts';
import { TimelineView } from './timelineView.ts';
import { provideVirtualDocuments, showBuild, showDiff, showObject } from './virtualDocuments.ts';

/** What the in-editor tests may reach. */
export interface DrydockApi {
  readonly server: LanguageServer;
  readonly drydock: Drydock;
  readonly dryRuns: DryRuns;
}

let running: LanguageServer | undefined;

export function activate(context: vscode.ExtensionContext): DrydockApi {
  const server = new LanguageServer(context);
  running = server;
  const drydock = new Drydock(context, server);
  const dryRuns = new DryRuns(drydock);
  const timeline = new TimelineView(drydock, dryRuns);
  const tree = new ClusterTree(drydock);
  const graph = new GraphView(drydock);
  context.subscriptions.push(server, drydock, dryRuns, timeline, tree, graph);
  context.subscriptions.push(
    createStatusBar(server),
    provideVirtualDocuments(drydock),
    provideRulePages(drydock),
    watchManifests(server),
    watchGit(drydock),
    drydock.register('drydock.showGraph', () => graph.show()),
    drydock.register('drydock.showKustomizeBuild', (argument) => showBuild(pickKustomization(argument))),
    drydock.register(EXPLAIN_RULE, (argument) => explainRule(drydock, argument)),
    ...serverCommands(drydock),
    ...dryRunCommands(drydock, dryRuns, timeline),
    ...resultCommands(drydock, dryRuns, timeline, tree),
  );
  return { server, drydock, dryRuns };
}

export async function deactivate(): Promise<void> {
  await running?.stop();
}

const serverCommands = (drydock: Drydock): vscode.Disposable[] => [
  drydock.register('drydock.showStatus', () => showStatus(drydock.server)),
  drydock.register('drydock.showReferences', showReferences),
  drydock.register('drydock.showLog', () => drydock.server.log.show()),
  drydock.register('drydock.restart', () => drydock.server.restart()),
  drydock.register('drydock.stop', () => {
    if (drydock.server.state === 'running' || drydock.server.state === 'starting') return drydock.server.stop();
    throw new CannotRun('Drydock is not running.');
  }),
];

/** Every dry run ends with its timeline beside the editor; a command that only looked has none. */
function dryRunCommands(drydock: Drydock, dryRuns: DryRuns, timeline: TimelineView): vscode.Disposable[] {
  const register = (command: string, run: (...args: unknown[]) => Promise<unknown>): vscode.Disposable =>
    drydock.register(command, async (...args) => {
      const report = await run(...args);
      if (report !== undefined) timeline.show();
      return report;
    });
  return [
    register('drydock.dryRunApply', (argument, selection) => dryRunApply(dryRuns, argument, selection)),
    register('drydock.dryRunApplyWorkspace', () => dryRunApplyWorkspace(dryRuns)),
    register('drydock.dryRunScale', (argument, replicas) => dryRunScale(drydock, dryRuns, argument, replicas)),
    register('drydock.dryRunRollBack', (argument, revision) => dryRunRollBack(drydock, dryRuns, argument, revision)),
    register('drydock.pauseResumeRollout', (argument) => pauseOrResume(drydock, dryRuns, argument)),
    register('drydock.restartRollout', (argument) => restartRollout(drydock, dryRuns, argument)),
    register('drydock.dryRunCommand', (argument) => dryRunCommand(drydock, dryRuns, argument)),
  ];
}

const resultCommands = (
  drydock: Drydock,
  dryRuns: DryRuns,
  timeline: TimelineView,
  tree: ClusterTree,
): vscode.Disposable[] => [
  drydock.register('drydock.rolloutHistory', (argument) => rolloutHistory(drydock, argument)),
  drydock.register('drydock.keepResult', () => dryRuns.keep()),
  drydock.register('drydock.discardResult', () => dryRuns.discard()),
  drydock.register('drydock.cancelDryRun', () => dryRuns.cancel()),
  drydock.register('drydock.showDiff', (argument) => showDiff(dryRuns.report, objectOf(argument))),
  drydock.register('drydock.showTimeline', () => {
    if (!dryRuns.report) throw new CannotRun('No dry run has been made yet.');
    timeline.show();
  }),
  drydock.register('drydock.writeBack', () => writeBack(drydock, dryRuns)),
  drydock.register('drydock.resetCluster', (confirmed) => resetCluster(drydock, dryRuns, confirmed)),
  drydock.register('drydock.refreshCluster', () => tree.refresh()),
  drydock.register('drydock.showLogs', (argument) => showLogs(drydock, argument)),
  drydock.register('drydock.explainScheduling', (argument) => explainScheduling(drydock, argument)),
  drydock.register('drydock.showRoutes', (argument) => showRoutes(drydock, argument)),
  drydock.register('drydock.describeObject', (argument) => describeObject(argument)),
  drydock.register('drydock.showObject', (argument) => {
    const object = objectOf(argument);
    if (!object) throw new CannotRun('Pick an object in the Cluster view.');
    return showObject(object);
  }),
];

/** Starts the server with the first document that looks like Kubernetes; says which menus make sense. */
function watchManifests(server: LanguageServer): vscode.Disposable {
  const setContext = (name: string, value: boolean): void =>
    void vscode.commands.executeCommand('setContext', `drydock.${name}`, value);
  let manifestActive = false;
  const look = (document: vscode.TextDocument): void => {
    const active = document === vscode.window.activeTextEditor?.document;
    if (!active && server.state !== 'waiting') return;
    const ours = looksLikeKubernetes(document);
    if (active) setContext('manifestActive', (manifestActive = ours));
    // The status bar says what went wrong, and the log has it; nobody asked for a pop-up.
    if (ours && server.state === 'waiting') server.start().catch(() => undefined);
  };
  vscode.workspace.textDocuments.forEach(look);
  setContext('active', server.state !== 'waiting');
  return vscode.Disposable.from(
    server.onDidChangeState((state) => setContext('active', state !== 'waiting')),
    server.onDidChangeState((state) => setContext('running', state === 'running')),
    vscode.workspace.onDidOpenTextDocument(look),
    // Once a document is known to be a manifest, keystrokes in it are not looked at here any more.
    vscode.workspace.onDidChangeTextDocument(({ document }) => manifestActive || look(document)),
    vscode.window.onDidChangeActiveTextEditor((editor) => {
      if (editor) look(editor.document);
      else setContext('manifestActive', (manifestActive = false));
    }),
  );
}
