// Bringing scores to 0–100. Source: pkg/scheduler/framework/plugins/helper/normalize_score.go, 1.36.

/**
 * The greatest score becomes 100, the others keep their share of it; `reverse` turns good into bad. All zero: all 0, or
 * all 100 in reverse. 3, 1, 0 → 100, 33, 0; reversed 0, 67, 100.
 */
export function normaliseToHundred(scores: readonly number[], reverse: boolean): readonly number[] {
  const most = Math.max(0, ...scores);
  if (most === 0) return scores.map((score) => (reverse ? 100 : score));
  return scores.map((score) => {
    const share = Math.trunc((100 * score) / most);
    return reverse ? 100 - share : share;
  });
}
