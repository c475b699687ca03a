// Differential test against a live API server: random mutations of the bases, sent as dry runs and judged by us. Run by
// hand where there is a server:  node test/conformance/run.mjs --live URL TOKEN [--seed N] [--count N]
// It creates the prerequisites in the namespace `default` and removes them again.
import { Prng } from '../../server/src/base/prng.ts';
import { sameGvk, type GroupVersionKind } from '../../server/src/api/gvk.ts';
import { judge } from '../../server/src/api/judge.ts';
import type { ApiObject } from '../../server/src/api/kindRules.ts';
import type { Surroundings } from '../../server/src/api/surroundings.ts';
import { decoder } from '../../server/src/schema/decode.ts';
import { encodeObject } from '../../server/src/schema/encode.ts';
import { formatPath } from '../../server/src/api/fieldPath.ts';
import { readBases, readPrerequisites, type Case, type Verdict } from './data.ts';
import { isObject, mutate, type Json } from './mutations.ts';
import { compare, type Row } from './score.ts';
import { connect, gvkOfObject, pathOf } from './server.ts';
import { asRecorded, differences } from './stored.ts';


/** Where the requests go. */
const NAMESPACE = 'default';

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const uidOf = (object: Json): string => {
  const { metadata } = object;
  return (isObject(metadata) && textOf(metadata['uid'])) || '<uid>';
};

/** Bases and prerequisites speak of the namespace `oracle`. */
const inDefault = (value: unknown): Json =>
  JSON.parse(JSON.stringify(value).replaceAll('"namespace":"oracle"', '"namespace":"default"')) as Json;

/** Runs `count` random requests and prints the disagreements. */
export async function runLive(url: string, token: string, seed: number, count: number, kind: string | undefined): Promise<void> {
  const server = connect(url, token);
  const prerequisites = readPrerequisites().map(inDefault).filter((object) => object['kind'] !== 'Namespace');
  const made: string[] = [];
  for (const object of prerequisites) {
    const path = pathOf(gvkOfObject(object), NAMESPACE) ?? '';
    const reply = await server.send('POST', path, object);
    const name = String((object['metadata'] as Json)['name']);
    if (reply.code === 201) made.push(`${path}/${name}`);
  }
  const known = prerequisites.map((object) => ({ gvk: gvkOfObject(object), object: judge(decoder, gvkOfObject(object), object).object }));
  const all = (gvk: GroupVersionKind): readonly ApiObject[] => known.filter((item) => sameGvk(item.gvk, gvk)).map((item) => item.object);
  const around: Surroundings = {
    all,
    find: (gvk, namespace, name) => all(gvk).find((object) => object.metadata?.name === name && (object.metadata.namespace ?? '') === namespace),
  };
  const prng = new Prng(String(seed));
  const bases = [...readBases()].map(([name, value]) => ({ name, value: inDefault(value) })).filter(({ value }) => kind === undefined || value['kind'] === kind);
  const rows: Row[] = [];
  const stored: string[] = [];
  let compared = 0;
  try {
    for (let n = 0; n < count; n++) {
      const base = bases[prng.below(bases.length)];
      if (base === undefined) break;
      const object = structuredClone(base.value);
      const gvk = gvkOfObject(object);
      const changes = Array.from({ length: 1 + prng.below(2) }, () => mutate(object, gvk, prng)).join(' + ');
      const path = pathOf(gvk, NAMESPACE);
      if (path === undefined) continue;
      const reply = await server.send('POST', `${path}?dryRun=All&fieldValidation=Strict`, object);
      if (reply.code === 0) continue;
      const item: Case = { id: `${base.name}: ${changes} (${n})`, base: base.name, kind: gvk.kind, path: [], mutation: changes };
      const details = isObject(reply.body['details']) ? reply.body['details'] : {};
      const causes = (Array.isArray(details['causes']) ? details['causes'] : []) as Verdict['causes'];
      const verdict: Verdict = {
        id: item.id,
        code: reply.code,
        reason: textOf(reply.body['reason']),
        message: textOf(reply.body['message']),
        ...(causes === undefined ? {} : { causes }),
      };
      const judgement = judge(decoder, gvk, structuredClone(object), undefined, around);
      const findings = judgement.problems.map((problem) => ({ severity: 'error' as const, path: formatPath(problem.path), stage: problem.stage, code: problem.reason, message: problem.message }));
      const row = compare(item, verdict, { id: item.id, findings, warnings: [] });
      if (row === undefined || /does not match the namespace/.test(verdict.message) || /nodePort/.test(changes)) continue;
      compared++;
      // Of several values of wrong types the server names the first it comes by; we name all.
      const isWrong = row.outcome !== row.ours || (row.hasField && !row.sameSet && verdict.code !== 400);
      if (isWrong) {
        rows.push(row);
        console.log(`\n${row.outcome === row.ours ? 'FIELDS' : row.ours === 'reject' ? 'FALSE ERROR' : 'MISSED'} ${item.id}`);
        console.log(`  server: ${verdict.code} ${row.causes.map((cause) => `${cause.field}: ${cause.message}`).join('; ').slice(0, 400) || verdict.message.slice(0, 300)}`);
        console.log(`  ours:   ${row.errors.map((error) => `[${error.stage}] ${error.path}: ${error.message}`).join('; ').slice(0, 400)}`);
      } else if (row.outcome === 'accept') {
        const normal = JSON.parse(JSON.stringify(reply.body).replaceAll(uidOf(reply.body), '<uid>').replace(/kube-api-access-\w{5}/g, 'kube-api-access-xxxxx')) as Json;
        const metadata = (normal['metadata'] ?? {}) as Json;
        for (const field of ['uid', 'creationTimestamp', 'managedFields', 'resourceVersion']) delete metadata[field];
        const ours = encodeObject(gvk, judgement.object);
        const different = differences(JSON.parse(JSON.stringify(normal).replaceAll('kube-api-access-xxxxx', 'kube-api-access-#####')), asRecorded(ours, normal)).filter((text) => !/clusterIP|nodePort|healthCheckNodePort|metadata\.name:/.test(text));
        if (different.length > 0) {
          stored.push(item.id);
          console.log(`\nSTORED ${item.id}\n  ${different.slice(0, 6).join('\n  ')}`);
        }
      }
    }
  } finally {
    for (const path of made) await server.send('DELETE', path);
    server.close();
  }
  const wrong = rows.filter((row) => row.outcome !== row.ours).length;
  console.log(`\n${compared} compared: ${wrong} not the same outcome, ${rows.length - wrong} not the same fields, ${stored.length} stored differently`);
}
