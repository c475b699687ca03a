// Regular expressions as Go reads them, in time that grows with the text alone, whatever a workspace writes.
// Source: regexp of Go (RE2); sigs.k8s.io/kustomize/api v0.21.1 (types/selector.go).
import { RE2JS } from 're2js';
import type { Place } from './node.ts';
import { Refusal } from './refusal.ts';

/** Whether a text contains what a pattern describes. */
export type Pattern = (text: string) => boolean;

/** Builds of one workspace use the same few patterns again and again. */
const compiledPatterns = new Map<string, Pattern>();
const MAX_KEPT = 1000;

/** A pattern that may match anywhere. Throws a Refusal where Go would not compile it. */
export function pattern(source: string, place: Place | undefined): Pattern {
  const known = compiledPatterns.get(source);
  if (known !== undefined) return known;
  try {
    const compiled = RE2JS.compile(source);
    const made: Pattern = (text) => compiled.matcher(text).find();
    if (compiledPatterns.size >= MAX_KEPT) compiledPatterns.clear();
    compiledPatterns.set(source, made);
    return made;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(error instanceof Error ? error.message : `error parsing regexp: ${source}`, place);
  }
}

/** A pattern for the whole text; an empty one matches everything. */
export function wholePattern(source: string, place: Place | undefined): Pattern {
  if (source === '') return () => true;
  if (/^[\w-]+$/.test(source)) return (text) => text === source;
  return pattern(`^(?:${source})$`, place);
}
