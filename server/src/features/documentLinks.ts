// Links: images to their registry's page, files that a kustomization names.
import { textRange, type TextRange } from '../base/textRange.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { containersOf } from '../workspace/resolve.ts';

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
  if (/\/kustomization\.ya?ml$/i.test(uri)) return kustomizationLinks(workspace, uri);
  return workspace.nodesOf(uri).flatMap(({ podSource, resource }) =>
    (podSource ? containersOf(podSource.pod) : []).flatMap((container) => {
      const image = container.get('image');
      const target = imagePage(image.text() ?? '');
      const scalar = target === undefined ? undefined : resource.scalarAt(image.path);
      return target !== undefined && scalar ? [{ range: scalar.range, target, tooltip: 'Open the image’s page' }] : [];
    }),
  );
}

const FILE_LINE =
  /^([ \t]*(?:-[ \t]+)?(?:path:[ \t]+)?)(["']?)([^\s"'#:{}[\]]+\.(?:ya?ml|json)|\.{0,2}\/?[\w./-]+)\2[ \t]*(?:#.*)?$/gm;

/** File names in a kustomization that lead to files of the workspace. */
function kustomizationLinks(workspace: Workspace, uri: string): readonly Link[] {
  const text = workspace.file(uri)?.source.text ?? '';
  const folder = uri.slice(0, uri.lastIndexOf('/'));
  const links: Link[] = [];
  for (const match of text.matchAll(FILE_LINE)) {
    const [, lead = '', quote = '', name = ''] = match;
    const path = resolvePath(folder, name);
    const target = [path, `${path}/kustomization.yaml`, `${path}/kustomization.yml`].find((candidate) =>
      workspace.file(candidate),
    );
    if (target === undefined) continue;
    const start = match.index + lead.length + quote.length;
    links.push({ range: textRange(start, start + name.length), target, tooltip: 'Open the file' });
  }
  return links;
}

function resolvePath(folder: string, name: string): string {
  const steps = folder.split('/');
  for (const step of name.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.' && step !== '') steps.push(encodeURIComponent(step));
  }
  return steps.join('/');
}
