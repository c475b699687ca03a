// Why a Pod is where it is, or why it is nowhere: what every scheduler plugin says of every node.
import type { Pod } from '../../api/types.generated.ts';
import type { DeepReadonly, ReadApi } from '../../cluster/controller.ts';
import { explainPlacement, type NodeVerdict, type PlacementTable } from '../../cluster/scheduler/explain.ts';
import { podCondition } from '../../cluster/workloads/podState.ts';
import { foreignScheduler } from '../foreignScheduler.ts';
import { alignColumns } from '../print/columns.ts';

function verdictText({ refusedBy, reasons, preemptionMayHelp }: NodeVerdict): string {
  if (refusedBy === undefined) return 'fits';
  const help = preemptionMayHelp === true ? '; evicting less important Pods could help' : '';
  return `no (${refusedBy}): ${(reasons ?? []).join(', ')}${help}`;
}

/** The nodes, the best first, then those that are refused. */
function nodeTable({ nodes, weights }: PlacementTable): string[] {
  const sorted = nodes.toSorted((a, b) => (b.total ?? -1) - (a.total ?? -1));
  const fitting = sorted.some(({ total }) => total !== undefined);
  // Plugins that have nothing to say of this Pod give no node points.
  const speaks = (plugin: string): boolean =>
    nodes.some(({ scores }) => scores?.some((score) => score.plugin === plugin && score.weighted > 0));
  const columns = fitting ? weights.filter(({ plugin }) => speaks(plugin)) : [];
  const header = [
    '',
    'NODE',
    ...(fitting ? ['POINTS'] : []),
    ...columns.map(({ plugin, weight }) => `${plugin} ×${weight}`),
  ];
  const rows = sorted.map((verdict) => {
    const points = columns.map(({ plugin }) => {
      const own = verdict.scores?.find((score) => score.plugin === plugin);
      return own === undefined ? '' : String(own.weighted);
    });
    const total = fitting ? [verdict.total === undefined ? '' : String(verdict.total)] : [];
    return [verdict.chosen ? '→' : ' ', verdict.node, ...total, ...points, verdictText(verdict)];
  });
  return alignColumns([[...header, 'FITS'], ...rows].map((row) => row.join('\t')).join('\n'), 0, 2);
}

function standing(pod: DeepReadonly<Pod>): string[] {
  const node = pod.spec?.nodeName ?? '';
  if (node !== '') {
    return [
      `It is on node ${node}. The table says what would be decided today, if it were not there; that need not be what was`,
      'decided then.',
    ];
  }
  const stranger = foreignScheduler(pod);
  if (stranger !== undefined)
    return [`It waits for ever: ${stranger}. The table says what default-scheduler would decide.`];
  const message = podCondition(pod, 'PodScheduled')?.message;
  return [message === undefined ? 'No node has been looked for yet.' : `It waits for a node: ${message}`];
}

/** The page of a Pod. */
export function schedulingLines(pod: DeepReadonly<Pod>, read: ReadApi): readonly string[] {
  const table = explainPlacement(pod, read);
  const lines = [`Scheduling of Pod ${table.pod}`, '', ...standing(pod), ''];
  if (table.gates.length > 0) return [...lines, `Held back by its scheduling gates: ${table.gates.join(', ')}`];
  if (table.refused) return [...lines, `No node is looked at: ${table.refused.reason} (${table.refused.plugin})`];
  if (table.nodes.length === 0) return [...lines, 'There is no node.'];
  return [...lines, ...nodeTable(table)];
}
