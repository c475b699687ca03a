// Conditions and counts of a workload's status, as Go's JSON shows them.

/** A condition of any workload. */
interface Condition {
  readonly type?: string | undefined;
  readonly status?: string | undefined;
  readonly reason?: string | undefined;
  readonly lastTransitionTime?: string | undefined;
}

/** The condition of that type. */
export const conditionOf = <C extends Condition>(conditions: readonly C[] | undefined, type: string): C | undefined =>
  conditions?.find((condition) => condition.type === type);

/** The conditions without that type. */
export const withoutCondition = <C extends Condition>(conditions: readonly C[] | undefined, type: string): C[] =>
  (conditions ?? []).filter((condition) => condition.type !== type);

/**
 * The conditions with this one at the end, unless it is there already with the same status and reason. The transition
 * time stays where the status does (`keepTransition`). Source: SetDeploymentCondition, SetCondition.
 */
export function withCondition<C extends Condition>(
  conditions: readonly C[] | undefined,
  condition: C,
  keepTransition = true,
): C[] {
  const current = conditionOf(conditions, condition.type ?? '');
  if (current?.status === condition.status && current?.reason === condition.reason) return [...(conditions ?? [])];
  const added =
    keepTransition && current?.status === condition.status
      ? { ...condition, lastTransitionTime: current?.lastTransitionTime }
      : condition;
  return [...withoutCondition(conditions, condition.type ?? ''), added];
}

/** The fields without zeros, empty lists and absent ones, but for `keep`: what Go's `omitempty` does. */
export function omitEmpty<T extends object>(fields: T, keep: readonly (keyof T)[] = []): T {
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields) as [string, unknown][]) {
    const empty = value === undefined || value === 0 || value === '' || (Array.isArray(value) && value.length === 0);
    if (!empty || (value !== undefined && keep.includes(name as keyof T))) out[name] = value;
  }
  return out as T;
}
