// From the files of the session to what a dry run applies, and back from there to places in files.
import picomatch from 'picomatch';
import type { WrittenObject } from '../../dryrun/step.ts';
import { writtenObjectsOf, writtenObjectsOfBuild } from '../../dryrun/written.ts';
import { isKustomizationPath, pathOfUri } from '../../diagnostics/builds.ts';
import type { Build } from '../../kustomize/build.ts';
import type { Resource } from '../../manifest/manifest.ts';
import type { ObjectName } from '../../protocol/cluster.ts';
import { gvkOfName } from './objectNames.ts';
import type { Session } from '../session.ts';
import { settingAt } from '../settings.ts';
import { canonicalUri, isBelow, uriOfPath } from '../uris.ts';

/** What a file holds, object by object as it is applied, each with the resource that it is written as. */
function slotsOf(session: Session, uri: string): { readonly object: WrittenObject; readonly resource?: Resource }[] {
  const slots: { readonly object: WrittenObject; readonly resource?: Resource }[] = [];
  for (const manifest of session.analysis.workspace.file(canonicalUri(uri))?.manifests ?? []) {
    writtenObjectsOf({ source: manifest.source, manifests: [manifest] }, uri).forEach((object, index) => {
      const resource = object.problem === undefined ? manifest.resources[index] : undefined;
      slots.push({ object: { ...object, ordinal: slots.length }, ...(resource ? { resource } : {}) });
    });
  }
  return slots;
}

/** A resource by its origin, as `objectsIn` numbered it. */
export const resourceAt = (session: Session, origin: string, ordinal: number): Resource | undefined =>
  slotsOf(session, origin)[ordinal]?.resource;

/** The known files that the given files and folders stand for; without any: all. In a stable order. */
function filesOf(session: Session, uris: readonly string[] | undefined): string[] {
  const known = [...session.analysis.uris()].sort();
  if (uris === undefined) return known;
  const wanted = uris.map(canonicalUri);
  return known.filter((uri) => wanted.some((one) => isBelow(uri, one)));
}

/** The objects to apply: those of the files as they are typed, saved or not. */
export const objectsIn = (session: Session, uris: readonly string[] | undefined): readonly WrittenObject[] =>
  filesOf(session, uris).flatMap((uri) => slotsOf(session, uri).map(({ object }) => object));

/** The build of a kustomization file or of a folder that has one; undefined for everything else. */
export function buildAt(session: Session, uri: string): Build | undefined {
  const path = pathOfUri(canonicalUri(uri)).replace(/\/+$/, '');
  const folder = isKustomizationPath(path) ? path.slice(0, path.lastIndexOf('/')) : path;
  const build = session.analysis.builds.fresh(folder);
  return build.file === undefined ? undefined : build;
}

/** What a build sends, with its places as URIs; a text is why there is nothing. */
export const objectsOfBuild = (session: Session, build: Build, shown: string): readonly WrittenObject[] | string =>
  writtenObjectsOfBuild(build, shown, (path) => session.analysis.builds.uriOf(path) ?? uriOfPath(path));

/** The objects of files, folders and kustomizations; of a kustomization that cannot be built, the reason. */
export function objectsToApply(session: Session, uris: readonly string[]): readonly WrittenObject[] {
  return uris.flatMap((uri) => {
    const build = buildAt(session, uri);
    if (build === undefined) return objectsIn(session, [uri]);
    const objects = objectsOfBuild(session, build, uri);
    return typeof objects === 'string' ? [{ value: undefined, origin: uri, ordinal: 0, problem: objects }] : objects;
  });
}

/** Where an object of the cluster is written, if exactly one manifest of the workspace is it. */
export function writtenAs(session: Session, object: ObjectName): Resource | undefined {
  const { group } = gvkOfName(object);
  const nodes = [...session.analysis.workspace.named(group, object.kind, object.namespace, object.name)];
  return nodes.length === 1 ? nodes[0]?.resource : undefined;
}

/** The Node manifests that `drydock.cluster.nodes` names; undefined if it names none. */
export function nodeManifests(
  session: Session,
): { readonly nodes: readonly unknown[]; readonly problem: string | null } | undefined {
  const folder = [...session.folders.values()][0];
  const setting = settingAt((folder?.settings ?? session.settings).raw, 'cluster.nodes');
  const patterns = Array.isArray(setting) ? setting.filter((item): item is string => typeof item === 'string') : [];
  if (patterns.length === 0) return undefined;
  const fits = picomatch(
    patterns.map((pattern) => pattern.replace(/^\.?\//, '')),
    { dot: true },
  );
  const inFolder = (uri: string): string => {
    const base = [...session.folders.keys()].find((one) => isBelow(uri, one));
    return base === undefined ? uri : decodeURIComponent(uri.slice(base.length + 1));
  };
  const nodes = filesOf(session, undefined)
    .filter((uri) => fits(inFolder(uri)))
    .flatMap((uri) => slotsOf(session, uri))
    .flatMap(({ resource }) => resource ?? [])
    .filter((resource) => resource.apiVersion === 'v1' && resource.kind === 'Node')
    .map((resource) => resource.value);
  if (nodes.length > 0) return { nodes, problem: null };
  return {
    nodes: [],
    problem: `drydock.cluster.nodes (${patterns.join(', ')}): no such file holds a Node manifest; the default nodes are used.`,
  };
}

/** The seed that the settings name. */
export function seedOf(session: Session): string {
  const folder = [...session.folders.values()][0];
  const seed = settingAt((folder?.settings ?? session.settings).raw, 'cluster.seed');
  return typeof seed === 'string' && seed !== '' ? seed : 'drydock';
}
