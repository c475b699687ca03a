// A cluster with all its actors, and what a test wants to know of it.
import assert from 'node:assert/strict';
import { parseAllDocuments } from 'yaml';
import { gvkOf } from '../../server/src/api/gvk.ts';
import type { ApiObject } from '../../server/src/api/kindRules.ts';
import { isNamespaced } from '../../server/src/api/resource.ts';
import type { Event, Node, Pod } from '../../server/src/api/types.generated.ts';
import { Cluster } from '../../server/src/cluster/cluster.ts';
import type { DeepReadonly } from '../../server/src/cluster/controller.ts';
import { NODE, POD } from '../../server/src/cluster/kinds.ts';
import { EVENT } from '../../server/src/cluster/types.ts';
import { decoder } from '../../server/src/schema/decode.ts';
import { patchSchema } from '../../server/src/schema/patchSchema.ts';

/** Every document of a YAML text. */
export const documents = (text: string): ApiObject[] =>
  parseAllDocuments(text).map((document) => document.toJS() as ApiObject);

/** `kubernetes.io/hostname` and what else is said. */
export function node(
  name: string,
  more: { labels?: Record<string, string>; spec?: Node['spec']; allocatable?: Record<string, string> } = {},
): Node {
  const allocatable = { cpu: '4', memory: '8Gi', pods: '110', ...more.allocatable };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...more.labels } },
    ...(more.spec && { spec: more.spec }),
    status: { capacity: allocatable, allocatable },
  };
}

/** A Pod of one container, with what a test wants to be different. */
export function pod(name: string, spec: Pod['spec'] = {}, metadata: Pod['metadata'] = {}): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, ...metadata },
    spec: { containers: [{ name: 'web', image: 'nginx:1.27' }], ...spec },
  };
}

/** A cluster that has come up. */
export class TestCluster {
  readonly cluster: Cluster;

  constructor(nodes?: readonly Node[], seed = '1') {
    this.cluster = Cluster.create({ decoder, patchSchema, seed, ...(nodes && { nodes }) });
    this.settle();
  }

  /** Creates objects, in the namespace default where they have none. */
  create(...objects: readonly ApiObject[]): void {
    for (const object of objects) {
      const gvk = gvkOf(object.apiVersion ?? '', object.kind ?? '');
      const namespace = isNamespaced(gvk) ? (object.metadata?.namespace ?? 'default') : '';
      const answer = this.cluster.server.create(gvk, namespace, object);
      assert.ok(answer.ok, JSON.stringify(answer));
    }
  }

  /** Changes an object as a client would. */
  change<T extends ApiObject>(object: DeepReadonly<T>, change: (draft: T) => void): void {
    const gvk = gvkOf(object.apiVersion ?? '', object.kind ?? '');
    const { name = '', namespace = '' } = object.metadata ?? {};
    const draft = JSON.parse(JSON.stringify(this.cluster.read.get(gvk, namespace, name))) as T;
    change(draft);
    const answer = this.cluster.server.update(gvk, namespace, name, draft);
    assert.ok(answer.ok, JSON.stringify(answer));
  }

  settle(): void {
    const { faults, end } = this.cluster.runUntilQuiescent();
    assert.deepEqual(faults, []);
    assert.equal(end, 'quiescent');
  }

  wait(seconds: number): void {
    const { faults } = this.cluster.runUntilQuiescent({ exactlyMs: seconds * 1000 });
    assert.deepEqual(faults, []);
  }

  pod(name: string): DeepReadonly<Pod> {
    const found = this.cluster.read.get<Pod>(POD, 'default', name);
    assert.ok(found, `there is no Pod ${name}`);
    return found;
  }

  has(name: string): boolean {
    return this.cluster.read.get(POD, 'default', name) !== undefined;
  }

  pods(): readonly DeepReadonly<Pod>[] {
    return this.cluster.read.list<Pod>(POD);
  }

  node(name: string): DeepReadonly<Node> {
    const found = this.cluster.read.get<Node>(NODE, '', name);
    assert.ok(found, `there is no Node ${name}`);
    return found;
  }

  /** `Reason: message` of the events about an object, in the order in which they were made. */
  events(name: string): string[] {
    return this.cluster.read
      .list<Event>(EVENT)
      .filter(({ involvedObject }) => involvedObject?.name === name)
      .sort(
        (a, b) =>
          Number(a.metadata?.uid?.slice(-12) ? parseInt(a.metadata.uid.slice(-12), 16) : 0) -
          parseInt(b.metadata?.uid?.slice(-12) ?? '0', 16),
      )
      .map(({ reason = '', message = '' }) => `${reason}: ${message}`);
  }

  /** The state of a condition, with its reason if it has one. */
  condition(name: string, type: string): string {
    const found = (this.pod(name).status?.conditions ?? []).find((one) => one.type === type);
    return [found?.status, found?.reason].filter(Boolean).join(' ');
  }

  /** Where a container is: `running`, `waiting CrashLoopBackOff`, `terminated 1`. */
  container(pod: string, name = 'web'): string {
    const { containerStatuses = [], initContainerStatuses = [] } = this.pod(pod).status ?? {};
    const state = [...containerStatuses, ...initContainerStatuses].find((one) => one.name === name)?.state;
    if (state?.running) return 'running';
    if (state?.terminated) return `terminated ${state.terminated.exitCode ?? ''}`;
    return state?.waiting ? `waiting ${state.waiting.reason ?? ''}` : 'unknown';
  }
}
