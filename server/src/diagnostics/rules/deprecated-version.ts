// API versions that will go.
import { replaceValue } from '../../workspace/edit.ts';
import { fixOf } from '../repairs/repair.ts';
import type { CustomKind } from '../../api/customResources/definition.ts';
import { apiVersionOf } from '../../api/gvk.ts';
import { compareVersions } from '../../api/versionPriority.ts';
import type { GraphNode } from '../../workspace/workspace.ts';
import { historyOf, servedInsteadOf } from '../../schema/versions.ts';
import { simpleRule, type Hit } from '../rule.ts';

const minorOf = (version: string | undefined): number | undefined =>
  version === undefined ? undefined : Number(version.slice(version.indexOf('.') + 1));

/** A version that the kind's own definition calls deprecated: the server warns of it in the definition's words. */
function* deprecatedCustom(node: GraphNode, { deprecation = '', definition, gvk }: CustomKind): Iterable<Hit> {
  const [better] = [...definition.versions.values()]
    .filter(({ served, deprecation: own }) => served && own === undefined)
    .map(({ resource }) => resource.apiVersion)
    .sort((a, b) => compareVersions(a.slice(a.indexOf('/') + 1), b.slice(b.indexOf('/') + 1)));
  yield {
    path: ['apiVersion'],
    tags: ['deprecated'],
    message: `${definition.name} calls ${gvk.version} deprecated. The API server warns: ${deprecation}`,
    ...(better === undefined
      ? {}
      : { fixes: () => fixOf(node.resource, `Use ${better}`, replaceValue(node.resource, ['apiVersion'], better)) }),
  };
}

export const rule = simpleRule({
  code: 'deprecated-version',
  group: 'correctness',
  severity: 'warning',
  kinds: 'all',
  scope: 'resource',
  covers: ['KL no-extensions-v1beta', 'KS stable-version', 'MO K8S002', 'MO K8S003'],
  *find(node, { version }) {
    const { gvk, apiVersion } = node.resource;
    if (node.gvk.custom?.deprecation !== undefined) yield* deprecatedCustom(node, node.gvk.custom);
    const history = historyOf(gvk);
    const deprecated = minorOf(history?.deprecated);
    if (deprecated === undefined || deprecated > version.minor) return;
    const removed = minorOf(history?.removed);
    if (removed !== undefined && removed <= version.minor) return;
    const instead = servedInsteadOf(gvk);
    const better = instead !== undefined && apiVersionOf(instead) !== apiVersion ? apiVersionOf(instead) : undefined;
    if (better === undefined) return;
    yield {
      path: ['apiVersion'],
      tags: ['deprecated'],
      message: `${apiVersion} of ${gvk.kind} is deprecated since 1.${deprecated}${removed === undefined ? '' : ` and gone in 1.${removed}`}. Use ${better}.`,
      fixes: () => fixOf(node.resource, `Use ${better}`, replaceValue(node.resource, ['apiVersion'], better)),
    };
  },
});
