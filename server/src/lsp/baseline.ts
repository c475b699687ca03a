// What the objects in the editor replace, so that a change which an apply would be refused for is underlined before
// anybody applies it: what was applied to the dry-run cluster, else the file's version in git HEAD
// (`drydock.baseline`).
import type { ApiObject } from '../api/kindRules.ts';
import { judge } from '../api/judge.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { LAST_APPLIED } from '../api/lastApplied.ts';
import type { Resource } from '../manifest/manifest.ts';
import { parseSource } from '../manifest/parse.ts';
import { decoder } from '../schema/decode.ts';
import type { GraphNode } from '../workspace/workspace.ts';
import { fromLanguageId } from './fromProtocol.ts';
import type { Session } from './session.ts';
import { settingAt } from './settings.ts';
import { canonicalUri } from './uris.ts';

type Choice = 'auto' | 'cluster' | 'git' | 'off';
const CHOICES: readonly string[] = ['auto', 'cluster', 'git', 'off'];

/** `apps/Deployment/default/web`: versions of a group replace each other. */
const keyOf = (group: string, kind: string, namespace: string, name: string): string =>
  `${group}/${kind}/${namespace}/${name}`;

function keyOfNode(node: GraphNode): string | undefined {
  const [identity] = node.identities;
  const { group, kind } = node.resource.gvk;
  return identity && keyOf(group, kind, identity.namespace, identity.name);
}

/** What was there, not judged yet; judged when it is asked for, and then remembered. */
interface Before {
  readonly apiVersion: string;
  readonly value: unknown;
  object?: ApiObject | undefined;
}

/** The baselines of one session. */
export class Baseline {
  static readonly #all = new WeakMap<Session, Baseline>();

  readonly #session: Session;
  #ofCluster = new Map<string, Before>();
  /** file → what it held in HEAD */
  readonly #ofGit = new Map<string, ReadonlyMap<string, Before>>();

  private constructor(session: Session) {
    this.#session = session;
  }

  /** The one baseline of a session. */
  static of(session: Session): Baseline {
    let found = this.#all.get(session);
    if (!found) this.#all.set(session, (found = new Baseline(session)));
    return found;
  }

  /** The user's cluster is another one now, or none. What counts is what was applied, not what became of it. */
  setCluster(cluster: Cluster | undefined): void {
    const next = new Map<string, Before>();
    for (const object of cluster?.objects() ?? []) {
      const text = object.metadata?.annotations?.[LAST_APPLIED];
      if (text === undefined) continue;
      const { apiVersion = '', kind = '' } = object;
      const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
      const { namespace = '', name = '' } = object.metadata ?? {};
      const key = keyOf(group, kind, namespace, name);
      const known = this.#ofCluster.get(key);
      const value = parsed(text);
      next.set(key, known && JSON.stringify(known.value) === JSON.stringify(value) ? known : { apiVersion, value });
    }
    const old = this.#ofCluster;
    this.#ofCluster = next;
    this.#changed(new Set([...old.keys(), ...next.keys()].filter((key) => old.get(key) !== next.get(key))));
  }

  /** The committed version of a file; null where there is none. */
  setCommitted(clientUri: string, text: string | null): void {
    const uri = canonicalUri(clientUri);
    const next = new Map<string, Before>();
    const languageId = fromLanguageId(/\.json$/i.test(uri) ? 'json' : 'yaml');
    if (text !== null) {
      for (const manifest of parseSource({ uri, languageId, version: null, text }).manifests) {
        for (const resource of manifest.resources) add(next, resource);
      }
    }
    const old = this.#ofGit.get(uri);
    this.#ofGit.set(uri, next);
    this.#changed(new Set([...(old?.keys() ?? []), ...next.keys()]));
  }

  #changed(keys: ReadonlySet<string>): void {
    if (keys.size === 0) return;
    const { analysis } = this.#session;
    const nodes = [...analysis.workspace.nodes].filter((node) => keys.has(keyOfNode(node) ?? ''));
    analysis.setExisting((node) => this.#existing(node), nodes);
    this.#session.onWork();
  }

  #existing(node: GraphNode): ApiObject | undefined {
    const key = keyOfNode(node);
    if (key === undefined) return undefined;
    const { uri } = node.resource.manifest.source;
    const choice = this.#choice(uri);
    const inCluster = choice === 'auto' || choice === 'cluster' ? this.#ofCluster.get(key) : undefined;
    const inGit = choice === 'auto' || choice === 'git' ? this.#ofGit.get(uri)?.get(key) : undefined;
    const before = inCluster ?? inGit;
    // Of another version of the group, fields cannot be compared.
    if (!before || before.apiVersion !== node.resource.apiVersion) return undefined;
    before.object ??= judge(decoder, node.gvk, before.value).object;
    // The same namespace may be written on one side and left to its default on the other.
    const { metadata, ...rest } = before.object;
    return { ...rest, metadata: { ...metadata, namespace: node.resource.namespace } };
  }

  #choice(uri: string): Choice {
    const setting = settingAt(this.#session.settingsFor(uri).raw, 'baseline');
    return CHOICES.includes(String(setting)) ? (setting as Choice) : 'auto';
  }
}

function add(into: Map<string, Before>, resource: Resource): void {
  const { gvk, name, namespace, apiVersion, value } = resource;
  if (name === undefined) return;
  // Cluster-scoped objects have no namespace in their identity; both spellings lead to the same object here.
  for (const place of ['', namespace ?? 'default'])
    into.set(keyOf(gvk.group, gvk.kind, place, name), { apiVersion, value });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
