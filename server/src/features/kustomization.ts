// kustomization.yaml as a text with names in it: which files it puts together, and where it names their objects. What a
// build makes of them is the workspace's business (workspace/kustomize.ts).
import { compareText } from '../base/compare.ts';
import { textRange, type TextRange } from '../base/textRange.ts';
import { readPlainYaml, type PlainYaml } from '../manifest/plain.ts';
import { Field } from '../workspace/field.ts';
import type { GraphNode, Workspace } from '../workspace/workspace.ts';
import { typeKey } from '../workspace/graphNode.ts';
import { uriOf, type FileRange } from './spot.ts';

/** One kustomization with what it says. */
export interface KustomizationFile {
  readonly uri: string;
  readonly folder: string;
  readonly text: string;
  readonly yaml: PlainYaml;
  readonly root: Field;
  /** The files and folders that it takes in, as uris. */
  readonly resources: readonly string[];
  /** The files that patch them. */
  readonly patches: readonly string[];
}

function readable(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const NAME = /\/(?:kustomization\.ya?ml|Kustomization)$/;

/** Whether a file is a kustomization. */
export const isKustomization = (uri: string): boolean => NAME.test(uri);

/** A path in a kustomization as a uri. */
export function resolvePath(folder: string, name: string): string {
  const steps = folder.split('/');
  for (const step of name.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.' && step !== '')
      steps.push(encodeURIComponent(step).replaceAll('%40', '@').replaceAll(/%3A/gi, ':'));
  }
  return steps.join('/');
}

/** By the parsed file: as long as its text is the same, so is what it says. */
const known = new WeakMap<object, KustomizationFile>();

/** A kustomization of the workspace. */
export function readKustomization(workspace: Workspace, uri: string): KustomizationFile | undefined {
  const parsed = isKustomization(uri) ? workspace.file(uri) : undefined;
  if (!parsed) return undefined;
  let file = known.get(parsed);
  if (!file) {
    const { text } = parsed.source;
    const yaml = readPlainYaml(text);
    const root = new Field(yaml.value);
    const folder = uri.slice(0, uri.lastIndexOf('/'));
    const all = (names: readonly string[]) =>
      names.flatMap((name) => root.items(name).flatMap((item) => item.text() ?? item.text('path') ?? []));
    const uris = (names: readonly string[]) => all(names).map((path) => resolvePath(folder, path));
    file = {
      uri,
      folder,
      text,
      yaml,
      root,
      resources: uris(['resources', 'bases', 'components']),
      patches: uris(['patches', 'patchesStrategicMerge', 'patchesJson6902']),
    };
    known.set(parsed, file);
  }
  return file;
}

/** All kustomizations. Looking for them costs a glance at every file: who asks for many objects does it once. */
export const kustomizationsOf = (workspace: Workspace): readonly KustomizationFile[] =>
  [...workspace.uris]
    .filter(isKustomization)
    .sort(compareText)
    .flatMap((uri) => readKustomization(workspace, uri) ?? []);

/** The kustomizations whose build holds the objects of a file: those that list or patch it, and those that list them. */
export function kustomizationsWith(
  workspace: Workspace,
  uris: Iterable<string>,
  files: readonly KustomizationFile[] = kustomizationsOf(workspace),
): readonly KustomizationFile[] {
  const found = new Set<KustomizationFile>();
  for (const uri of uris) {
    for (const file of files) {
      const beside = file.folder === uri.slice(0, uri.lastIndexOf('/'));
      if (beside || file.resources.includes(uri) || file.patches.includes(uri)) found.add(file);
    }
  }
  for (const file of found) {
    for (const parent of files) if (parent.resources.includes(file.folder)) found.add(parent);
  }
  return [...found];
}

/** The kustomizations and all that they take in. */
function closure(workspace: Workspace, start: readonly KustomizationFile[]): readonly KustomizationFile[] {
  const found = new Set(start);
  const files = kustomizationsOf(workspace);
  for (const file of found) for (const inner of files) if (file.resources.includes(inner.folder)) found.add(inner);
  return [...found];
}

/** An object by its type and the name that is written. */
interface Written {
  readonly type: string;
  readonly name: string;
}

/** How many Pods kustomizations and their patches give a workload instead of what is written, by the folder's name. */
export function replicasIn(
  workspace: Workspace,
  node: GraphNode,
  all: readonly KustomizationFile[],
): ReadonlyMap<string, number> {
  const { name } = node.resource;
  const found = new Map<string, number>();
  const files = name === undefined ? [] : kustomizationsWith(workspace, [uriOf(node)], all);
  const label = (folder: string) => readable(folder.slice(folder.lastIndexOf('/') + 1));
  for (const file of files) {
    const patched = file.patches
      .flatMap((uri) => workspace.nodesOf(uri))
      .filter((patch) => patch.type === node.type && patch.resource.name === name)
      .map((patch) => patch.root.number('spec', 'replicas'));
    const named = file.root.items('replicas').filter((item) => item.text('name') === name);
    const count = [...patched, ...named.map((item) => item.number('count'))].findLast((n) => n !== undefined);
    if (count !== undefined) found.set(label(file.folder), count);
  }
  return found;
}

/** A place in a kustomization where an object is named. */
export interface KustomizationName extends FileRange {
  /** A generator makes the object. */
  readonly declaration: boolean;
}

/** Where kustomizations name an object: generators, `replicas`, targets of patches and replacements, inline patches. */
export function namesInKustomizations(
  workspace: Workspace,
  written: Written,
  uris: Iterable<string>,
): readonly KustomizationName[] {
  return closure(workspace, kustomizationsWith(workspace, uris)).flatMap((file) => namesIn(file, written));
}

const SCALED = new Set(['apps/Deployment', 'apps/StatefulSet', 'apps/ReplicaSet', '/ReplicationController']);

function namesIn(file: KustomizationFile, { type, name }: Written): readonly KustomizationName[] {
  const { root } = file;
  const [group = '', kind = ''] = type.split('/');
  const generators = type === '/ConfigMap' ? 'configMapGenerator' : type === '/Secret' ? 'secretGenerator' : '';
  const made = root.items(generators).map((item) => item.get('name'));
  const targets = [
    ...[...root.items('patches'), ...root.items('patchesJson6902')].map((item) => item.get('target')),
    ...root.items('vars').map((item) => item.get('objref')),
    ...root
      .items('replacements')
      .flatMap((item) => [item.get('source'), ...item.items('targets').map((target) => target.get('select'))]),
  ].filter((target) => meansType(target, group, kind));
  const used = [
    ...targets.map((target) => target.get('name')),
    ...(SCALED.has(type) ? root.items('replicas').map((item) => item.get('name')) : []),
  ];
  const place = (field: Field, declaration: boolean): KustomizationName[] => {
    const range = field.value === name ? file.yaml.rangeOf(field.path, 'value') : undefined;
    return range ? [{ uri: file.uri, range, declaration }] : [];
  };
  return [
    ...made.flatMap((field) => place(field, true)),
    ...used.flatMap((field) => place(field, false)),
    ...inlineNames(file, type, name).map((range) => ({ uri: file.uri, range, declaration: false })),
  ];
}

/** A target says as much of the type as it likes. */
function meansType(target: Field, group: string, kind: string): boolean {
  const own = target.text('kind');
  const ownGroup = target.text('group');
  return (own === undefined || own === kind) && (ownGroup === undefined || ownGroup === group);
}

/** The object that a kustomization names at an offset: one that it takes in, or the user of one that it generates. */
export function namedInKustomization(
  workspace: Workspace,
  uri: string,
  offset: number,
): { readonly node: GraphNode; readonly type: string; readonly name: string } | undefined {
  const file = readKustomization(workspace, uri);
  if (!file) return undefined;
  const nodes = closure(workspace, [file])
    .flatMap(({ resources }) => resources.flatMap((resource) => workspace.nodesOf(resource)))
    .filter(({ fragment }) => !fragment);
  const written = nodes.map((node) => ({ node, type: node.type, name: node.resource.name ?? '' }));
  const expected = nodes.flatMap((node) =>
    node.references.flatMap(({ target }) =>
      target.type === 'object' ? [{ node, type: typeKey(target), name: target.name }] : [],
    ),
  );
  return [...written, ...expected].find((candidate) =>
    namesIn(file, candidate).some(({ range }) => range.start <= offset && offset <= range.end),
  );
}

/** Where inline patches (`patch: |-`) say which object they are a part of. */
function inlineNames(file: KustomizationFile, type: string, name: string): readonly TextRange[] {
  const patches = [
    ...file.root.items('patches').map((item) => item.get('patch')),
    ...file.root.items('patchesStrategicMerge'),
  ];
  return patches.flatMap((patch) => {
    const text = patch.text();
    const range = file.yaml.rangeOf(patch.path, 'value');
    if (text === undefined || range === undefined || !text.includes('\n')) return [];
    const inner = new Field(readPlainYaml(text).value);
    const [version = '', kind = ''] = [inner.text('apiVersion'), inner.text('kind')];
    const group = version.includes('/') ? version.slice(0, version.indexOf('/')) : '';
    if (typeKey({ group, kind }) !== type || inner.text('metadata', 'name') !== name) return [];
    const source = file.text.slice(range.start, range.end);
    const found = /\n([ \t]*)metadata:[ \t]*\r?\n(?:\1[ \t]+[^\n]*\n)*?\1[ \t]+name:[ \t]*/.exec(source);
    const start = range.start + (found ? found.index + found[0].length : 0);
    const word = found && /^(?:"[^"\n]*"|'[^'\n]*'|[^\s#]+)/.exec(file.text.slice(start))?.[0];
    return word ? [textRange(start, start + word.length)] : [];
  });
}
