// Since when fields and kinds exist, and what became of removed ones. The facts are computed from the Go modules of
// Kubernetes 1.28 to 1.36 (schemas/versions.mjs); what is older than 1.28 says nothing.
import { apiVersionOf, gvkKey, gvkOf, type GroupVersionKind } from '../api/gvk.ts';
import { resourceOf, resources } from '../api/resource.ts';
import { compareVersions } from '../api/versionPriority.ts';
import { versionFacts } from './versions.generated.ts';

/** The history of a kind in one API version. Versions are those of Kubernetes: `1.25`. */
export interface KindHistory {
  readonly since?: string;
  readonly deprecated?: string;
  readonly removed?: string;
  /** `apps/v1/Deployment`: what to use now. */
  readonly replacement?: string;
}

/** The generated table: fields by the id of their type, kinds by `group/version/Kind`. */
export interface VersionFacts {
  readonly fields: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly kinds: Readonly<Record<string, KindHistory>>;
}

const own = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/** The version that brought a field, if that was 1.29 or later. `owner` is the id of its type (`FieldInfo.owner`). */
export function fieldSince(owner: string, name: string): string | undefined {
  const fields = own(versionFacts.fields, owner);
  return fields && own(fields, name);
}

/** An API version that is deprecated and no longer served went three versions later, unless it says otherwise. */
function removalOf(gvk: GroupVersionKind, facts: KindHistory): string | undefined {
  if (facts.removed !== undefined || facts.deprecated === undefined || resourceOf(gvk) !== undefined)
    return facts.removed;
  const [major, minor] = facts.deprecated.split('.');
  return `${major}.${Number(minor) + 3}`;
}

/** The history of a kind; undefined where nothing is known of it. */
export function historyOf(gvk: GroupVersionKind): KindHistory | undefined {
  const facts = own(versionFacts.kinds, gvkKey(gvk));
  if (facts === undefined) return undefined;
  const removed = removalOf(gvk, facts);
  return removed === undefined ? facts : { ...facts, removed };
}

/**
 * The kind to use instead of one that the server does not serve: the recorded replacement, else the same kind in
 * another version of its group, else in another group. Undefined where no kind of that name is served.
 */
export function servedInsteadOf(gvk: GroupVersionKind): GroupVersionKind | undefined {
  const recorded = historyOf(gvk)?.replacement;
  if (recorded !== undefined) {
    const slash = recorded.lastIndexOf('/');
    const replacement = gvkOf(recorded.slice(0, slash), recorded.slice(slash + 1));
    if (resourceOf(replacement) !== undefined) return replacement;
  }
  const sameKind = resources
    .filter((row) => row.kind.toLowerCase() === gvk.kind.toLowerCase())
    .map((row) => gvkOf(row.apiVersion, row.kind))
    .filter((candidate) => apiVersionOf(candidate) !== 'events.k8s.io/v1' || gvk.group !== '');
  const lowerGroup = gvk.group.toLowerCase();
  sameKind.sort(
    (a, b) => Number(a.group !== lowerGroup) - Number(b.group !== lowerGroup) || compareVersions(a.version, b.version),
  );
  return sameKind[0];
}

/** Field names that come with 1.37: not typing errors, only too new. */
const NEWER: ReadonlySet<string> = new Set([
  'PodSpec.evictionResponders',
  'VolumeMount.bindMountOptions',
  'EmptyDirVolumeSource.mode',
  'EphemeralVolumeSource.readOnly',
  'SecretVolumeSource.defaultUser',
  'ConfigMapVolumeSource.defaultUser',
  'DownwardAPIVolumeSource.defaultUser',
  'ProjectedVolumeSource.defaultUser',
  'KeyToPath.user',
  'DownwardAPIVolumeFile.user',
  'GRPCAction.mode',
  'HTTPGetAction.protocol',
  'JobSpec.scheduling',
  'NodeSpec.podPreemptionPolicy',
]);

/** Whether a field that the server does not know is one that a newer version has. */
export const isNewerField = (owner: string, name: string): boolean =>
  NEWER.has(`${owner.slice(owner.lastIndexOf('.') + 1)}.${name}`);
