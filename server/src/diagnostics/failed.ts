// A rule that throws has a bug of ours: it costs its findings of that object, and is told to whoever keeps the log.
import { describeNode } from '../workspace/graphNode.ts';
import type { GraphNode } from '../workspace/workspace.ts';

/** Where a rule's failure goes: the rule, the object on which it failed first, and what it threw. */
export type Failed = (code: string, node: GraphNode, error: unknown) => void;

/** A failure in words, for a log. */
export const failureText: (...failure: Parameters<Failed>) => string = (code, node, error) => {
  const { uri } = node.resource.manifest.source;
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `rule ${code} failed on ${describeNode(node)} in ${uri} and is left out there: ${reason}`;
};
