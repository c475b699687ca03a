// What Drydock says about a manifest. One type for the editor, the command line and the tests.
import type { TextEdit, TextRange } from '../base/textRange.ts';
import type { FieldPath } from '../api/fieldPath.ts';
import type { Stage } from '../api/problem.ts';
import type { Resource } from '../manifest/manifest.ts';

/** *error*: the API server would refuse it. *warning*: accepted, but it will not work, or not as written. Else advice. */
export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** Edits in one file. */
export interface FileEdit {
  readonly uri: string;
  readonly edits: readonly TextEdit[];
}

/** A repair. Only findings with exactly one preferred fix take part in "Fix all". */
export interface Fix {
  readonly title: string;
  readonly edits: readonly FileEdit[];
  readonly preferred?: boolean;
}

/** Another place that explains the finding. */
export interface RelatedPlace {
  readonly uri: string;
  readonly range: TextRange;
  readonly message: string;
}

/** One finding at one place. */
export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  /** What is wrong, why it matters, what to do. Plain text. */
  readonly message: string;
  readonly uri: string;
  readonly range: TextRange;
  /** The field, as the server spells it. */
  readonly path: FieldPath;
  /** The object; undefined where the text could not be read as one. */
  readonly resource: Resource | undefined;
  /** Which stage of a request would refuse it; only errors have one. */
  readonly stage?: Stage;
  /** It only follows from another finding: kept out of the editor and the text output, marked in JSON. */
  readonly followUp?: boolean;
  readonly related?: readonly RelatedPlace[];
  /** `unnecessary` greys the text out, `deprecated` strikes it through. */
  readonly tags?: readonly ('unnecessary' | 'deprecated')[];
  /** Computed on demand: fixes cost time that typing should not pay. */
  readonly fixes?: () => readonly Fix[];
}
