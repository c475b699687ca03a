// `drydock kustomize`: what a kustomization builds, as YAML; and builds for the dry runs of the command line.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { LineIndex } from '../base/lineIndex.ts';
import { buildPages } from '../dryrun/print/build.ts';
import { writtenObjectsOfBuild } from '../dryrun/written.ts';
import type { WrittenObject } from '../dryrun/step.ts';
import { build, type Build } from '../kustomize/build.ts';
import { readContent } from '../lsp/disk.ts';
import { UsageError, type Io } from './io.ts';

export const KUSTOMIZE_USAGE = `drydock kustomize [DIR]

Prints what the kustomization of DIR (.) builds, as kubectl kustomize does. Charts, plugins and whatever is remote are
not followed: what needs them is said to be incomplete.

Exit code: 0 if it was built, 1 if not, 2 for unusable arguments.
`;

/** Paths with `/`, as builds have them; on Windows `/C:/…`. */
const buildPath = (path: string): string => {
  const forward = path.replaceAll('\\', '/');
  return /^[A-Za-z]:\//.test(forward) ? `/${forward}` : forward;
};

/** The path on disk of a build's path. */
export const diskPath = (path: string): string => (/^\/[A-Za-z]:\//.test(path) ? path.slice(1) : path);

/** Builds the kustomization of a folder on disk. */
export const buildOnDisk = (shown: string, io: Io): Build =>
  build(buildPath(resolve(io.cwd, shown)), (path) => readContent(diskPath(path)));

/** The objects for `-k`, or why there are none. */
export const builtObjects = (shown: string, io: Io): readonly WrittenObject[] | string =>
  writtenObjectsOfBuild(buildOnDisk(shown, io), shown);

/** Where a build failed: `path:line:column: `, or "". */
function placeText({ problem }: Build): string {
  const text = problem === undefined ? undefined : readContent(diskPath(problem.place.file));
  if (problem === undefined || typeof text !== 'string') return '';
  const { line, character } = new LineIndex(text).positionAt(problem.place.range.start);
  return `${diskPath(problem.place.file)}:${line + 1}:${character + 1}: `;
}

/** Runs the command. */
export function runKustomize(args: readonly string[], io: Io): number {
  let parsed;
  try {
    const options = { help: { type: 'boolean', short: 'h', default: false } } as const;
    parsed = parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = parsed;
  if (values.help) {
    io.out(KUSTOMIZE_USAGE);
    return 0;
  }
  if (positionals.length > 1) throw new UsageError('kustomize takes one DIR');
  const built = buildOnDisk(positionals[0] ?? '.', io);
  if (built.problem !== undefined) {
    io.err(`error: ${placeText(built)}${built.problem.message}\n`);
    return 1;
  }
  io.out(buildPages(built));
  return 0;
}
