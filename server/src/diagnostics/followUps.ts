// One cause, one finding: which of an object's problems only follow from others.
import { formatPath, isWithin, stepOf, type FieldPath } from '../api/fieldPath.ts';
import type { DescribedProblem } from './problems.ts';
import { explains, type Meant } from './repairs/unknownField.ts';

/** A problem with what its unknown field was meant to be. */
export interface Candidate {
  readonly described: DescribedProblem;
  readonly meant: Meant | undefined;
  /** Whether the field is written; if not, its value is a default. */
  readonly written: boolean;
}

const isDecode = ({ described }: Candidate): boolean => described.problem.stage === 'decode';

/** Whether `later` is only there because of `cause`. */
function follows(later: Candidate, cause: Candidate): boolean {
  if (later === cause) return false;
  const path = later.described.path;
  const causePath = cause.described.path;
  const { code } = later.described;
  // A default is made of other fields: it is wrong because one of them is.
  if (!later.written && later.described.problem.reason === 'Invalid' && cause.described.problem.reason !== 'Required') {
    const parent = path.slice(0, -1);
    const beside = [causePath, cause.meant?.path ?? causePath].some((at) => isWithin(at, parent));
    if (parent.length > 0 && beside && (cause.written || cause.meant !== undefined)) return true;
  }
  if (isDecode(cause) && !isDecode(later)) {
    // What could not be read is missing afterwards, and so is what stands in it.
    if (isWithin(path, causePath)) return true;
    if (explains(cause.meant, path)) return true;
    if (code === 'selector-mismatch') return concernsLabels(causePath) || concernsLabels(cause.meant?.path ?? []);
    if (code === 'missing-volume') return concernsVolumes(causePath) || cause.meant?.how === 'volume';
    if (code === 'required-field' && isWithin(causePath, path)) return true;
    // A request for storage that cannot be read is said to be missing, at the mapping around the requests.
    const at = cause.meant?.path ?? causePath;
    const same = stepOf(at.at(-1) ?? '') === stepOf(path.at(-1) ?? '');
    if (code === 'required-field' && same && isWithin(at, path.slice(0, -1))) return true;
    // A list whose items could not be read looks empty.
    return code === 'required-field' && isWithin(causePath, path.slice(0, -1)) && causePath.length === path.length - 1;
  }
  if (!isDecode(cause) && !isDecode(later)) {
    if (code === 'missing-volume') return cause.described.code !== code && concernsVolumes(causePath);
    if (code !== 'selector-mismatch' || cause.described.code === code) return false;
    return concernsLabels(causePath);
  }
  return false;
}

/** The selector, the template's labels, or the mappings around them. */
function concernsLabels(path: FieldPath): boolean {
  const text = path.map((step) => (typeof step === 'object' ? step.key : String(step))).join('.');
  return /^spec\.selector(?:\.|$)|^spec\.template$|^spec\.template\.(?:metadata$|metadata\.labels|labels|label$)/.test(
    text,
  );
}

const concernsVolumes = (path: FieldPath): boolean => path.includes('volumes');

/** The server says several things about one wrong value; the first is enough for a person. */
function repeats(later: Candidate, candidates: readonly Candidate[]): boolean {
  const { code, path, problem } = later.described;
  // Several labels in a selector's place are one slip.
  const { meant } = later;
  if (meant?.how === 'labels') {
    const same = candidates.find((other) => other.meant?.how === 'labels' && isWithin(other.meant.path, meant.path));
    return same !== undefined && same !== later;
  }
  if (code !== 'invalid-value') return false;
  const first = candidates.find(
    (other) =>
      other.described.code === code &&
      other.described.problem.stage === problem.stage &&
      formatPath(other.described.path) === formatPath(path),
  );
  return first !== undefined && first !== later;
}

/** The candidates that only follow from another one. */
export function followUpsOf(candidates: readonly Candidate[]): ReadonlySet<Candidate> {
  const found = new Set<Candidate>();
  for (const later of candidates) {
    const marked = later.described.problem.followUp === true;
    if (marked || candidates.some((cause) => follows(later, cause)) || repeats(later, candidates)) found.add(later);
  }
  return found;
}
