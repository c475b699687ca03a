// Puts the analysis together from its layers.
import type { Failed } from '../diagnostics/failed.ts';
import { decoder } from '../schema/decode.ts';
import type { Read } from '../kustomize/build.ts';
import { Analysis } from './analysis.ts';
import { readContent, whatIsAtPath } from './disk.ts';
import { filePathOf } from './uris.ts';

/** What a build's paths are on disk; those of other schemes do not begin with a slash. */
const readOther: Read = (path) =>
  path.startsWith('/') ? readContent(/^\/[A-Za-z]:\//.test(path) ? path.slice(1) : path) : null;

/** What stands at a uri; undefined for what is not on disk. */
export function whatIsAt(uri: string): ReturnType<typeof whatIsAtPath> {
  const path = filePathOf(uri);
  return path === undefined ? undefined : whatIsAtPath(path);
}

/** The analysis of an empty workspace; `failed` is told of rules that fail. */
export const createAnalysis = (failed?: Failed): Analysis =>
  new Analysis({ decoder, readOther, whatIsAt, ...(failed ? { failed } : {}) });
