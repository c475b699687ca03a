// Repairs of the text itself: a space after a colon, a repeated key.
import type { Manifest, SyntaxProblem } from '../../manifest/manifest.ts';
import { removeField } from '../../workspace/edit.ts';
import type { Fix } from '../finding.ts';
import { fixOf } from './repair.ts';

/** The one edit that repairs a syntax problem, where there is one. */
export function syntaxFixes(manifest: Manifest, problem: SyntaxProblem): readonly Fix[] {
  const { uri } = manifest.source;
  if (problem.repair !== undefined) {
    return [{ title: titleOf(problem), edits: [{ uri, edits: [problem.repair] }], preferred: true }];
  }
  if (problem.code !== 'duplicate-key') return [];
  for (const resource of manifest.resources) {
    if (!resource.at.every((step, index) => problem.path[index] === step)) continue;
    const path = problem.path.slice(resource.at.length);
    // Of more than two equal keys each but the last waits until the later ones are gone.
    if (resource.rangeOf(path, 'key')?.start !== problem.range.start) continue;
    return fixOf(resource, 'Remove the repeated key', removeField(resource, path, true), true);
  }
  return [];
}

function titleOf({ repair }: SyntaxProblem): string {
  const text = repair?.newText ?? '';
  if (text === ' ') return 'Add the space';
  if (text === '') return 'Remove it';
  if (text.startsWith('"')) return 'Put it in quotes';
  return text.startsWith('---') ? 'Separate the objects' : `Add ${text}`;
}
