// The sentence that says why a Pod has no node. Source: FitError.Error in pkg/scheduler/framework/types.go, 1.36.
import { compareText } from '../../base/compare.ts';

/** `1 node(s) had untolerated taint(s), 2 Insufficient cpu`: each reason with its number, sorted as text. */
function histogram(reasons: Iterable<string>): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .sort(compareText)
    .join(', ');
}

/** `0/3 nodes are available: 3 Insufficient cpu.` */
export function fitMessage(nodes: number, reasons: Iterable<string>): string {
  const text = histogram(reasons);
  return text === '' ? `0/${nodes} nodes are available:` : `0/${nodes} nodes are available: ${text}.`;
}

/** A Pod that is refused before nodes are looked at: the reason stands alone. */
export const refusedMessage = (nodes: number, reason: string): string => `0/${nodes} nodes are available: ${reason}.`;
