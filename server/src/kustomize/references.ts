// Which files and folders a kustomization names: what a build of it will ask for, without building.
import { joinPath, type Memo } from './files.ts';
import type { Fields } from './fields.ts';
import { Refusal } from './refusal.ts';

/** What a kustomization names, as paths, and whether it is a component. */
export interface References {
  readonly paths: readonly string[];
  readonly component: boolean;
}

/** `key=path` names a file, too. */
const fileOf = (source: string): string => source.slice(source.indexOf('=') + 1);

function pathsOf(fields: Fields): string[] {
  const { resources = [], bases = [], components = [], configurations = [], patchesStrategicMerge = [] } = fields;
  const { patches = [], patchesJson6902 = [], replacements = [] } = fields;
  const generators = [...(fields.configMapGenerator ?? []), ...(fields.secretGenerator ?? [])];
  return [
    ...[...resources, ...bases, ...components, ...configurations],
    ...patchesStrategicMerge.filter((path) => !path.includes('\n')),
    ...[...patches, ...patchesJson6902, ...replacements].flatMap(({ path }) => path ?? []),
    ...generators.flatMap(({ files = [], envs = [], env }) => [...files.map(fileOf), ...envs, ...(env ? [env] : [])]),
  ];
}

/** Reads what a kustomization names; nothing where it cannot be read. */
export function referencesOf(path: string, folder: string, text: string, memo: Memo): References {
  try {
    const { fields } = memo.kustomization(path, folder, text);
    const paths = [...new Set(pathsOf(fields).map((each) => joinPath(folder, each)))];
    return { paths, component: fields.kind === 'Component' };
  } catch (error) {
    if (error instanceof Refusal) return { paths: [], component: /^kind:\s*Component\b/m.test(text) };
    throw error;
  }
}
