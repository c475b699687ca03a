// The order of API versions by how good they are.
// Source: staging/src/k8s.io/apimachinery/pkg/version/helpers.go (CompareKubeAwareVersionStrings), 1.36.
import { compareText } from '../base/compare.ts';

const FORM = /^v([1-9]\d*)(?:(alpha|beta)([1-9]\d*))?$/;

/** Stable versions before beta and alpha ones, later before earlier, all others behind: `v2` < `v1` < `v1beta2` < `foo`. */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [FORM.exec(a), FORM.exec(b)];
  if (x === null || y === null) return Number(x === null) - Number(y === null) || compareText(a, b);
  const level = (match: RegExpExecArray): number => (match[2] === 'alpha' ? 2 : match[2] === 'beta' ? 1 : 0);
  return level(x) - level(y) || Number(y[1]) - Number(x[1]) || Number(y[3] ?? 0) - Number(x[3] ?? 0);
}
