// A subPath that the ConfigMap or Secret does not have.
import { replaceValue } from '../../workspace/edit.ts';
import { keysOf } from '../../workspace/resolve.ts';
import { containersOf } from '../containers.ts';
import { nearest } from '../nearest.ts';
import { volumesByName } from '../podSecurity.ts';
import { fixOf } from '../repairs/repair.ts';
import type { Field } from '../../workspace/field.ts';
import type { GraphNode, Workspace } from '../../workspace/workspace.ts';
import { simpleRule } from '../rule.ts';

/** The files of a volume made from a ConfigMap or Secret; undefined where they are not known. */
function filesOf(node: GraphNode, source: Field, workspace: Workspace): readonly string[] | undefined {
  if (source.get('items').exists) return source.items('items').flatMap((item) => item.text('path') ?? []);
  const isSecret = source.get('secretName').exists;
  const name = source.text(isSecret ? 'secretName' : 'name');
  const kind = isSecret ? 'Secret' : 'ConfigMap';
  if (name === undefined || workspace.isGenerated(node, { type: 'object', group: '', kind, name })) return undefined;
  const providers = workspace.objectsMeant(node, { type: 'object', group: '', kind, name });
  return providers.length === 0 ? undefined : providers.flatMap(keysOf);
}

export const rule = simpleRule({
  code: 'missing-sub-path',
  group: 'references',
  severity: 'warning',
  kinds: 'pods',
  scope: 'workspace',
  covers: ['items[].key/subPath existence'],
  *find(node, { workspace }) {
    const volumes = volumesByName(node);
    for (const container of containersOf(node)) {
      for (const mount of container.items('volumeMounts')) {
        const subPath = mount.text('subPath');
        const volume = volumes.get(mount.text('name') ?? '');
        const source = volume?.get('configMap').exists === true ? volume.get('configMap') : volume?.get('secret');
        if (subPath === undefined || source?.exists !== true || source.flag('optional')) continue;
        const files = filesOf(node, source, workspace);
        if (files === undefined || files.some((file) => file === subPath || file.startsWith(`${subPath}/`))) continue;
        const near = nearest(subPath, files);
        yield {
          path: mount.get('subPath').path,
          message: `The volume has no file "${subPath}", so an empty folder is mounted in its place.${near === undefined ? '' : ` Did you mean "${near}"?`}`,
          fixes: () =>
            near === undefined
              ? []
              : fixOf(
                  node.resource,
                  `Change to "${near}"`,
                  replaceValue(node.resource, mount.get('subPath').path, near),
                  true,
                ),
        };
      }
    }
  },
});
