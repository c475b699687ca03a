// Objects as the tables of `kubectl get`.
// Source: staging/src/k8s.io/cli-runtime/pkg/printers/{tableprinter,tabwriter}.go, 1.36; which columns a kind has, and
// what stands in them, is the server's: pkg/printers/internalversion/printers.go.
import type { GroupVersionKind } from '../../api/gvk.ts';
import type { ApiObject } from '../../api/kindRules.ts';
import { builtInGroups } from '../../api/resource.ts';
import type { Instant } from '../../cluster/controller.ts';
import type { Stored } from '../../cluster/store.ts';
import { alignColumns } from './columns.ts';
import { otherTables } from './otherTables.ts';
import { tableOf, type TableKind } from './tableKind.ts';
import { ageOf } from './times.ts';
import { labelsText, plainText } from './words.ts';
import { workloadTables } from './workloadTables.ts';

/** What kinds without columns of their own show. */
const PLAIN = tableOf<ApiObject>(['Name', 'Created At'], ({ metadata }) => [
  metadata?.name,
  metadata?.creationTimestamp,
]);

/**
 * What custom kinds show that name no columns. Those that a definition names are not read.
 * Source: apiextensions-apiserver/pkg/registry/customresource/tableconvertor/tableconvertor.go.
 */
const CUSTOM = tableOf<ApiObject>(['Name', 'Age'], ({ metadata }, now) => [
  metadata?.name,
  ageOf(metadata?.creationTimestamp, now),
]);

const TABLES = new Map<string, TableKind>(Object.entries({ ...workloadTables, ...otherTables }));

/** How a table is printed. */
export interface TableOptions {
  readonly now: Instant;
  readonly wide: boolean;
  readonly namespaces: boolean;
  readonly headers: boolean;
  /** All labels in a last column. */
  readonly labels: boolean;
  /** Single labels, each in a column of its own. */
  readonly labelColumns: readonly string[];
  /** What stands before each name: `deployment.apps/`. */
  readonly prefix: string;
}

/** A cell ends where its line does: what it says is from manifests. */
function cellText(value: unknown): string {
  const text = plainText(value);
  const end = text.search(/[\f\n\r]/);
  const line = end < 0 ? text : `${text.slice(0, end)}...`;
  return line.replaceAll('\t', ' ').replaceAll('\u001b', '^[');
}

/** The lines of a table of objects of one kind. */
export function tableLines(gvk: GroupVersionKind, objects: readonly Stored[], options: TableOptions): string[] {
  const table = TABLES.get(`${gvk.group}/${gvk.kind}`) ?? (builtInGroups.has(gvk.group) ? PLAIN : CUSTOM);
  const shown = table.columns.map((column) => options.wide || !column.startsWith('+'));
  const names = table.columns.filter((_, at) => shown[at]).map((column) => column.replace(/^\+/, '').toUpperCase());
  const header = [
    ...(options.namespaces ? ['NAMESPACE'] : []),
    ...names,
    ...options.labelColumns.map((key) => key.slice(key.lastIndexOf('/') + 1).toUpperCase()),
    ...(options.labels ? ['LABELS'] : []),
  ];
  const rows = objects.map((object) => {
    const labels = object.metadata?.labels;
    const cells = table.cells(object, options.now, options.wide).filter((_, at) => shown[at]);
    const nameAt = names.indexOf('NAME');
    return [
      ...(options.namespaces ? [object.metadata?.namespace] : []),
      ...cells.map((cell, at) => (at === nameAt ? `${options.prefix}${String(cell ?? '')}` : cell)),
      ...options.labelColumns.map((key) => labels?.[key] ?? ''),
      ...(options.labels ? [labelsText(labels)] : []),
    ];
  });
  const lines = [...(options.headers ? [header] : []), ...rows].map((row) => row.map(cellText).join('\t'));
  return alignColumns(lines.join('\n'), 6, 3);
}
