// Plays a scenario on the engine, with the clock of the recording: after each step virtual time passes until nothing
// has changed for as long as the recorder waited. What happened is written down as the recorder wrote it down, so that
// its own code can derive a record from it: objects, events with counts, orders, and sequences of sizes and conditions.
import { parseAllDocuments } from 'yaml';
import type { GroupVersionKind } from '../../../server/src/api/gvk.ts';
import type { ApiObject } from '../../../server/src/api/kindRules.ts';
import type { Pod } from '../../../server/src/api/types.generated.ts';
import type { Cluster } from '../../../server/src/cluster/cluster.ts';
import type { Commit } from '../../../server/src/cluster/controller.ts';
import { NAMESPACE, NODE, POD } from '../../../server/src/cluster/kinds.ts';
import { newCluster } from '../../../server/src/dryrun/newCluster.ts';
import { carryOut, verbNames, type PlanOptions } from '../../../server/src/dryrun/plan.ts';
import type { WrittenObject } from '../../../server/src/dryrun/step.ts';
import { writtenObjectsOf } from '../../../server/src/dryrun/written.ts';
import { encodeObject } from '../../../server/src/schema/encode.ts';
import { parseSource } from '../../../server/src/manifest/parse.ts';
import { traces, type Scenario, type TraceRecord } from './data.ts';
// @ts-expect-error -- the recorder's own code has no types
import { derive as deriveRecord } from './lib/derive.mjs';

/** One change, as a watch shows it. */
interface Entry {
  readonly t: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly kind: string;
  readonly ns: string;
  readonly name: string;
  readonly obj: unknown;
  readonly seq: number;
}

const derive = deriveRecord as (raw: unknown, scenario: unknown) => TraceRecord;

const READS = /^kubectl (diff|wait|auth|explain|events|version|api-resources|config)\b/;
const DEFAULT_QUIET_S = 4;
const SLICE_MS = 250;
const MAX_MS = 60_000;

/** An object as the API shows it: a copy, with the empty structs that Go writes. */
const shown = (gvk: GroupVersionKind, object: ApiObject): unknown =>
  JSON.parse(JSON.stringify(encodeObject(gvk, object)));

/** What a replay gives: the answer, and up to which step the scenario could be played. */
export interface Replayed {
  readonly answer: TraceRecord;
  readonly played: number;
  /** The steps whose words are kubectl's and not ours: only their consequences are compared. */
  readonly silent: ReadonlySet<number>;
}

class Player {
  readonly #cluster: Cluster;
  readonly #scenario: Scenario;
  readonly #namespace: string;
  readonly #entries: Entry[] = [];
  #lastChange = 0;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#namespace = `t-${scenario.name}`;
    const nodes = scenario.nodes === undefined || scenario.nodes === 'default' ? undefined : scenario.nodes;
    this.#cluster = newCluster(
      '0',
      nodes === undefined ? undefined : parseAllDocuments(nodes).map((document) => document.toJS() as unknown),
    );
    this.#cluster.onCommit((commit) => this.#note(commit));
  }

  get namespace(): string {
    return this.#namespace;
  }

  #concerns({ gvk, before, after }: Commit): boolean {
    const { namespace = '', name = '' } = (after ?? before)?.metadata ?? {};
    const named = (this.#scenario.cluster ?? []).map((text) => text.replaceAll('<ns>', this.#namespace));
    const others = named.filter((text) => text.startsWith('Namespace/')).map((text) => text.slice(10));
    if (namespace === this.#namespace || others.includes(namespace) || named.includes(`${gvk.kind}/${name}`)) return true;
    if (this.#scenario.exclusive !== true) return false;
    const about = (after as { involvedObject?: { kind?: string } } | undefined)?.involvedObject;
    return gvk.kind === 'Node' || (gvk.kind === 'Event' && about?.kind === 'Node');
  }

  #note(commit: Commit): void {
    if (!this.#concerns(commit)) return;
    const object = commit.after ?? commit.before;
    const type = commit.after === undefined ? 'DELETED' : commit.before === undefined ? 'ADDED' : 'MODIFIED';
    const { namespace = '', name = '' } = object?.metadata ?? {};
    const obj = shown(commit.gvk, object as ApiObject) as { metadata: { resourceVersion?: string } };
    obj.metadata.resourceVersion = String(commit.revision);
    const seq = this.#entries.length;
    this.#entries.push({ t: commit.at, type, kind: commit.gvk.kind, ns: namespace, name, obj, seq });
    this.#lastChange = commit.at;
  }

  #pass(ms: number): void {
    const result = this.#cluster.runUntilQuiescent({ exactlyMs: ms });
    if (result.faults.length > 0) throw new Error(JSON.stringify(result.faults));
  }

  /** Lets time pass until nothing has changed for `quietMs`. */
  #settle(quietMs: number): void {
    const began = this.#cluster.now;
    while (this.#cluster.now - began < MAX_MS) {
      this.#pass(SLICE_MS);
      if (this.#cluster.now - Math.max(this.#lastChange, began) >= quietMs) return;
    }
  }

  readonly #read = (path: string): readonly WrittenObject[] | undefined => {
    const text = this.#scenario.files?.[path];
    if (text === undefined) return undefined;
    const languageId = path.endsWith('.json') ? 'json' : 'yaml';
    return writtenObjectsOf(parseSource({ uri: `file:///${path}`, languageId, version: null, text }), path, true);
  };

  /** Puts the names in that a shell would have asked kubectl for; undefined where more than that is asked of it. */
  #expand(line: string): string | undefined {
    const asked = /\$\(kubectl get pods(?: -l (\S+))? -o name \| sort \| head -(\d+)\)/g;
    const expanded = line.replaceAll(asked, (_, selector: string | undefined, count: string) => {
      const [key, value] = (selector ?? '').split('=');
      const pods = this.#cluster.read.list<Pod>(POD, this.#namespace);
      return pods
        .filter(({ metadata }) => selector === undefined || metadata?.labels?.[key ?? ''] === value)
        .map(({ metadata }) => `pod/${metadata?.name}`)
        .sort()
        .slice(0, Number(count))
        .join(' ');
    });
    return /[|;<>`$]|-f -|--raw|--edit/.test(expanded) ? undefined : expanded;
  }

  /** Runs one command; undefined if it cannot be expressed. */
  #run(line: string): { readonly exit: number; readonly stdout: string; readonly stderr: string } | undefined {
    const words = line.replace(/^kubectl /, '').split(' ');
    if (!line.startsWith('kubectl ')) return undefined;
    if (!verbNames.includes(words[0] ?? '') && !verbNames.includes(words.slice(0, 2).join(' '))) return undefined;
    const options: PlanOptions = { namespace: this.#namespace, readObjects: this.#read };
    const doing = carryOut(this.#cluster, { command: line }, options);
    for (;;) {
      const next = doing.next();
      if (next.done === true) {
        const { stdout, stderr, exitCode } = next.value;
        return { exit: exitCode, stdout: stdout.join('\n'), stderr: stderr.join('\n') };
      }
      this.#pass(next.value.forMs);
    }
  }

  play(): Replayed {
    const created = this.#cluster.server.create(NAMESPACE, '', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: this.#namespace },
    });
    if (!created.ok) throw new Error(created.error.message);
    this.#pass(500);
    const nodes = this.#cluster.read.list(NODE).map((node) => shown(NODE, node as ApiObject));
    const steps: unknown[] = [];
    const silent = new Set<number>();
    let from = this.#entries.length;
    for (const [at, step] of this.#scenario.steps.entries()) {
      const startTime = this.#cluster.now;
      const out: Record<string, unknown> = { startTime, path: step.path };
      if (step.run !== undefined) {
        const said = { exit: 0, stdout: '', stderr: '' };
        const lines = step.run.split(' && ').map((line) => this.#expand(line));
        if (lines.some((line) => line === undefined)) break;
        let known = true;
        for (const line of lines as readonly string[]) {
          if (READS.test(line)) {
            silent.add(at);
            continue;
          }
          const answer = this.#run(line);
          if (answer === undefined) known = false;
          else {
            said.exit = answer.exit;
            said.stdout += said.stdout === '' ? answer.stdout : `\n${answer.stdout}`;
            said.stderr += said.stderr === '' ? answer.stderr : `\n${answer.stderr}`;
          }
          if (answer !== undefined && answer.exit !== 0) break;
        }
        if (!known) break;
        Object.assign(out, { run: step.run }, said);
      }
      if (step.wait !== undefined) this.#pass(step.wait * 1000);
      else this.#settle((step.quiet ?? this.#scenario.quiet ?? DEFAULT_QUIET_S) * 1000);
      steps.push({ ...out, wait: step.wait, from, to: this.#entries.length });
      from = this.#entries.length;
    }
    const { name, nodes: nodesText } = this.#scenario;
    const raw = {
      name,
      namespace: this.#namespace,
      server: 'https://127.0.0.1',
      nodesText: nodesText === undefined || nodesText === 'default' ? traces.nodes : nodesText,
      nodes,
      steps,
      entries: this.#entries,
    };
    const scenario = { files: {}, cluster: [], exclusive: false, ...this.#scenario };
    return { answer: derive(raw, scenario), played: steps.length, silent };
  }
}

/** Plays a scenario as far as it can be expressed without a shell. */
export const replay = (scenario: Scenario): Replayed => new Player(scenario).play();
