// Replays recorded requests through the very functions that the editor and the engine's API server use.
import type { Problem } from '../../server/src/api/problem.ts';
import { formatPath } from '../../server/src/api/fieldPath.ts';
import type { GroupVersionKind } from '../../server/src/api/gvk.ts';
import { gvkOf, sameGvk } from '../../server/src/api/gvk.ts';
import { judge } from '../../server/src/api/judge.ts';
import type { Surroundings } from '../../server/src/api/surroundings.ts';
import type { ApiObject } from '../../server/src/api/kindRules.ts';
import { isNamespaced } from '../../server/src/api/resource.ts';
import { decoder } from '../../server/src/schema/decode.ts';
import { encodeObject } from '../../server/src/schema/encode.ts';
import { decodeText } from '../../server/src/manifest/decodeText.ts';
import { parseSource } from '../../server/src/manifest/parse.ts';
import { applyPatch, createdObject } from './cases.ts';
import { readPrerequisites, type Case, type Verdict } from './data.ts';

/** What an answer to a case needs of a finding. */
export interface Found {
  readonly severity: 'error';
  readonly path: string;
  readonly stage: Problem['stage'];
  readonly code: string;
  readonly message: string;
}

/** Our answer to a case. */
export interface Answer {
  readonly id: string;
  readonly findings: readonly Found[];
  readonly warnings: readonly string[];
  /** The object as we would store it. */
  readonly stored?: ApiObject;
}

const found = (problem: Problem): Found => ({
  severity: 'error',
  path: formatPath(problem.path),
  stage: problem.stage,
  code: problem.reason,
  message: problem.message,
});

const text = (value: unknown, key: string): string => {
  const member =
    typeof value === 'object' && value !== null && Object.hasOwn(value, key)
      ? (value as Readonly<Record<string, unknown>>)[key]
      : '';
  return typeof member === 'string' ? member : '';
};

const gvkOfValue = (value: unknown): GroupVersionKind => gvkOf(text(value, 'apiVersion'), text(value, 'kind'));

/** What existed when the answers were recorded. */
function readSurroundings(): Surroundings {
  const objects = readPrerequisites().map((value) => {
    const gvk = gvkOfValue(value);
    return { gvk, object: judge(decoder, gvk, value).object };
  });
  const all = (gvk: GroupVersionKind): readonly ApiObject[] =>
    objects.filter((item) => sameGvk(item.gvk, gvk)).map((item) => item.object);
  const find = (gvk: GroupVersionKind, namespace: string, name: string): ApiObject | undefined =>
    all(gvk).find((object) => object.metadata?.name === name && (object.metadata.namespace ?? '') === namespace);
  return { all, find };
}

const around = readSurroundings();

function judged(id: string, gvk: GroupVersionKind, value: unknown, old?: ApiObject): Answer {
  const judgement = judge(decoder, gvk, value, old, around);
  const findings = judgement.problems.map(found);
  return { id, findings, warnings: judgement.warnings, stored: encodeObject(gvk, judgement.object) };
}

/** A text file, as the editor reads it: syntax problems and every object's problems. */
function answerText(id: string, bytes: Uint8Array): Answer {
  const source = { uri: `case:/${id}.yaml`, languageId: 'yaml', version: null, text: decodeText(bytes) } as const;
  const findings: Found[] = [];
  const warnings: string[] = [];
  for (const manifest of parseSource(source).manifests) {
    for (const problem of manifest.problems) {
      findings.push({ severity: 'error', path: formatPath(problem.path), stage: 'decode', code: problem.code, message: problem.message });
    }
    for (const resource of manifest.resources) {
      const answer = judged(id, resource.gvk, resource.value);
      findings.push(...answer.findings);
      warnings.push(...answer.warnings);
    }
  }
  return { id, findings, warnings };
}

/** What stands for generated names and identities in objects that are sent back as they were stored. */
const GENERATED = 'xxxxx';
const NO_UID = '00000000-0000-0000-0000-000000000000';
const UID = '00000000-0000-4000-8000-000000000001';

/** What the recorded objects lack because it was allocated at random: an update finds it there. */
function asStored(stored: ApiObject): ApiObject {
  // The recorder wrote `#####` for generated letters and `<uid>` for identities.
  const text = JSON.stringify(stored).replaceAll('#####', GENERATED).replaceAll('<uid>', UID).replaceAll(NO_UID, UID);
  const object = JSON.parse(text) as ApiObject & { spec?: Record<string, unknown> };
  const metadata = (object.metadata ??= {});
  metadata.uid ??= UID;
  metadata.resourceVersion ??= '1';
  metadata.creationTimestamp ??= '2026-11-21T00:00:00Z';
  if (object.kind === 'Service') allocate(object.spec ?? {});
  return object;
}

function allocate(spec: Record<string, unknown>): void {
  if (spec['type'] === 'ExternalName') return;
  if (spec['clusterIP'] === undefined) {
    spec['clusterIP'] = '10.0.0.201';
    spec['clusterIPs'] = ['10.0.0.201'];
  }
  if (spec['type'] === 'NodePort' || (spec['type'] === 'LoadBalancer' && spec['allocateLoadBalancerNodePorts'] !== false)) {
    (spec['ports'] as Record<string, unknown>[] | undefined)?.forEach((port, index) => {
      port['nodePort'] ??= 31_000 + index;
    });
    if (spec['type'] === 'LoadBalancer' && spec['externalTrafficPolicy'] === 'Local') {
      spec['healthCheckNodePort'] ??= 31_500;
    }
  }
}

/** Replays one case. Throws only where the data themselves are broken. */
export function answer(
  item: Case,
  bases: ReadonlyMap<string, unknown>,
  verdicts: ReadonlyMap<string, Verdict>,
  files: ReadonlyMap<string, Uint8Array>,
): Answer {
  if (item.file !== undefined) return answerText(item.id, files.get(item.file) ?? new Uint8Array());
  const object = createdObject(item, bases);
  if (item.update !== true) return judged(item.id, gvkOfValue(object), object);
  const unchanged = item.create === undefined ? verdicts.get(`${item.base}!unchanged`)?.stored : undefined;
  const recorded = verdicts.get(item.id)?.before ?? unchanged;
  const gvk = gvkOfValue(object);
  const before = asStored(
    (recorded as ApiObject | undefined) ?? encodeObject(gvk, judge(decoder, gvk, object, undefined, around).object),
  );
  const after = applyPatch(before, item.patch);
  // The request goes to the resource of the object that exists, whatever kind the body claims to be.
  return judged(item.id, gvkOfValue(after), after, decoder.decode(gvk, before).object);
}

/** Whether a kind lives in a namespace: its requests were made in the namespace `oracle`. */
export const inNamespace = (gvk: GroupVersionKind): boolean => isNamespaced(gvk) === true;
