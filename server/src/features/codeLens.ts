// Code lenses above objects: dry runs of workloads, how many Pods there will be, who uses an object.
import { textRange, type TextRange } from '../base/textRange.ts';
import type { GraphNode, Workspace } from '../workspace/workspace.ts';
import { isKustomization, kustomizationsOf, replicasIn, type KustomizationFile } from './kustomization.ts';
import { namespacesOf } from './named.ts';
import { selectionText, usersOf } from './referenceText.ts';
import { rangeOfOccurrence } from './occurrence.ts';
import { uriOf, type FileRange } from './spot.ts';

/** The object that a command is about, as the client's commands take it. */
export interface LensObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** What a click does. */
export type LensAction =
  | { readonly do: 'apply' | 'showBuild'; readonly uri: string }
  | { readonly do: 'scale' | 'rollBack'; readonly object: LensObject }
  | { readonly do: 'showUses'; readonly at: TextRange; readonly places: readonly FileRange[] }
  | { readonly do: 'nothing' };

/** One lens. */
export interface Lens {
  readonly range: TextRange;
  readonly title: string;
  readonly action: LensAction;
}

const SCALABLE = new Set(['/ReplicationController', 'apps/Deployment', 'apps/ReplicaSet', 'apps/StatefulSet']);
const WITH_HISTORY = new Set(['apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet']);
const RUNNABLE = new Set([...SCALABLE, 'apps/DaemonSet', '/Pod', 'batch/Job', 'batch/CronJob']);

/** More objects than this in one file and lenses only slow the editor down. */
const MAX_OBJECTS = 500;

/** What can be done with a kustomization. */
function lensesOfKustomization(uri: string): readonly Lens[] {
  const range = textRange(0, 0);
  return [
    { range, title: 'Dry-Run Apply', action: { do: 'apply', uri } },
    { range, title: 'Show Kustomize Build', action: { do: 'showBuild', uri } },
  ];
}

/** The lenses of a file. */
export function lensesOf(workspace: Workspace, uri: string): readonly Lens[] {
  if (isKustomization(uri)) return lensesOfKustomization(uri);
  const kustomizations = kustomizationsOf(workspace);
  return workspace
    .nodesOf(uri)
    .slice(0, MAX_OBJECTS)
    .flatMap((node) => lensesOfNode({ workspace, kustomizations }, uri, node));
}

/** The workspace, and what is looked up in it once for all lenses of a file. */
interface Around {
  readonly workspace: Workspace;
  readonly kustomizations: readonly KustomizationFile[];
}

function lensesOfNode(around: Around, uri: string, node: GraphNode): readonly Lens[] {
  const { workspace } = around;
  const { resource } = node;
  const range =
    resource.rangeOf(['apiVersion'], 'key') ?? resource.rangeOf(['kind'], 'key') ?? resource.nearestRange([]);
  const lens = (title: string, action: LensAction): Lens => ({ range, title, action });
  const lenses: Lens[] = [];
  const { name } = resource;
  // A patch is no object: there is nothing to run, and its Pods are those of the object that it is a part of.
  if (node.fragment) return [];
  if (RUNNABLE.has(node.type) && name !== undefined) {
    const object = {
      apiVersion: resource.apiVersion,
      kind: resource.kind,
      namespace: namespacesOf(node)[0] ?? 'default',
      name,
    };
    lenses.push(lens('Dry-Run Apply', { do: 'apply', uri }));
    if (SCALABLE.has(node.type)) lenses.push(lens('Scale…', { do: 'scale', object }));
    if (WITH_HISTORY.has(node.type)) lenses.push(lens('Roll Back…', { do: 'rollBack', object }));
  }
  const pods = scaledCount(workspace, node) ?? kustomizedCount(around, node, podCount(node));
  if (pods !== undefined) lenses.push(lens(pods, { do: 'nothing' }));
  const selector = node.type === '/Service' ? node.references.find(({ role }) => role === 'selector') : undefined;
  if (selector?.target.type === 'pods') {
    const pods = workspace.podsMeant(node, selector.target);
    const places = pods.map((pod) => ({ uri: uriOf(pod), range: selectionOf(pod) }));
    const action: LensAction =
      places.length > 0 ? { do: 'showUses', at: selectionOf(node), places } : { do: 'nothing' };
    lenses.push(lens(selectionText(pods), action));
  }
  const users = usersOf(workspace, node);
  if (users.length > 0) {
    const places = users.flatMap(({ from, reference }) => {
      const place = rangeOfOccurrence({ node: from, path: reference.path, part: 'value', declaration: false });
      const key = from.resource.rangeOf(reference.path, 'key');
      return place ? [{ uri: place.uri, range: reference.target.type === 'pods' && key ? key : place.range }] : [];
    });
    const count = new Set(users.map(({ from }) => from)).size;
    lenses.push(lens(`used by ${count}`, { do: 'showUses', at: selectionOf(node), places }));
  }
  return lenses;
}

const selectionOf = ({ resource }: GraphNode): TextRange =>
  resource.rangeOf(['metadata', 'name'], 'value') ?? resource.nearestRange([]);

/** `2 to 10 Pods`: what an autoscaler lets a workload have. */
function scaledCount(workspace: Workspace, node: GraphNode): string | undefined {
  if (!SCALABLE.has(node.type)) return undefined;
  const scalers = workspace.linksTo(node).filter(({ reference }) => reference.role === 'scaleTarget');
  const spec = scalers[0]?.from.root.get('spec');
  const most = spec?.number('maxReplicas');
  return scalers.length === 1 && spec && most !== undefined
    ? `${spec.number('minReplicas') ?? 1} to ${most} Pods`
    : undefined;
}

/** `3 Pods (prod: 5)`: with what kustomizations make of it. */
function kustomizedCount(
  { workspace, kustomizations }: Around,
  node: GraphNode,
  written: string | undefined,
): string | undefined {
  if (written === undefined || !SCALABLE.has(node.type)) return written;
  const counts = [...replicasIn(workspace, node, kustomizations)].map(([folder, count]) => `${folder}: ${count}`);
  const rest = counts.length > 3 ? [...counts.slice(0, 3), '…'] : counts;
  return counts.length === 0 ? written : `${written} (${rest.join(', ')})`;
}

/** `3 Pods`: how many a workload keeps running. */
function podCount(node: GraphNode): string | undefined {
  const spec = node.root.get('spec');
  if (SCALABLE.has(node.type)) return counted(spec.get('replicas').exists ? spec.number('replicas') : 1);
  if (node.type === 'apps/DaemonSet') return 'a Pod per node';
  if (node.type !== 'batch/Job') return undefined;
  const parallel = spec.get('parallelism').exists ? spec.number('parallelism') : 1;
  const completions = spec.get('completions').exists ? spec.number('completions') : parallel;
  return parallel === completions
    ? counted(completions)
    : `${counted(completions) ?? '?'}, ${parallel ?? '?'} at a time`;
}

const counted = (count: number | undefined): string | undefined =>
  count === undefined ? undefined : `${count} ${count === 1 ? 'Pod' : 'Pods'}`;
