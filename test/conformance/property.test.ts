// One truth: the editor shows an error exactly where the engine's API server refuses, with the same path.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatPath } from '../../server/src/api/fieldPath.ts';
import { gvkOf, type GroupVersionKind } from '../../server/src/api/gvk.ts';
import { firstStage, judge } from '../../server/src/api/judge.ts';
import type { ApiObject } from '../../server/src/api/kindRules.ts';
import { isNamespaced } from '../../server/src/api/resource.ts';
import type { Surroundings } from '../../server/src/api/surroundings.ts';
import { Prng } from '../../server/src/base/prng.ts';
import { Cluster } from '../../server/src/cluster/cluster.ts';
import { parseSource } from '../../server/src/manifest/parse.ts';
import { decoder } from '../../server/src/schema/decode.ts';
import { patchSchema } from '../../server/src/schema/patchSchema.ts';
import { readBases, readBaseTexts, readPrerequisites } from './data.ts';
import { mutate, type Json } from './mutations.ts';

const inDefault = (value: unknown): Json =>
  JSON.parse(JSON.stringify(value).replaceAll('"namespace":"oracle"', '"namespace":"default"')) as Json;
const gvkOfObject = (object: Json): GroupVersionKind => gvkOf(String(object['apiVersion']), String(object['kind']));

const bases = [...readBases().values()].map(inDefault);
const cluster = Cluster.create({ decoder, patchSchema, seed: '1' });
cluster.runUntilQuiescent();
for (const object of readPrerequisites().map(inDefault)) {
  cluster.server.create(gvkOfObject(object), isNamespaced(gvkOfObject(object)) === true ? 'default' : '', object);
}
const around: Surroundings = {
  all: (gvk) => cluster.server.list(gvk) as unknown as readonly ApiObject[],
  find(gvk, namespace, name) {
    const found = cluster.server.get(gvk, namespace, name);
    return found.ok ? (found.value as unknown as ApiObject) : undefined;
  },
};

/** Refusals that tell of the cluster: the editor does not know and says nothing. */
const clusterDecides = (message: string): boolean =>
  /not found|was found|already allocated|already exists|not in the valid range|resourceVersion should not be set|does not match the namespace|admin access to devices|must match metadata.namespace/.test(message);

test('an error of the editor is a refusal by the API server, at the same fields, and the other way round', () => {
  fc.assert(
    fc.property(fc.nat(bases.length - 1), fc.nat(), fc.integer({ min: 1, max: 2 }), (at, seed, times) => {
      const object = structuredClone(bases[at] ?? {});
      const gvk = gvkOfObject(object);
      const prng = new Prng(String(seed));
      const changes = Array.from({ length: times }, () => mutate(object, gvk, prng)).join(' + ');
      const namespace = isNamespaced(gvk) === true ? 'default' : '';
      const { problems } = judge(decoder, gvk, structuredClone(object), undefined, around);
      const answer = cluster.server.create(gvk, namespace, structuredClone(object), { dryRun: true });
      if (!answer.ok && clusterDecides(answer.error.message)) return;
      assert.equal(problems.length === 0, answer.ok, `${gvk.kind}: ${changes}\n${JSON.stringify(answer)}\n${JSON.stringify(problems)}`);
      if (answer.ok || answer.error.code !== 422) return;
      const ours = [...new Set(firstStage(problems).map((problem) => formatPath(problem.path) || '<nil>'))].sort();
      const theirs = [...new Set((answer.error.details?.causes ?? []).map((cause) => cause.field))].sort();
      const told = answer.error.message;
      assert.deepEqual(ours, theirs, `${gvk.kind}: ${changes}\n${told}\n${JSON.stringify(problems)}`);
    }),
    { numRuns: Number(process.env['DRYDOCK_RUNS'] ?? 500), includeErrorInReport: true, examples: [[34, 996376269, 2]] },
  );
});

const STRIDE = Number(process.env['DRYDOCK_STRIDE'] ?? 31);

const spentMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

test('every prefix of every base is survived, in less than 50 ms', () => {
  let slowest = 0;
  for (const [at, text] of readBaseTexts().entries()) {
    // Every 31st prefix, each base beginning at another one: all kinds of positions are met over the bases. In CI, all.
    for (let end = at % STRIDE; end <= text.length; end += STRIDE) {
      // Time of the processor, not of a clock that also counts what else the machine does.
      const started = spentMs();
      const parsed = parseSource({ uri: 'file:///a.yaml', languageId: 'yaml', version: end, text: text.slice(0, end) });
      for (const manifest of parsed.manifests) {
        for (const resource of manifest.resources) judge(decoder, resource.gvk, resource.value, undefined, around);
        void manifest.problems;
      }
      // The first ones compile code.
      if (at > 3) slowest = Math.max(slowest, spentMs() - started);
    }
  }
  assert.ok(slowest < 50, `${slowest} ms`);
});
