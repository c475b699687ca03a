// Something wrong in a kustomization, before it is a finding.
import type { FieldPath } from '../../api/fieldPath.ts';
import type { Severity } from '../finding.ts';

/** What is wrong, where, and what was meant. */
export interface Complaint {
  readonly path: FieldPath;
  readonly part?: 'key' | 'value';
  readonly code: string;
  readonly message: string;
  /** An error is what `kustomize build` refuses. */
  readonly severity?: Severity;
  /** What the token should say. */
  readonly meant?: string | undefined;
}

/** ` Did you mean "x"?`, or nothing. */
export const didYouMean = (meant: string | undefined): string =>
  meant === undefined ? '' : ` Did you mean "${meant}"?`;
