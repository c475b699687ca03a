// Spreading Pods over zones, hosts or any other label of nodes.
// Source: pkg/scheduler/framework/plugins/podtopologyspread/{common,filtering,scoring}.go, 1.36.
import { matchesSelector } from '../../../api/labelSelector.ts';
import { matchesRequiredNodeAffinity } from '../../../api/nodeSelector.ts';
import { DO_NOT_SCHEDULE, untoleratedTaint } from '../../../api/tolerations.ts';
import type { LabelSelector, Pod, TopologySpreadConstraint } from '../../../api/types.generated.ts';
import type { DeepReadonly } from '../../controller.ts';
import { defaultSelectorOf } from '../defaultSelector.ts';
import { definePlugin, type NodeInfo, type Snapshot } from '../plugin.ts';

const HOSTNAME = 'kubernetes.io/hostname';
const ZONE = 'topology.kubernetes.io/zone';
const NOT_MATCHED = "node(s) didn't match pod topology spread constraints";

interface Constraint {
  readonly maxSkew: number;
  readonly topologyKey: string;
  readonly selector: DeepReadonly<LabelSelector>;
  readonly minDomains: number;
  readonly honourAffinity: boolean;
  readonly honourTaints: boolean;
}

/** A hard constraint with the count of each of its domains. */
interface Hard extends Constraint {
  readonly counts: ReadonlyMap<string, number>;
  readonly least: number;
  readonly self: number;
}

/** A soft one. Hosts are counted by node and not by domain, so a node without the label has a count, too. */
interface Soft extends Constraint {
  readonly perNode: ReadonlyMap<string, number>;
  readonly counts: ReadonlyMap<string, number>;
}

interface State {
  readonly hard: readonly Hard[];
  readonly soft: readonly Soft[];
  /** Whether a node must have all labels to be scored; not for the defaults of the system. */
  readonly requireAll: boolean;
}

const labelOf = (node: NodeInfo, key: string): string | undefined => {
  const labels = node.node.metadata?.labels ?? {};
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
};

/** The selector with the Pod's own values of `matchLabelKeys`. */
function selectorOf(
  constraint: DeepReadonly<TopologySpreadConstraint>,
  pod: DeepReadonly<Pod>,
): DeepReadonly<LabelSelector> {
  const labels = pod.metadata?.labels ?? {};
  const own = (constraint.matchLabelKeys ?? []).filter((key) => Object.hasOwn(labels, key));
  const selector = constraint.labelSelector ?? {};
  if (own.length === 0) return selector;
  const more = own.map((key) => ({ key, operator: 'In', values: [labels[key] ?? ''] }));
  return { ...selector, matchExpressions: [...(selector.matchExpressions ?? []), ...more] };
}

const constraintOf = (constraint: DeepReadonly<TopologySpreadConstraint>, pod: DeepReadonly<Pod>): Constraint => ({
  maxSkew: constraint.maxSkew ?? 1,
  topologyKey: constraint.topologyKey ?? '',
  selector: selectorOf(constraint, pod),
  minDomains: constraint.minDomains ?? 1,
  honourAffinity: constraint.nodeAffinityPolicy !== 'Ignore',
  honourTaints: constraint.nodeTaintsPolicy === 'Honor',
});

/** How many Pods of each node a constraint counts: same namespace, selected, not on their way out. */
function countsFor(selector: DeepReadonly<LabelSelector>, pod: DeepReadonly<Pod>, snapshot: Snapshot) {
  const namespace = pod.metadata?.namespace;
  const empty = Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0;
  if (empty) return new Map<string, number>();
  return snapshot.counts(
    `spread ${namespace} ${JSON.stringify(selector)}`,
    (other) =>
      other.metadata?.namespace === namespace &&
      other.metadata?.deletionTimestamp === undefined &&
      matchesSelector(selector, other.metadata?.labels),
  );
}

/** Whether a constraint counts what is on a node. */
const includes = (constraint: Constraint, pod: DeepReadonly<Pod>, { node }: NodeInfo): boolean =>
  (!constraint.honourAffinity || matchesRequiredNodeAffinity(pod.spec ?? {}, node)) &&
  (!constraint.honourTaints || !untoleratedTaint(node.spec?.taints, pod.spec?.tolerations, DO_NOT_SCHEDULE));

function domainCounts(
  constraints: readonly Constraint[],
  at: number,
  pod: DeepReadonly<Pod>,
  snapshot: Snapshot,
  requireAll: boolean,
): ReadonlyMap<string, number> {
  const constraint = constraints[at] as Constraint;
  const perNode = countsFor(constraint.selector, pod, snapshot);
  const counts = new Map<string, number>();
  for (const node of snapshot.nodes) {
    if (requireAll && constraints.some(({ topologyKey }) => labelOf(node, topologyKey) === undefined)) continue;
    if (!includes(constraint, pod, node)) continue;
    const domain = labelOf(node, constraint.topologyKey) ?? '';
    counts.set(domain, (counts.get(domain) ?? 0) + (perNode.get(node.name) ?? 0));
  }
  return counts;
}

function hardConstraints(pod: DeepReadonly<Pod>, snapshot: Snapshot): Hard[] {
  const constraints = (pod.spec?.topologySpreadConstraints ?? [])
    .filter(({ whenUnsatisfiable }) => whenUnsatisfiable === 'DoNotSchedule')
    .map((constraint) => constraintOf(constraint, pod));
  return constraints.map((constraint, at) => {
    const counts = domainCounts(constraints, at, pod, snapshot, true);
    // With fewer domains than minDomains the global minimum counts as zero.
    const least = counts.size < constraint.minDomains ? 0 : Math.min(Infinity, ...counts.values());
    return { ...constraint, counts, least, self: matchesSelector(constraint.selector, pod.metadata?.labels) ? 1 : 0 };
  });
}

/** A default cluster prefers to spread what a Service or controller selects: hosts with skew 3, zones with skew 5. */
function defaultConstraints(pod: DeepReadonly<Pod>, snapshot: Snapshot): Constraint[] {
  const selector = defaultSelectorOf(pod, snapshot.api);
  if (!selector) return [];
  const rest = { selector, minDomains: 1, honourAffinity: true, honourTaints: false };
  return [
    { maxSkew: 3, topologyKey: HOSTNAME, ...rest },
    { maxSkew: 5, topologyKey: ZONE, ...rest },
  ];
}

function softConstraints(pod: DeepReadonly<Pod>, snapshot: Snapshot): Soft[] {
  const written = pod.spec?.topologySpreadConstraints ?? [];
  const constraints =
    written.length > 0
      ? written
          .filter(({ whenUnsatisfiable }) => whenUnsatisfiable === 'ScheduleAnyway')
          .map((constraint) => constraintOf(constraint, pod))
      : defaultConstraints(pod, snapshot);
  return constraints.map((constraint, at) => ({
    ...constraint,
    perNode: countsFor(constraint.selector, pod, snapshot),
    counts:
      constraint.topologyKey === HOSTNAME
        ? new Map()
        : domainCounts(constraints, at, pod, snapshot, written.length > 0),
  }));
}

const isIgnored = ({ soft, requireAll }: State, node: NodeInfo): boolean =>
  requireAll && soft.some(({ topologyKey }) => labelOf(node, topologyKey) === undefined);

/** The weight of a constraint grows with the number of its domains among the nodes that are scored. */
function domainWeight(constraint: Soft, nodes: readonly NodeInfo[]): number {
  const size =
    constraint.topologyKey === HOSTNAME
      ? nodes.length
      : new Set(nodes.map((node) => labelOf(node, constraint.topologyKey) ?? '')).size;
  return Math.log(size + 2);
}

function rawScores(state: State, nodes: readonly NodeInfo[]): ReadonlyArray<number | undefined> {
  const scored = nodes.filter((node) => !isIgnored(state, node));
  const weights = state.soft.map((constraint) => domainWeight(constraint, scored));
  return nodes.map((node) => {
    if (isIgnored(state, node)) return undefined;
    let sum = 0;
    state.soft.forEach((constraint, at) => {
      const domain = labelOf(node, constraint.topologyKey);
      if (domain === undefined) return;
      const count =
        constraint.topologyKey === HOSTNAME
          ? (constraint.perNode.get(node.name) ?? 0)
          : (constraint.counts.get(domain) ?? 0);
      sum += count * (weights[at] ?? 0) + (constraint.maxSkew - 1);
    });
    return Math.round(sum);
  });
}

export const plugin = definePlugin<State>({
  name: 'PodTopologySpread',
  order: 11,
  weight: 2,
  looksAtPods: true,
  prepare(pod, snapshot) {
    const hard = hardConstraints(pod, snapshot);
    const soft = softConstraints(pod, snapshot);
    const requireAll = (pod.spec?.topologySpreadConstraints ?? []).length > 0;
    return { state: { hard, soft, requireAll }, skipFilter: hard.length === 0, skipScore: soft.length === 0 };
  },
  filter({ hard }, _pod, node) {
    for (const { topologyKey, counts, least, self, maxSkew } of hard) {
      const domain = labelOf(node, topologyKey);
      if (domain === undefined) {
        return { reasons: [`${NOT_MATCHED} (missing required label)`], unresolvable: true };
      }
      if ((counts.get(domain) ?? 0) + self - least > maxSkew) return { reasons: [NOT_MATCHED], unresolvable: false };
    }
    return undefined;
  },
  // The weights depend on all nodes that are scored, so the work is done in `normalise`.
  score: () => 0,
  normalise(_scores, state, nodes) {
    const raw = rawScores(state, nodes);
    const valid = raw.filter((score) => score !== undefined);
    const most = Math.max(0, ...valid);
    const least = Math.min(Infinity, ...valid);
    return raw.map((score) => {
      if (score === undefined) return 0;
      return most === 0 ? 100 : Math.trunc((100 * (most + least - score)) / most);
    });
  },
  mayHelp(change, pod) {
    if (change.kind === 'pod') return change.namespace === pod.metadata?.namespace;
    return change.kind === 'node';
  },
});
