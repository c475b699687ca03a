// The recorded cases and answers of a real API server 1.36.3, unpacked. Data only; what they mean is cases.ts, how
// answers are compared score.ts.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parseSource } from '../../server/src/manifest/parse.ts';

/** One operation of an RFC 6902 patch. */
export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test';
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

/** One recorded request: a base with a patch applied, an update of it, or a text file. */
export interface Case {
  readonly id: string;
  readonly base: string | null;
  readonly kind: string;
  readonly path: readonly (string | number)[];
  readonly mutation: string;
  readonly create?: readonly PatchOperation[];
  readonly patch?: readonly PatchOperation[];
  readonly update?: boolean;
  readonly file?: string;
}

/** The server's answer. */
export interface Verdict {
  readonly id: string;
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  readonly causes?: readonly { readonly reason: string; readonly field: string; readonly message: string }[];
  readonly warnings?: readonly string[];
  readonly stored?: Readonly<Record<string, unknown>>;
  /** Of an update: what was there, where it is not what the create's answer was. */
  readonly before?: Readonly<Record<string, unknown>>;
  readonly local?: boolean;
  readonly failed?: boolean;
  readonly docs?: readonly Verdict[];
  readonly server?: readonly Verdict[];
}

const folder = join(process.cwd(), 'test/conformance/data');
const unpack = (name: string): string => gunzipSync(readFileSync(join(folder, `${name}.gz`))).toString('utf8');

/** JSON with integers beyond 2^53 kept as bigint, by way of our own reader where a line has one. */
function parseLine(line: string): unknown {
  if (!/[^\w."-]\d{16,}[^\d.]/.test(line)) return JSON.parse(line);
  const text = `{"apiVersion":"v1","kind":"Line","line":${line}}`;
  const value = parseSource({ uri: 'case:/line.json', languageId: 'json', version: null, text }).manifests[0]?.value;
  return (value as { readonly line?: unknown } | undefined)?.line;
}

const lines = (name: string): unknown[] =>
  unpack(name)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(parseLine);

/** What record.ts wrote; nothing before it ran for the first time. */
const further = (name: string): unknown[] => (existsSync(join(folder, `${name}.gz`)) ? lines(name) : []);

/** All cases, in recorded order. */
export const readCases = (): readonly Case[] =>
  [...lines('cases.jsonl'), ...further('further-cases.jsonl')] as Case[];

/** The answers by case. */
export const readVerdicts = (): ReadonlyMap<string, Verdict> =>
  new Map(
    ([...lines('verdicts.jsonl'), ...further('further-verdicts.jsonl')] as Verdict[]).map((verdict) => [verdict.id, verdict]),
  );

const parseText = (text: string): unknown =>
  parseSource({ uri: 'case:/base.yaml', languageId: 'yaml', version: null, text }).manifests.find(
    (manifest) => manifest.isKubernetes,
  )?.value;

const recorder = join(process.cwd(), 'test/conformance/recorder');

/** The files of recorder/ by name: a valid manifest and, below `---`, patches of it (record.ts). */
export const recorderFiles = (): readonly (readonly [string, string])[] =>
  readdirSync(recorder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => [file.replace(/\.yaml$/, ''), readFileSync(join(recorder, file), 'utf8')]);

/** The texts of the valid manifests, by name. */
function baseTexts(): readonly (readonly [string, string])[] {
  const texts = Object.entries(JSON.parse(unpack('bases.json')) as Record<string, string>);
  return [
    ...texts.map(([file, text]) => [file.replace(/\.yaml$/, ''), text] as const),
    ...recorderFiles().map(([name, text]) => [name, `${text.split('\n---\n')[0] ?? ''}\n`] as const),
  ];
}

/** The texts of the valid manifests. */
export const readBaseTexts = (): readonly string[] => baseTexts().map(([, text]) => text);

/** The valid manifests that cases start from, by name. */
export const readBases = (): ReadonlyMap<string, unknown> =>
  new Map(baseTexts().map(([name, text]) => [name, parseText(text)]));

/** The text files by name, as bytes. */
export function readYamlCases(): ReadonlyMap<string, Uint8Array> {
  const files = JSON.parse(unpack('yaml-cases.json')) as Record<string, string>;
  return new Map(Object.entries(files).map(([file, bytes]) => [file, Buffer.from(bytes, 'base64')]));
}

/** The objects that existed when the answers were recorded. */
export function readPrerequisites(): readonly unknown[] {
  const files = JSON.parse(unpack('prerequisites.json')) as Record<string, string>;
  return Object.values(files).flatMap((text) =>
    parseSource({ uri: 'case:/prerequisites.yaml', languageId: 'yaml', version: null, text }).manifests.flatMap(
      (manifest) => manifest.resources.map((resource) => resource.value),
    ),
  );
}

/** The answers to the documents of the corpus; the documents themselves are not in the repository. */
export const readCorpusVerdicts = (): readonly unknown[] => lines('corpus-verdicts.jsonl');
