// The Cluster view: namespaces → workloads → ReplicaSets → Pods, Services with endpoints, events. The server says what
// the lines are; this draws them.
import * as vscode from 'vscode';
import { CLUSTER_TREE, type Health, type TreeNode } from '../../server/src/protocol/cluster.ts';
import type { Drydock } from './drydock.ts';

const ICONS: Readonly<Record<string, string>> = {
  namespace: 'symbol-namespace',
  group: 'folder',
  events: 'list-unordered',
  endpoint: 'plug',
  Node: 'server',
  Deployment: 'rocket',
  StatefulSet: 'database',
  DaemonSet: 'server-process',
  Job: 'play',
  CronJob: 'watch',
  ReplicaSet: 'versions',
  ReplicationController: 'versions',
  Pod: 'package',
  Service: 'globe',
  Ingress: 'link-external',
  ConfigMap: 'symbol-key',
  Secret: 'lock',
  PersistentVolumeClaim: 'save',
};

const COLOURS: Readonly<Record<Health, string | undefined>> = {
  good: 'testing.iconPassed',
  busy: 'progressBar.background',
  bad: 'problemsErrorIcon.foreground',
  gone: 'disabledForeground',
  none: undefined,
};

function iconOf(node: TreeNode): vscode.ThemeIcon {
  const event = node.health === 'bad' ? 'warning' : 'info';
  const name = node.type === 'event' ? event : (ICONS[node.type] ?? 'symbol-misc');
  const colour = COLOURS[node.health];
  return new vscode.ThemeIcon(name, colour === undefined ? undefined : new vscode.ThemeColor(colour));
}

/** Events wrap badly in a tree; a hover has the whole sentence. Plain text: what YAML says is never rendered. */
function itemOf(node: TreeNode): vscode.TreeItem {
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const open = node.type === 'namespace' ? Expanded : Collapsed;
  const item = new vscode.TreeItem(node.label, node.hasChildren ? open : None);
  item.id = node.id;
  item.description = node.description;
  item.tooltip = node.tooltip;
  item.iconPath = iconOf(node);
  item.contextValue = node.object ? `drydock.${node.type}` : node.type;
  const state = { good: 'ready', busy: 'in progress', bad: 'in trouble', gone: 'terminating', none: '' }[node.health];
  item.accessibilityInformation = {
    label: [node.type, node.label, node.description, state].filter(Boolean).join(', '),
  };
  if (node.object) {
    item.command = { command: 'drydock.showObject', title: 'Show Object', arguments: [node.object] };
  }
  return item;
}

export class ClusterTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #drydock: Drydock;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #subscriptions: vscode.Disposable[];

  constructor(drydock: Drydock) {
    this.#drydock = drydock;
    const view = vscode.window.createTreeView('drydock.cluster', { treeDataProvider: this, showCollapseAll: true });
    const describe = (): void => {
      const { pending, kept } = drydock.cluster;
      view.description = pending !== null ? 'result not kept yet' : kept === 0 ? '' : `${kept} kept`;
    };
    this.#subscriptions = [
      view,
      this.#changed,
      drydock.onDidChangeCluster(() => {
        describe();
        this.refresh();
      }),
      drydock.server.onDidChangeState(() => this.refresh()),
    ];
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    return itemOf(node);
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    // The view is drawn long before anybody asks for a cluster: it never starts a server, its welcome text says how to.
    if (this.#drydock.server.state !== 'running') return [];
    if (!node && this.#drydock.cluster.objects === 0) return [];
    try {
      return await this.#drydock.request<TreeNode[]>(CLUSTER_TREE, node ? { parent: node.id } : {});
    } catch (error) {
      this.#drydock.server.log.warn(`Cluster view: ${String(error)}`);
      return [];
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
