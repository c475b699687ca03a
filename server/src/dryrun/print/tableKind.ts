// What the columns of `kubectl get` are for a kind.
import type { ApiObject } from '../../api/kindRules.ts';
import type { DeepReadonly, Instant } from '../../cluster/controller.ts';

export type Cell = string | number | boolean | undefined;

/** The table of a kind. Columns that begin with `+` are shown with `-o wide` only. */
export interface TableKind {
  readonly columns: readonly string[];
  /** One cell per column, whether it is shown or not. */
  cells(object: DeepReadonly<ApiObject>, now: Instant, wide: boolean): readonly Cell[];
}

/** A table whose cells come from an object of a known type. */
export const tableOf = <T extends ApiObject>(
  columns: readonly string[],
  cells: (object: DeepReadonly<T>, now: Instant, wide: boolean) => readonly Cell[],
): TableKind => ({ columns, cells: (object, now, wide) => cells(object as DeepReadonly<T>, now, wide) });
