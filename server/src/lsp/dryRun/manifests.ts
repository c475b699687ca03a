// From the files of the session to what a dry run applies, and back from there to places in files.
import picomatch from 'picomatch';
import type { WrittenObject } from '../../dryrun/step.ts';
import type { Resource } from '../../manifest/manifest.ts';
import type { ObjectName } from '../../protocol/cluster.ts';
import { gvkOfName } from './objectNames.ts';
import type { Session } from '../session.ts';
import { settingAt } from '../settings.ts';
import { canonicalUri, isBelow } from '../uris.ts';

/** The objects of a file, in the order of the text. Files that are not saved count as they are typed. */
export const resourcesOf = (session: Session, uri: string): readonly Resource[] =>
  (session.analysis.workspace.file(canonicalUri(uri))?.manifests ?? []).flatMap((manifest) => manifest.resources);

/** A resource by its origin, as `objectsIn` numbered it. */
export const resourceAt = (session: Session, origin: string, ordinal: number): Resource | undefined =>
  resourcesOf(session, origin)[ordinal];

/** The known files that the given files and folders stand for; without any: all. In a stable order. */
function filesOf(session: Session, uris: readonly string[] | undefined): string[] {
  const known = [...session.analysis.uris()].sort();
  if (uris === undefined) return known;
  const wanted = uris.map(canonicalUri);
  return known.filter((uri) => wanted.some((one) => isBelow(uri, one)));
}

/** What the files hold, and which of the asked-for files could not be used at all. */
export interface Applied {
  readonly objects: readonly WrittenObject[];
  /** Asked for by name, and there is nothing in them. */
  readonly empty: readonly string[];
  /** Sections that are ours and do not parse. */
  readonly broken: readonly { readonly uri: string; readonly message: string }[];
}

/** The objects to apply. */
export function objectsIn(session: Session, uris: readonly string[] | undefined): Applied {
  const files = filesOf(session, uris);
  const objects = files.flatMap((uri) =>
    resourcesOf(session, uri).map((resource, ordinal) => ({ value: resource.value, origin: uri, ordinal })),
  );
  const empty = (uris ?? []).filter((uri) => !objects.some(({ origin }) => isBelow(origin, canonicalUri(uri))));
  const broken = files.flatMap((uri) =>
    (session.analysis.workspace.file(uri)?.manifests ?? []).flatMap((manifest) => {
      const problem = manifest.problems.find(({ code }) => code === 'yaml-syntax');
      return problem === undefined ? [] : [{ uri, message: problem.message }];
    }),
  );
  return { objects, empty, broken };
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
    .flatMap((uri) => resourcesOf(session, uri))
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
