// Links: images to their registry's page, files that a kustomization names.
import { textRange, type TextRange } from '../base/textRange.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Field } from '../workspace/field.ts';
import { containersOf } from '../workspace/resolve.ts';
import { isKustomization, readKustomization, resolvePath, type KustomizationFile } from './kustomization.ts';

/** One link. */
export interface Link {
  readonly range: TextRange;
  readonly target: string;
  readonly tooltip: string;
}

/** The page of an image, for registries that have pages. */
export function imagePage(image: string): string | undefined {
  const match =
    /^(?:([a-z0-9.-]+(?:\.[a-z0-9-]+|:\d+)|localhost)\/)?([a-z0-9._/-]+?)(?::[\w.-]+)?(?:@sha256:[0-9a-f]+)?$/.exec(
      image,
    );
  if (!match) return undefined;
  const [, registry = 'docker.io', path = ''] = match;
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  switch (registry) {
    case 'docker.io':
    case 'index.docker.io':
      if (!path.includes('/')) return `https://hub.docker.com/_/${encoded}`;
      return path.startsWith('library/')
        ? `https://hub.docker.com/_/${encoded.slice(8)}`
        : `https://hub.docker.com/r/${encoded}`;
    case 'quay.io':
      return `https://quay.io/repository/${encoded}`;
    case 'ghcr.io':
    case 'gcr.io':
    case 'public.ecr.aws':
      return registry === 'public.ecr.aws' ? `https://gallery.ecr.aws/${encoded}` : `https://${registry}/${encoded}`;
    default:
      return undefined;
  }
}

/** The links of a file. */
export function linksOf(workspace: Workspace, uri: string): readonly Link[] {
  if (isKustomization(uri)) return kustomizationLinks(workspace, uri);
  return workspace.nodesOf(uri).flatMap(({ podSource, resource }) =>
    (podSource ? containersOf(podSource.pod) : []).flatMap((container) => {
      const image = container.get('image');
      const target = imagePage(image.text() ?? '');
      const scalar = target === undefined ? undefined : resource.scalarAt(image.path);
      return target !== undefined && scalar ? [{ range: scalar.range, target, tooltip: 'Open the image’s page' }] : [];
    }),
  );
}

/** Lists of files and folders, and of mappings with a `path`. */
const PATHS = [
  ...['resources', 'bases', 'components', 'crds', 'configurations', 'generators', 'transformers', 'validators'],
  ...['patches', 'patchesStrategicMerge', 'patchesJson6902', 'replacements'],
];

/** The scalars of a kustomization that hold paths. `any`: the file need not be one that the workspace holds. */
function pathFields({ root }: KustomizationFile): readonly { readonly field: Field; readonly any: boolean }[] {
  const paths = PATHS.flatMap((name) => root.items(name)).flatMap((item) => [item, item.get('path')]);
  const generators = [...root.items('configMapGenerator'), ...root.items('secretGenerator')];
  const files = generators.flatMap((item) => [...item.items('files'), ...item.items('envs'), item.get('env')]);
  return [
    ...[...paths, root.get('openapi', 'path')].map((field) => ({ field, any: false })),
    ...files.map((field) => ({ field, any: true })),
  ];
}

/** File names in a kustomization that lead to files. */
function kustomizationLinks(workspace: Workspace, uri: string): readonly Link[] {
  const file = readKustomization(workspace, uri);
  if (!file) return [];
  return pathFields(file).flatMap(({ field, any }): Link[] => {
    const value = field.text();
    const range = field.text() === undefined ? undefined : file.yaml.rangeOf(field.path, 'value');
    if (value === undefined || range === undefined || value.includes('\n') || value.includes('://')) return [];
    // `files: [key=path]`.
    const name = any ? value.slice(value.indexOf('=') + 1) : value;
    const start = file.text.indexOf(name, range.start);
    if (name === '' || start < 0 || start + name.length > range.end) return [];
    const path = resolvePath(file.folder, name);
    const known = [path, `${path}/kustomization.yaml`, `${path}/kustomization.yml`, `${path}/Kustomization`].find(
      (candidate) => workspace.file(candidate),
    );
    const target = known ?? (any ? path : undefined);
    return target === undefined
      ? []
      : [{ range: textRange(start, start + name.length), target, tooltip: 'Open the file' }];
  });
}
