// textDocument/prepareCallHierarchy
import type { CallHierarchyItem, CallHierarchyPrepareParams } from 'vscode-languageserver';
import { namedAt } from '../../features/named.ts';
import { nodeAt, spotAt } from '../../features/spot.ts';
import { defineHandler } from '../handler.ts';
import { toHierarchyItem } from '../hierarchyItems.ts';
import { locate } from '../locate.ts';

export const handler = defineHandler<CallHierarchyPrepareParams, CallHierarchyItem[] | null>({
  method: 'textDocument/prepareCallHierarchy',
  capabilities: { callHierarchyProvider: true },
  empty: null,
  handle(params, { session }) {
    const at = locate(session, params);
    if (!at) return null;
    const { workspace } = session.analysis;
    const spot = spotAt(workspace, at.uri, at.offset);
    const named = spot && namedAt(workspace, spot);
    // On a reference the object that is meant; anywhere else the object that the caret is in.
    const meant =
      named?.what === 'object'
        ? named.namespaces.flatMap((namespace) => [...workspace.named(named.group, named.kind, namespace, named.name)])
        : [];
    const own = nodeAt(workspace, at.uri, at.offset);
    const nodes = meant.length > 0 ? meant : own ? [own] : [];
    const items = nodes.flatMap((node) => toHierarchyItem(session, node) ?? []);
    return items.length > 0 ? items : null;
  },
});
