// Objects as entries of the call hierarchy.
import { SymbolKind, type CallHierarchyItem } from 'vscode-languageserver';
import { keyOf, nodeOfKey, type NodeKey } from '../features/callHierarchy.ts';
import { titleOf } from '../features/outline.ts';
import { rangeOfNode, uriOf } from '../features/spot.ts';
import type { GraphNode } from '../workspace/workspace.ts';
import type { Session } from './session.ts';
import { toRange } from './toProtocol.ts';

/** The entry of an object; undefined where its file has gone. */
export function toHierarchyItem(session: Session, node: GraphNode): CallHierarchyItem | undefined {
  const uri = uriOf(node);
  const positions = session.positionsOf(uri);
  if (!positions) return undefined;
  const { resource } = node;
  const whole = rangeOfNode(node);
  const name = resource.rangeOf(['metadata', 'name'], 'value') ?? resource.nearestRange([]);
  return {
    name: titleOf(resource),
    kind: SymbolKind.Class,
    detail: resource.namespace ?? uri.slice(uri.lastIndexOf('/') + 1),
    uri: session.clientUri(uri),
    range: toRange(positions, whole),
    selectionRange: toRange(positions, name.start >= whole.start && name.end <= whole.end ? name : whole),
    data: keyOf(node),
  };
}

/** The object that an entry stands for now. */
export function fromHierarchyItem(session: Session, item: CallHierarchyItem): GraphNode | undefined {
  const data = item.data as Partial<NodeKey> | undefined;
  if (typeof data?.uri !== 'string') return undefined;
  const { uri, type = '', namespace = '', name = '' } = data;
  return nodeOfKey(session.analysis.workspace, { uri, type, namespace, name });
}
