// callHierarchy/outgoingCalls
import type { CallHierarchyOutgoingCall, CallHierarchyOutgoingCallsParams } from 'vscode-languageserver';
import { outgoing } from '../../features/callHierarchy.ts';
import { uriOf } from '../../features/spot.ts';
import { defineHandler } from '../handler.ts';
import { fromHierarchyItem, toHierarchyItem } from '../hierarchyItems.ts';
import { toRange } from '../toProtocol.ts';

export const handler = defineHandler<CallHierarchyOutgoingCallsParams, CallHierarchyOutgoingCall[]>({
  method: 'callHierarchy/outgoingCalls',
  empty: [],
  handle({ item }, { session }) {
    const node = fromHierarchyItem(session, item);
    const positions = node && session.positionsOf(uriOf(node));
    if (!node || !positions) return [];
    return outgoing(session.analysis.workspace, node).flatMap((neighbour) => {
      const to = toHierarchyItem(session, neighbour.node);
      return to ? [{ to, fromRanges: neighbour.ranges.map((range) => toRange(positions, range)) }] : [];
    });
  },
});
