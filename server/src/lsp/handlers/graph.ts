// drydock/graph: the objects of the workspace and their references, to be drawn.
import type { Finding } from '../../diagnostics/finding.ts';
import type { GraphNode } from '../../workspace/workspace.ts';
import { pictureOf } from '../../features/picture.ts';
import { GRAPH, type GraphParams, type PictureNode, type WorkspacePicture } from '../../protocol/graph.ts';
import { defineHandler } from '../handler.ts';
import type { Session } from '../session.ts';
import { canonicalUri } from '../uris.ts';

function stateOf(session: Session, uri: string, node: GraphNode): PictureNode['state'] {
  const concerns = (finding: Finding): boolean => finding.resource === node.resource && finding.followUp !== true;
  const severities = new Set(
    session
      .findings(uri)
      .filter(concerns)
      .map(({ severity }) => severity),
  );
  return severities.has('error') ? 'error' : severities.has('warning') ? 'warning' : 'good';
}

export const handler = defineHandler<GraphParams, WorkspacePicture>({
  method: GRAPH,
  empty: { nodes: [], edges: [], leftOut: 0 },
  handle({ uri, query }, { session }) {
    const picture = pictureOf(session.analysis.workspace, {
      ...(uri === undefined ? {} : { uri: canonicalUri(uri) }),
      ...(query === undefined ? {} : { query }),
    });
    const nodes = picture.objects.map(({ id, kind, name, namespace, node, uri: file, range }): PictureNode => {
      const positions = file === undefined ? undefined : session.positionsOf(file);
      if (node === undefined || file === undefined || range === undefined || positions === undefined) {
        return { id, kind, name, namespace, state: 'missing' };
      }
      const { line } = positions.positionAt(range.start);
      return { id, kind, name, namespace, uri: session.clientUri(file), line, state: stateOf(session, file, node) };
    });
    const edges = picture.links.map(({ from, to, roles, optional }) => ({
      from,
      to,
      label: roles.join(', '),
      optional,
    }));
    return { nodes, edges, leftOut: picture.leftOut };
  },
});
