// The objects of a file, as kubectl would send them.
import type { Manifest, ParsedSource } from '../manifest/manifest.ts';
import type { Build } from '../kustomize/build.ts';
import type { MadeAt, WrittenObject } from './step.ts';

/** What kubectl lets pass: of repeated keys the last one wins. */
const HARMLESS = new Set(['duplicate-key']);

/** The objects of a parsed file. `all` also takes sections that are no manifests, for files that a person has named. */
export function writtenObjectsOf(parsed: ParsedSource, origin: string, all = false): WrittenObject[] {
  const out: WrittenObject[] = [];
  for (const manifest of parsed.manifests) {
    if (manifest.isKubernetes || (all && !isEmpty(manifest))) out.push(...ofManifest(manifest, origin, out.length));
  }
  return out;
}

const isEmpty = ({ value, problems }: Manifest): boolean =>
  (value === undefined || value === null) && problems.length === 0;

function ofManifest(manifest: Manifest, origin: string, from: number): WrittenObject[] {
  const fatal = manifest.problems.find(({ code }) => !HARMLESS.has(code));
  if (fatal) {
    const problem = `error parsing ${origin}: error converting YAML to JSON: yaml: ${fatal.message}`;
    return [{ value: undefined, origin, ordinal: from, problem }];
  }
  if (manifest.resources.length === 0) return [{ value: manifest.value, origin, ordinal: from }];
  return manifest.resources.map((resource, at) => ({ value: resource.value, origin, ordinal: from + at }));
}

/**
 * The objects that a kustomization builds, as `apply -k` sends them, or why there are none. `shown` is the folder as it
 * was given; `fileOf` turns the build's paths into what the reader of the outcome knows files by.
 */
export function writtenObjectsOfBuild(
  { objects, problem }: Build,
  shown: string,
  fileOf: (path: string) => string = (path) => path,
): readonly WrittenObject[] | string {
  if (problem !== undefined) return problem.message;
  return objects.map((object, ordinal) => ({
    value: object.value,
    origin: shown,
    ordinal,
    madeAt: (path): MadeAt | undefined => {
      const { place, whole } = object.placeOf(path);
      if (place === undefined) return undefined;
      return { file: fileOf(place.file), range: whole ? place.range : (place.key ?? place.range) };
    },
  }));
}
