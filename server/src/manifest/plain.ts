// YAML that is no manifest (`.drydock.yaml`, `kustomization.yaml`): the value of the first section and where its fields
// stand. Read by the same parser as manifests. Never throws.
import type { FieldPath } from '../api/fieldPath.ts';
import type { TextRange } from '../base/textRange.ts';
import { compose } from './compose.ts';
import type { Part, SyntaxProblem } from './manifest.ts';
import { nearestRangeOfPath, rangeOfPath } from './positions.ts';
import { valueOf } from './values.ts';

/** A text that was read. */
export interface PlainYaml {
  readonly value: unknown;
  readonly problems: readonly SyntaxProblem[];
  rangeOf(path: FieldPath, part: Part): TextRange | undefined;
  nearestRange(path: FieldPath): TextRange;
}

/** Reads a text. */
export function readPlainYaml(text: string): PlainYaml {
  const { root, problems } = compose(text, false);
  if (root === undefined) {
    return { value: undefined, problems, rangeOf: () => undefined, nearestRange: () => ({ start: 0, end: 0 }) };
  }
  const read = valueOf(root);
  return {
    value: read.value,
    problems: [...problems, ...read.problems],
    rangeOf: (path, part) => rangeOfPath(text, root, path, part),
    nearestRange: (path) => nearestRangeOfPath(root, path) ?? { start: root.start, end: root.start },
  };
}
