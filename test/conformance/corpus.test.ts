// Manifests of real repositories, against the server's answers. The documents are not in this repository: the test runs
// where DRYDOCK_CORPUS names the folder that has them, and says so where it does not.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { NOTHING_AROUND } from '../../server/src/api/surroundings.ts';
import { judge } from '../../server/src/api/judge.ts';
import { formatPath } from '../../server/src/api/fieldPath.ts';
import { decodeText } from '../../server/src/manifest/decodeText.ts';
import { parseSource } from '../../server/src/manifest/parse.ts';
import { decoder } from '../../server/src/schema/decode.ts';
import { readCorpusVerdicts, type Verdict } from './data.ts';

const folder = process.env['DRYDOCK_CORPUS'] ?? '';

interface CorpusVerdict extends Verdict {
  readonly file: string;
  readonly document: number;
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly name?: string;
}

/** Refusals that the cluster decides and not the file. */
const clusterDecided = ({ code, reason, message, local }: Verdict): boolean =>
  code === 0 ||
  code === 409 ||
  (code === 404 && local !== true) ||
  (reason === 'NoMatch' && !/in version "(v1|apps|batch|extensions|policy|autoscaling|networking\.k8s\.io)/.test(message)) ||
  /not found|already allocated|already exists|no matches for kind|namespaces? "/i.test(message);

/** What we say of each object of a file, by position among the objects; of a template nothing, by decision. */
function findings(file: string): readonly (string[] | 'template')[] {
  const text = decodeText(readFileSync(join(folder, file)));
  const source = { uri: `file:///${file}`, languageId: 'yaml', version: null, text } as const;
  return parseSource(source)
    .manifests.filter((manifest) => manifest.value !== null && manifest.value !== undefined)
    .flatMap((manifest): (string[] | 'template')[] => {
      const { start, end } = manifest.range;
      if (!manifest.isKubernetes && text.slice(start, end).includes('{{')) return ['template'];
      const syntax = manifest.problems.map((problem) => `${problem.code} ${problem.message}`);
      if (manifest.resources.length === 0) return [syntax];
      return manifest.resources.map((resource) => [
        ...syntax,
        ...judge(decoder, resource.gvk, resource.value, undefined, NOTHING_AROUND).problems.map(
          (problem) => `${formatPath(problem.path)}: ${problem.message}`,
        ),
      ]);
    });
}

test('corpus: errors exactly where the server refuses for what stands in the file', (context) => {
  if (!existsSync(folder)) {
    context.diagnostic('DRYDOCK_CORPUS names no folder: the documents of real repositories are not checked');
    return;
  }
  const byFile = new Map<string, CorpusVerdict[]>();
  for (const verdict of readCorpusVerdicts() as CorpusVerdict[]) {
    byFile.set(verdict.file, [...(byFile.get(verdict.file) ?? []), verdict]);
  }
  const wrong: string[] = [];
  let compared = 0;
  for (const [file, verdicts] of byFile) {
    const ours = findings(file);
    for (const verdict of verdicts) {
      const errors = ours[verdict.document - 1];
      const accepted = verdict.code >= 200 && verdict.code < 300;
      if (errors === 'template' || (!accepted && clusterDecided(verdict))) continue;
      compared++;
      if (errors === undefined) wrong.push(`${file} #${verdict.document}: we have ${ours.length} documents`);
      else if (accepted !== (errors.length === 0)) {
        wrong.push(`${file} #${verdict.document} ${verdict.kind}\n   server: ${verdict.code} ${verdict.message.slice(0, 200)}\n   ours: ${errors.join('; ').slice(0, 300)}`);
      }
    }
  }
  context.diagnostic(`${compared} documents compared`);
  assert.ok(compared > 1400, `${compared} documents`);
  assert.equal(wrong.length, 0, wrong.slice(0, 60).join('\n'));
});
