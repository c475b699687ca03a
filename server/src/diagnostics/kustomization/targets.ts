// What a kustomization changes: whether patches, replicas, generators and images find what they are about.
import { readPlainYaml } from '../../manifest/plain.ts';
import { gvkOf } from '../../api/gvk.ts';
import { isClusterScoped, resourceOf } from '../../api/resource.ts';
import { containersOf } from '../../workspace/resolve.ts';
import { Field } from '../../workspace/field.ts';
import type { Kustomization } from '../../workspace/kustomization.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { nearest } from '../nearest.ts';
import { didYouMean, type Complaint } from './complaint.ts';
import { isCalled, piecesOf, renamed, type Piece, type Pieces } from './objects.ts';

/** An object as a patch names it. */
interface Named {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
}

const namedBy = (root: Field): readonly Named[] => {
  const [kind, name] = [root.text('kind'), root.text('metadata', 'name')];
  if (kind === undefined || name === undefined) return [];
  return [{ apiVersion: root.text('apiVersion') ?? '', kind, name, namespace: root.text('metadata', 'namespace') }];
};

/** The objects that strategic merge patches without a target name, with the field that brings the patch. */
function* mergePatches(workspace: Workspace, { root, patches }: Kustomization): Iterable<readonly [Field, Named]> {
  for (const { field, uri } of patches) {
    const entry = root.walk(field);
    if (field.at(-1) === 'path' && root.walk(field.slice(0, -1)).get('target').exists) continue;
    for (const node of workspace.nodesOf(uri)) for (const named of namedBy(node.root)) yield [entry, named];
  }
  const inline = [
    ...root
      .items('patches')
      .filter((item) => !item.get('target').exists)
      .map((item) => item.get('patch')),
    ...root.items('patchesStrategicMerge').filter((item) => item.text()?.includes('\n') === true),
  ];
  for (const field of inline) {
    for (const named of namedBy(new Field(readPlainYaml(field.text() ?? '').value))) yield [field, named];
  }
}

function* patchComplaints(workspace: Workspace, kustomization: Kustomization, { pieces }: Pieces): Iterable<Complaint> {
  for (const [field, { apiVersion, kind, name, namespace }] of mergePatches(workspace, kustomization)) {
    const same = pieces.filter((piece) => piece.kind === kind && piece.apiVersion === apiVersion);
    if (same.some((piece) => isCalled(piece, name, namespace))) continue;
    const elsewhere = same.some((piece) => piece.names.has(name));
    const meant = elsewhere ? undefined : nearest(name, new Set(same.flatMap((piece) => [...piece.names])));
    const message = elsewhere
      ? `The patch names the ${kind} "${name}" in ${namespace === undefined ? 'no namespace' : `namespace "${namespace}"`}, where the kustomization has none: patches come before its own namespace is set.`
      : `The patch changes the ${kind} "${name}" (${apiVersion}), which the kustomization does not have.${didYouMean(meant)}`;
    yield { path: field.path, code: 'missing-patch-target', message };
  }
}

/** Names and kinds in a target are regular expressions; only plain words are judged. */
const isPlain = (text: string | undefined): text is string => text !== undefined && /^[\w-]+$/.test(text);

/** A target that selects nothing is no error: nothing is changed. */
function* selectorComplaints({ root }: Kustomization, { pieces }: Pieces): Iterable<Complaint> {
  for (const target of [...root.items('patches'), ...root.items('patchesJson6902')].map((item) => item.get('target'))) {
    const [kind, name] = [target.text('kind'), target.text('name')];
    const fits = (piece: Piece): boolean =>
      (!isPlain(kind) || piece.kind === kind) && (!isPlain(name) || piece.names.has(name));
    if ((!isPlain(kind) && !isPlain(name)) || pieces.some(fits)) continue;
    const at = isPlain(name) ? target.get('name') : target.get('kind');
    const candidates = pieces
      .filter((piece) => !isPlain(kind) || piece.kind === kind)
      .flatMap((piece) => [...piece.names]);
    const meant = isPlain(name) ? nearest(name, new Set(candidates)) : undefined;
    const what = `${kind ?? 'object'}${name === undefined ? '' : ` "${name}"`}`;
    const message = `The kustomization has no ${what}: the patch changes nothing.${didYouMean(meant)}`;
    yield { path: at.path, code: 'missing-patch-target', severity: 'warning', message, meant };
  }
}

const SCALED: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController']);

function* replicaComplaints({ root }: Kustomization, { pieces }: Pieces): Iterable<Complaint> {
  const names = new Set(pieces.filter(({ kind }) => SCALED.has(kind)).flatMap((piece) => [...piece.names]));
  for (const field of root.items('replicas').map((item) => item.get('name'))) {
    const name = field.text();
    if (name === undefined || names.has(name)) continue;
    const meant = nearest(name, names);
    const message = `The kustomization has no Deployment, StatefulSet, ReplicaSet or ReplicationController "${name}".${didYouMean(meant)}`;
    yield { path: field.path, code: 'missing-patch-target', message, meant };
  }
}

function* generatorComplaints({ generated, root }: Kustomization, { pieces }: Pieces): Iterable<Complaint> {
  for (const [index, { kind, name, behavior, field }] of generated.entries()) {
    const namespace = root.walk(field.slice(0, -1)).text('namespace');
    const there = pieces.filter(
      (piece) => piece.kind === kind && piece.apiVersion === 'v1' && isCalled(piece, name, namespace),
    );
    const earlier = generated
      .slice(0, index)
      .some(
        (item) =>
          item.kind === kind &&
          item.name === name &&
          root.walk(item.field.slice(0, -1)).text('namespace') === namespace,
      );
    const isOwn = (piece: Piece): boolean => piece.node === undefined && piece.part === undefined;
    if (behavior === 'merge' || behavior === 'replace') {
      if (there.length > 0) continue;
      const message = `There is no ${kind} "${name}" that could be ${behavior === 'merge' ? 'merged with' : 'replaced'}.`;
      yield { path: field, code: 'missing-patch-target', message };
    } else if (earlier || there.some((piece) => !isOwn(piece))) {
      const message = `There is a ${kind} "${name}" already: say behavior: merge or replace.`;
      yield { path: field, code: 'kustomization', message };
    }
  }
}

/** The same object from two parts; an object without a name, which the server would take and kustomize does not. */
function* partComplaints({ parts }: Kustomization, { pieces }: Pieces): Iterable<Complaint> {
  const seen = new Set<string>();
  const said = new Set<number>();
  for (const { kind, apiVersion, now, part } of pieces) {
    const field = part === undefined ? undefined : parts[part];
    if (field === undefined || part === undefined) continue;
    const id = JSON.stringify([apiVersion, kind, now.name, now.namespace]);
    const message =
      now.name === ''
        ? `A ${kind} in "${field.written}" has no name: kustomize takes no generateName.`
        : `"${field.written}" has the ${kind} "${now.name}", which is there already: kustomize refuses the second one.`;
    if ((now.name === '' || seen.has(id)) && !said.has(part)) {
      said.add(part);
      yield { path: field.field, code: 'kustomization', message };
    }
    seen.add(id);
  }
}

/** Objects of several namespaces that the kustomization's own namespace makes one. */
function* namespaceComplaints(kustomization: Kustomization, { pieces }: Pieces): Iterable<Complaint> {
  if (kustomization.namespace === undefined) return;
  const seen = new Set<string>();
  for (const { kind, apiVersion, now } of pieces.map((piece) => renamed(piece, kustomization))) {
    const id = JSON.stringify([apiVersion, kind, now.name]);
    if (seen.has(id) && !isClusterScoped(gvkOf(apiVersion, kind))) {
      const message = `In this namespace the ${kind} "${now.name}" would be there twice: kustomize refuses it.`;
      yield { path: ['namespace'], code: 'kustomization', message };
      return;
    }
    seen.add(id);
  }
}

function* sourceComplaints({ root }: Kustomization, { pieces }: Pieces): Iterable<Complaint> {
  for (const source of root.items('replacements').map((item) => item.get('source'))) {
    const [kind, name] = [source.text('kind'), source.text('name')];
    if (name === undefined || kind === undefined) continue;
    if (pieces.some((piece) => piece.kind === kind && piece.names.has(name))) continue;
    const meant = nearest(
      name,
      new Set(pieces.filter((piece) => piece.kind === kind).flatMap((piece) => [...piece.names])),
    );
    const message = `The kustomization has no ${kind} "${name}" whose value could be taken.${didYouMean(meant)}`;
    yield { path: source.get('name').path, code: 'missing-patch-target', message, meant };
  }
}

/** `nginx` of `nginx:1.27@sha256:…`. */
const imageName = (image: string): string => image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');

/** Images are found in all objects; what custom resources hold is not looked into, and then nothing is said. */
function* imageComplaints(
  workspace: Workspace,
  { root, patches }: Kustomization,
  { pieces }: Pieces,
): Iterable<Complaint> {
  const nodes = [...pieces.flatMap(({ node }) => node ?? []), ...patches.flatMap(({ uri }) => workspace.nodesOf(uri))];
  if (nodes.some(({ resource }) => resourceOf(resource.gvk) === undefined)) return;
  const used = new Set(
    nodes
      .flatMap(({ podSource }) => (podSource ? containersOf(podSource.pod) : []))
      .flatMap((container) => imageName(container.text('image') ?? '')),
  );
  const inline = JSON.stringify([root.get('patches').value, root.get('patchesStrategicMerge').value]);
  for (const field of root.items('images').map((item) => item.get('name'))) {
    const name = field.text();
    if (name === undefined || used.has(name) || inline.includes(name)) continue;
    const meant = nearest(name, used);
    const message = `No container of this kustomization has the image "${name}": nothing is changed.${didYouMean(meant)}`;
    yield {
      path: field.path,
      code: 'unused-image',
      severity: meant === undefined ? 'hint' : 'warning',
      message,
      meant,
    };
  }
}

/** What a kustomization is about and does not have. Nothing is said where part of it is out of reach. */
export function* targetComplaints(workspace: Workspace, kustomization: Kustomization): Iterable<Complaint> {
  const found = piecesOf(workspace, kustomization);
  if (!found.complete) return;
  yield* partComplaints(kustomization, found);
  yield* sourceComplaints(kustomization, found);
  yield* namespaceComplaints(kustomization, found);
  yield* patchComplaints(workspace, kustomization, found);
  yield* selectorComplaints(kustomization, found);
  yield* replicaComplaints(kustomization, found);
  yield* generatorComplaints(kustomization, found);
  yield* imageComplaints(workspace, kustomization, found);
}
