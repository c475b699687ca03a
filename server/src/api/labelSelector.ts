// Label selectors: matching and printing.
// Source: staging/src/k8s.io/apimachinery/pkg/labels/selector.go, pkg/apis/meta/v1/helpers.go, 1.36.
import { compareText } from '../base/compare.ts';
import type { DeepReadonly } from '../base/deepReadonly.ts';
import type { LabelSelector, LabelSelectorRequirement } from './types.generated.ts';

/** Labels or a map selector. */
export type Labels = Readonly<Record<string, string>>;

/** Whether `labels` carry every entry of `selector`. An empty selector matches everything, as in `Set.AsSelector`. */
export function matchesLabels(selector: Labels, labels: Labels | undefined): boolean {
  return Object.keys(selector).every(
    (key) => labels !== undefined && Object.hasOwn(labels, key) && labels[key] === selector[key],
  );
}

function matchesRequirement(requirement: DeepReadonly<LabelSelectorRequirement>, labels: Labels): boolean {
  const key = requirement.key ?? '';
  const has = Object.hasOwn(labels, key);
  const value = has ? labels[key] : undefined;
  const values = requirement.values ?? [];
  switch (requirement.operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return has;
    case 'DoesNotExist':
      return !has;
    default:
      return false;
  }
}

/**
 * Whether a LabelSelector matches. As upstream, a missing selector matches nothing and an empty one everything; an
 * operator that does not exist matches nothing.
 */
export function matchesSelector(
  selector: DeepReadonly<LabelSelector> | undefined,
  labels: Labels | undefined,
): boolean {
  if (selector === undefined) return false;
  const own = labels ?? {};
  return (
    matchesLabels(selector.matchLabels ?? {}, own) &&
    (selector.matchExpressions ?? []).every((requirement) => matchesRequirement(requirement, own))
  );
}

/** Whether a selector has no requirement at all. */
export const isEmptySelector = (selector: DeepReadonly<LabelSelector> | undefined): boolean =>
  selector !== undefined &&
  Object.keys(selector.matchLabels ?? {}).length === 0 &&
  (selector.matchExpressions ?? []).length === 0;

/** `app=web,tier in (a,b),!old`: a selector as kubectl prints it. `<none>` for an empty one, as FormatLabelSelector. */
export function formatSelector(selector: DeepReadonly<LabelSelector> | undefined): string {
  if (selector === undefined) return '<none>';
  const parts: Array<readonly [string, string]> = Object.entries(selector.matchLabels ?? {}).map(
    ([key, value]) => [key, `${key}=${value}`] as const,
  );
  for (const { key = '', operator, values = [] } of selector.matchExpressions ?? []) {
    const list = [...values].sort(compareText).join(',');
    if (operator === 'In') parts.push([key, `${key} in (${list})`]);
    else if (operator === 'NotIn') parts.push([key, `${key} notin (${list})`]);
    else if (operator === 'Exists') parts.push([key, key]);
    else parts.push([key, `!${key}`]);
  }
  const text = parts.sort((a, b) => compareText(a[0], b[0])).map(([, part]) => part);
  return text.length === 0 ? '<none>' : text.join(',');
}
