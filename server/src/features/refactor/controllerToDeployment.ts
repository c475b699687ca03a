// ReplicationController → Deployment: the selector becomes a LabelSelector, which a Deployment must have; what scales the
// controller scales the Deployment.
import { addField, replaceValue } from '../../workspace/edit.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import type { TextEdit } from '../../base/textRange.ts';
import type { FileEdit } from '../../diagnostics/finding.ts';
import type { GraphNode, Workspace } from '../../workspace/workspace.ts';
import { uriOf } from '../spot.ts';
import type { Refactoring, RefactorPlace } from './refactoring.ts';

/** Offered anywhere in a ReplicationController. */
export function controllerToDeployment({ node, workspace }: RefactorPlace): Refactoring[] {
  if (node.type !== '/ReplicationController') return [];
  const edits = () => {
    const selector = node.root.get('spec', 'selector');
    const labels = node.podSource?.labels ?? {};
    const has = Object.keys(selector.textMap() ?? {}).length > 0;
    const own = [
      ...renamed(node, []),
      has
        ? selectorAsText(node, selector.path)
        : selector.exists
          ? replaceValue(node.resource, selector.path, { matchLabels: labels })
          : addField(
              node.resource,
              ['spec'],
              'selector',
              { matchLabels: { ...labels } },
              node.root.get('spec', 'replicas').exists ? 'replicas' : undefined,
            ),
    ];
    return together([[node, own], ...scalersOf(workspace, node)]);
  };
  return [{ id: 'controller-to-deployment', title: 'Convert to a Deployment', kind: 'refactor.rewrite', edits }];
}

const renamed = ({ resource }: GraphNode, at: FieldPath): readonly (TextEdit | undefined)[] => [
  replaceValue(resource, [...at, 'apiVersion'], 'apps/v1'),
  replaceValue(resource, [...at, 'kind'], 'Deployment'),
];

/** The labels of the selector one level deeper, as they are written, with their comments. */
function selectorAsText({ resource }: GraphNode, path: FieldPath): TextEdit | undefined {
  const range = resource.rangeOf(path, 'value');
  if (!range) return undefined;
  const { text, languageId } = resource.manifest.source;
  const written = text.slice(range.start, range.end);
  if (written.startsWith('{')) {
    const key = languageId === 'json' ? '"matchLabels"' : 'matchLabels';
    return { range, newText: `{${key}: ${written}}` };
  }
  // An anchor or a tag stands before the mapping: there is no telling what else it is for.
  if (/^[&!*]/.test(written)) return undefined;
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const column = range.start - (text.lastIndexOf('\n', range.start - 1) + 1);
  const deeper = written.replaceAll(/\n(?=[ \t]*\S)/g, '\n  ');
  return { range, newText: `matchLabels:${lineBreak}${' '.repeat(column + 2)}${deeper}` };
}

/** The autoscalers of a controller, with the edits that let them scale the Deployment. */
const scalersOf = (workspace: Workspace, node: GraphNode) =>
  workspace
    .linksTo(node)
    .filter(({ reference }) => reference.role === 'scaleTarget')
    .map(({ from }) => {
      const target: FieldPath = ['spec', 'scaleTargetRef'];
      const version = from.root.walk([...target, 'apiVersion']).exists
        ? replaceValue(from.resource, [...target, 'apiVersion'], 'apps/v1')
        : addField(from.resource, target, 'apiVersion', 'apps/v1');
      return [from, [version, replaceValue(from.resource, [...target, 'kind'], 'Deployment')]] as const;
    });

/** The edits by file; undefined if one of them could not be made. */
function together(
  parts: readonly (readonly [node: GraphNode, edits: readonly (TextEdit | undefined)[]])[],
): readonly FileEdit[] | undefined {
  const byUri = new Map<string, TextEdit[]>();
  for (const [node, edits] of parts) {
    for (const edit of edits) {
      if (edit === undefined) return undefined;
      byUri.set(uriOf(node), [...(byUri.get(uriOf(node)) ?? []), edit]);
    }
  }
  return [...byUri].map(([uri, edits]) => ({ uri, edits }));
}
