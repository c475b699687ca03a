// callHierarchy/incomingCalls
import type { CallHierarchyIncomingCall, CallHierarchyIncomingCallsParams } from 'vscode-languageserver';
import { incoming } from '../../features/callHierarchy.ts';
import { uriOf } from '../../features/spot.ts';
import { defineHandler } from '../handler.ts';
import { fromHierarchyItem, toHierarchyItem } from '../hierarchyItems.ts';
import { toRange } from '../toProtocol.ts';

export const handler = defineHandler<CallHierarchyIncomingCallsParams, CallHierarchyIncomingCall[]>({
  method: 'callHierarchy/incomingCalls',
  empty: [],
  handle({ item }, { session }) {
    const node = fromHierarchyItem(session, item);
    if (!node) return [];
    return incoming(session.analysis.workspace, node).flatMap((neighbour) => {
      const from = toHierarchyItem(session, neighbour.node);
      const positions = session.positionsOf(uriOf(neighbour.node));
      if (!from || !positions) return [];
      return [{ from, fromRanges: neighbour.ranges.map((range) => toRange(positions, range)) }];
    });
  },
});
