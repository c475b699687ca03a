// The trees of a file's sections, for readers that need what is written and not what kubectl makes of it: kustomize
// works on nodes, and reads scalars differently.
import { compose } from './compose.ts';
import type { SyntaxProblem } from './manifest.ts';
import type { TreeNode } from './nodes.ts';
import { cutSections } from './sections.ts';

/** One section: its text, where that begins in the file, and its tree. Offsets in the tree are the section's. */
export interface SectionTree {
  readonly text: string;
  readonly offset: number;
  readonly root: TreeNode | undefined;
  readonly problems: readonly SyntaxProblem[];
}

/** The sections of a text. Never throws. */
export function readTrees(text: string): readonly SectionTree[] {
  return cutSections(text).map(({ range, badSeparator }) => {
    const section = text.slice(range.start, range.end);
    const { root, problems } = compose(section, false);
    const bad = badSeparator && text.slice(badSeparator.start, badSeparator.end).trim();
    const separator: SyntaxProblem[] =
      bad === undefined || badSeparator === undefined
        ? []
        : [{ code: 'yaml-syntax', range: badSeparator, message: `invalid document separator: ${bad}`, path: [] }];
    return { text: section, offset: range.start, root, problems: [...separator, ...problems] };
  });
}
