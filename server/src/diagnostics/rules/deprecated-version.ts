// API versions that will go.
import { replaceValue } from '../../workspace/edit.ts';
import { fixOf } from '../repairs/repair.ts';
import { apiVersionOf } from '../../api/gvk.ts';
import { historyOf, servedInsteadOf } from '../../schema/versions.ts';
import { simpleRule } from '../rule.ts';

const minorOf = (version: string | undefined): number | undefined =>
  version === undefined ? undefined : Number(version.slice(version.indexOf('.') + 1));

export const rule = simpleRule({
  code: 'deprecated-version',
  group: 'correctness',
  severity: 'warning',
  kinds: 'all',
  scope: 'resource',
  covers: ['KL no-extensions-v1beta', 'KS stable-version', 'MO K8S002', 'MO K8S003'],
  *find(node, { version }) {
    const { gvk, apiVersion } = node.resource;
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
