// Tabs where indentation is expected: go-yaml refuses some that the `yaml` package lets pass.
// Source: sigs.k8s.io/yaml v1.6.0 (goyaml.v2/scannerc.go: yaml_parser_scan_plain_scalar, yaml_parser_fetch_next_token).
import { textRange } from '../base/textRange.ts';
import type { SyntaxProblem } from './manifest.ts';
import { dereference, type TreeNode } from './nodes.ts';
import { TABS } from './syntaxAdvice.ts';

/** Whether the offset stands inside quotes, a block scalar, a flow collection or a plain scalar of several lines. */
function isSheltered(node: TreeNode | undefined, offset: number): boolean {
  if (node === undefined || offset < node.start || offset >= node.end) return false;
  switch (node.kind) {
    case 'scalar':
      return true;
    case 'alias':
      return false;
    case 'seq':
      return node.flow || node.items.some((item) => isSheltered(item, offset));
    case 'map':
      return node.flow || node.entries.some((entry) => isSheltered(dereference(entry.value), offset));
  }
}

/** A problem for each line whose indentation contains a tab that go-yaml does not take. */
export function tabProblems(
  text: string,
  root: TreeNode | undefined,
  known: readonly SyntaxProblem[],
): readonly SyntaxProblem[] {
  if (!text.includes('\t') || root === undefined) return [];
  const problems: SyntaxProblem[] = [];
  for (const match of text.matchAll(/^ *\t[ \t]*/gm)) {
    const start = match.index + match[0].indexOf('\t');
    if (start <= root.start || isSheltered(root, start)) continue;
    const end = match.index + match[0].length;
    // Blank lines after the last value do no harm: the document is over.
    if (text.slice(end).trim() === '' && start >= root.end) continue;
    if (known.some((problem) => problem.range.start <= end && problem.range.end >= match.index)) continue;
    problems.push({ code: 'yaml-syntax', range: textRange(start, end), message: TABS, path: [] });
  }
  return problems;
}
