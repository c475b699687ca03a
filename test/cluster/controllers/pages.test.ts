// The scenario pages beside the controllers (server/src/cluster/controllers/**/*.md). A page has sections; a section has
// manifests (```yaml at 0s), commands (```sh at 30s) and the timeline that they give (```timeline). The times are seconds
// of virtual time since the section began. `UPDATE_GOLDEN=1` writes the timelines anew; the diff is to be reviewed.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Event } from '../../../server/src/api/types.generated.ts';
import type { Cluster } from '../../../server/src/cluster/cluster.ts';
import type { Commit, DeepReadonly } from '../../../server/src/cluster/controller.ts';
import { newCluster } from '../../../server/src/dryrun/newCluster.ts';
import { carryOut } from '../../../server/src/dryrun/plan.ts';
import { writtenObjectsOf } from '../../../server/src/dryrun/written.ts';
import { parseSource } from '../../../server/src/manifest/parse.ts';

const FOLDER = 'server/src/cluster/controllers';
const BLOCK = /^```(yaml|sh) at (\d+)s\n([\s\S]*?)^```$/gm;
const TIMELINE = /(^```timeline(?: for (\d+)s)?\n)([\s\S]*?)(^```$)/m;
/** What a timeline shows the state of, and how. */
const COUNTS: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['replicas', 'updatedReplicas', 'readyReplicas', 'availableReplicas'],
  StatefulSet: ['replicas', 'updatedReplicas', 'readyReplicas'],
  DaemonSet: ['desiredNumberScheduled', 'updatedNumberScheduled', 'numberReady'],
  ReplicationController: ['replicas', 'readyReplicas'],
  Job: ['active', 'succeeded', 'failed'],
  HorizontalPodAutoscaler: ['currentReplicas', 'desiredReplicas'],
  PodDisruptionBudget: ['currentHealthy', 'desiredHealthy', 'disruptionsAllowed'],
  PersistentVolumeClaim: ['phase'],
  PersistentVolume: ['phase'],
};
/** Said once for each of many Pods: shown as one line with a count. */
const FOLDED = / Successful(?:Create|Delete)$/;
/** What kubelets and the scheduler say of every Pod is left out. */
const isShown = (kind: string): boolean => kind !== 'Pod' && kind !== 'Node';

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
}

const conditionsOf = (status: Readonly<Record<string, unknown>>): readonly Condition[] =>
  (status['conditions'] ?? []) as readonly Condition[];

/** Writes down what the controllers say and how counts change. */
class Timeline {
  readonly #lines: { time: string; text: string; times: number; rest: string }[] = [];
  readonly #last = new Map<string, string>();
  readonly #began: number;

  constructor(cluster: Cluster) {
    this.#began = cluster.now;
    cluster.onCommit((commit) => this.#note(commit));
  }

  #add(at: number, text: string, rest = ''): void {
    const time = `${((at - this.#began) / 1000).toFixed(1)}s`;
    const last = this.#lines.at(-1);
    const isSame = last?.rest === rest || FOLDED.test(text);
    if (last?.time === time && last.text === text && isSame) last.times++;
    else this.#lines.push({ time, text, times: 1, rest });
  }

  #note({ gvk, at, after }: Commit): void {
    if (after === undefined) return;
    const { name = '', namespace = '' } = after.metadata ?? {};
    if (gvk.kind === 'Event') {
      const { involvedObject, reason = '', message = '' } = after as DeepReadonly<Event>;
      const { kind = '', name: about = '' } = involvedObject ?? {};
      if (isShown(kind)) this.#add(at, `${kind}/${about} ${reason}`, message);
      return;
    }
    const fields = COUNTS[gvk.kind];
    if (fields === undefined || namespace.startsWith('kube-')) return;
    const status = ((after as { status?: unknown }).status ?? {}) as Record<string, unknown>;
    const shown = fields
      .filter((field) => status[field] !== undefined)
      .map((field) => `${field} ${String(status[field])}`);
    for (const { type, status: value, reason } of conditionsOf(status))
      shown.push(value === 'True' ? type : `not ${type}`, ...(reason === undefined ? [] : [`(${reason})`]));
    const text = `${gvk.kind}/${name} ${shown.join(', ').replaceAll(', (', ' (')}`;
    if (shown.length === 0 || this.#last.get(`${gvk.kind}/${name}`) === text) return;
    this.#last.set(`${gvk.kind}/${name}`, text);
    this.#add(at, text);
  }

  text(): string {
    return this.#lines
      .map(
        ({ time, text, times, rest }) =>
          `${time.padStart(7)}  ${text}${times > 1 ? ` ×${times}` : rest && `: ${rest}`}`,
      )
      .join('\n');
  }
}

function play(section: string): string {
  const cluster = newCluster('pages');
  const timeline = new Timeline(cluster);
  const began = cluster.now;
  const until = (seconds: number): void => {
    const rest = began + seconds * 1000 - cluster.now;
    if (rest > 0) cluster.runUntilQuiescent({ exactlyMs: rest });
  };
  for (const [, language, at, body = ''] of section.matchAll(BLOCK)) {
    until(Number(at));
    const source = { uri: 'file:///page.yaml', languageId: 'yaml', version: null, text: body } as const;
    const steps =
      language === 'yaml'
        ? [{ apply: writtenObjectsOf(parseSource(source), 'page.yaml', true) }]
        : body
            .trim()
            .split('\n')
            .map((line) => ({ command: line }));
    for (const step of steps) {
      const doing = carryOut(cluster, step);
      let next = doing.next();
      while (next.done !== true) {
        cluster.runUntilQuiescent({ exactlyMs: next.value.forMs });
        next = doing.next();
      }
      assert.deepEqual(
        next.value.stderr.filter((line) => !line.startsWith('Warning')),
        [],
      );
    }
  }
  const length = TIMELINE.exec(section)?.[2];
  if (length === undefined) cluster.runUntilQuiescent();
  else until(Number(length));
  return timeline.text();
}

const pages = readdirSync(FOLDER, { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('.md'))
  .sort();

for (const page of pages) {
  const path = join(FOLDER, page);
  const sections = readFileSync(path, 'utf8').split(/(?=^## )/m);
  test(page, async (t) => {
    for (const [index, section] of sections.entries()) {
      const golden = TIMELINE.exec(section);
      if (golden === null) continue;
      const title = /^## (.*)$/m.exec(section)?.[1] ?? page;
      await t.test(title, () => {
        const actual = `${play(section)}\n`;
        if (process.env['UPDATE_GOLDEN'] === '1')
          sections[index] = section.replace(
            TIMELINE,
            (_, open: string, __, ___, close: string) => open + actual + close,
          );
        else assert.equal(actual, golden[3]);
      });
    }
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, sections.join(''));
  });
}
