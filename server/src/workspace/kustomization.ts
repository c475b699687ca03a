// One kustomization.yaml: which files it puts together, which of them are patches, what it generates and how it renames.
// Source: sigs.k8s.io/kustomize/api/types/kustomization.go.
import type { FieldPath } from '../api/fieldPath.ts';
import { readPlainYaml, type PlainYaml } from '../manifest/plain.ts';
import { Field } from './field.ts';

/** A file or folder that a kustomization names. */
export interface KustomizationPath {
  readonly field: FieldPath;
  /** As it is written. */
  readonly written: string;
  readonly uri: string;
}

/** An object that a kustomization generates. */
export interface Generated {
  readonly field: FieldPath;
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  /** `merge` and `replace` change an object that is there already. */
  readonly behavior: string;
}

/** One kustomization as far as references need it. */
export interface Kustomization {
  readonly uri: string;
  readonly folder: string;
  readonly yaml: PlainYaml;
  readonly root: Field;
  /** Files and folders whose objects it has: `resources`, `bases`, `components`. */
  readonly parts: readonly KustomizationPath[];
  readonly patches: readonly KustomizationPath[];
  /** Other files: what is generated from, configurations, schemas. */
  readonly files: readonly KustomizationPath[];
  readonly namespace: string | undefined;
  readonly prefix: string;
  readonly suffix: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly generated: readonly Generated[];
  /** Whether parts of it are out of reach: remote resources, charts, generators of other kinds. */
  readonly incomplete: boolean;
}

const NAME = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/;

/** Whether a file is a kustomization, by its name. */
export const isKustomization = (uri: string): boolean => NAME.test(uri);

/** The folder part of a uri, without the slash at its end. */
export const folderOf = (uri: string): string => uri.slice(0, Math.max(0, uri.lastIndexOf('/')));

/** A step of a uri, spelled as VS Code does it. */
const encodeStep = (step: string): string =>
  encodeURIComponent(step).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

/** A path relative to a folder, as a uri. */
export function joinPath(folder: string, path: string): string {
  const steps = folder === '' ? [] : folder.split('/');
  for (const step of path.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.' && step !== '') steps.push(encodeStep(step));
  }
  return steps.join('/');
}

/** Whether kustomize fetches it. Source: api/internal/git/repospec.go. */
export const isRemote = (path: string): boolean =>
  path.includes('://') ||
  path.includes('?') ||
  /^[\w.-]+@[\w.-]+:/.test(path) ||
  /^(?:github\.com|gitlab\.com|bitbucket\.org)[/:]/i.test(path) ||
  /(?:\.git|_git)(?:\/|$)/.test(path);

/** Whether an entry is a manifest of its own, not the path of one. */
const isInline = (path: string): boolean => path.includes('\n') || /^\s*[{[]|: /.test(path);

const local = (folder: string, fields: readonly Field[]): KustomizationPath[] =>
  fields.flatMap((field) => {
    const written = field.text();
    if (written === undefined || isRemote(written) || isInline(written)) return [];
    return [{ field: field.path, written, uri: written.startsWith('/') ? written : joinPath(folder, written) }];
  });

function labelsOf(root: Field): Record<string, string> {
  const own = { ...root.textMap('commonLabels') };
  for (const entry of root.items('labels')) {
    if (entry.flag('includeTemplates') || entry.flag('includeSelectors')) Object.assign(own, entry.textMap('pairs'));
  }
  return own;
}

const generatorsOf = (root: Field): Generated[] =>
  (['ConfigMap', 'Secret'] as const).flatMap((kind) =>
    root.items(kind === 'ConfigMap' ? 'configMapGenerator' : 'secretGenerator').flatMap((item) => {
      const name = item.text('name');
      return name === undefined
        ? []
        : [{ field: item.get('name').path, kind, name, behavior: item.text('behavior') ?? 'create' }];
    }),
  );

const OUT_OF_REACH = ['helmCharts', 'helmChartInflationGenerator', 'generators', 'transformers'] as const;

/** Whether it changes what another kustomization has. */
export const isComponent = ({ root }: Kustomization): boolean => root.text('kind') === 'Component';

/** Lists of plugins' configurations: files, folders or texts. */
export const PLUGINS = ['generators', 'transformers', 'validators'] as const;

function filesOf(folder: string, root: Field): KustomizationPath[] {
  const generators = [...root.items('configMapGenerator'), ...root.items('secretGenerator')];
  const keyed = generators.flatMap((item) => item.items('files'));
  return [
    ...local(folder, [
      ...generators.flatMap((item) => [...item.items('envs'), item.get('env')]),
      ...root.items('configurations'),
      ...root.items('crds'),
      ...PLUGINS.flatMap((name) => root.items(name)),
      ...root.items('replacements').map((item) => item.get('path')),
      root.get('openapi', 'path'),
    ]),
    // `key=path`, or the path alone.
    ...keyed.flatMap((field) => local(folder, [new Field(field.text()?.replace(/^[^=]*=/, ''), field.path)])),
  ];
}

/** Reads a kustomization; what is wrong in it counts as not there. */
export function readKustomization(uri: string, text: string): Kustomization {
  const yaml = readPlainYaml(text);
  const root = new Field(yaml.value);
  const folder = folderOf(uri);
  const parts = [...root.items('resources'), ...root.items('bases'), ...root.items('components')];
  const patches = [
    ...root.items('patchesStrategicMerge'),
    ...[...root.items('patches'), ...root.items('patchesJson6902')].map((item) => item.get('path')),
  ];
  return {
    uri,
    folder,
    yaml,
    root,
    parts: local(folder, parts),
    patches: local(folder, patches),
    files: filesOf(folder, root),
    namespace: root.text('namespace'),
    prefix: root.text('namePrefix') ?? '',
    suffix: root.text('nameSuffix') ?? '',
    labels: labelsOf(root),
    generated: generatorsOf(root),
    incomplete: parts.some((item) => isRemote(item.text() ?? '')) || OUT_OF_REACH.some((name) => root.get(name).exists),
  };
}
