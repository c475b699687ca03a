// Node selectors and node affinity: which nodes a Pod may go to.
// Source: staging/src/k8s.io/component-helpers/scheduling/corev1/nodeaffinity/nodeaffinity.go, 1.36.
import type { DeepReadonly } from '../base/deepReadonly.ts';
import { matchesLabels, type Labels } from './labelSelector.ts';
import type { Node, NodeSelector, NodeSelectorRequirement, NodeSelectorTerm, PodSpec } from './types.generated.ts';

/** A 64-bit integer as Go's ParseInt reads it; undefined if the text is none. */
function integerOf(text: string | undefined): bigint | undefined {
  if (text === undefined || !/^[+-]?\d{1,30}$/.test(text)) return undefined;
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text);
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

function matchesNumber(operator: 'Gt' | 'Lt', label: string | undefined, values: readonly string[]): boolean {
  const own = integerOf(label);
  const wanted = values.length === 1 ? integerOf(values[0]) : undefined;
  if (own === undefined || wanted === undefined) return false;
  return operator === 'Gt' ? own > wanted : own < wanted;
}

function matchesRequirement(requirement: DeepReadonly<NodeSelectorRequirement>, labels: Labels): boolean {
  const key = requirement.key ?? '';
  const values = requirement.values ?? [];
  const label = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (requirement.operator) {
    case 'In':
      return label !== undefined && values.includes(label);
    case 'NotIn':
      return label === undefined || !values.includes(label);
    case 'Exists':
      return label !== undefined;
    case 'DoesNotExist':
      return label === undefined;
    case 'Gt':
    case 'Lt':
      return matchesNumber(requirement.operator, label, values);
    default:
      return false;
  }
}

/** Whether one term matches a node. A term without any requirement matches no node. */
export function matchesNodeSelectorTerm(term: DeepReadonly<NodeSelectorTerm>, node: DeepReadonly<Node>): boolean {
  const expressions = term.matchExpressions ?? [];
  const fields = term.matchFields ?? [];
  if (expressions.length === 0 && fields.length === 0) return false;
  const labels = node.metadata?.labels ?? {};
  const ownFields: Labels = { 'metadata.name': node.metadata?.name ?? '' };
  return (
    expressions.every((requirement) => matchesRequirement(requirement, labels)) &&
    fields.every((requirement) => matchesRequirement(requirement, ownFields))
  );
}

/** Whether any term of a node selector matches. */
export const matchesNodeSelector = (selector: DeepReadonly<NodeSelector>, node: DeepReadonly<Node>): boolean =>
  (selector.nodeSelectorTerms ?? []).some((term) => matchesNodeSelectorTerm(term, node));

/** Whether a Pod's `nodeSelector` and required node affinity allow a node. Source: GetRequiredNodeAffinity. */
export function matchesRequiredNodeAffinity(spec: DeepReadonly<PodSpec>, node: DeepReadonly<Node>): boolean {
  if (spec.nodeSelector && !matchesLabels(spec.nodeSelector, node.metadata?.labels)) return false;
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return required === undefined || matchesNodeSelector(required, node);
}
