// Patterns of kustomizations: parts of names, and whole ones.
// Source: regexp of Go (RE2); sigs.k8s.io/kustomize/api v0.21.1 (types/selector.go).
import { goPattern, patternComplaint } from '../api/goPattern.ts';
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
  const compiled = goPattern(source);
  if (compiled === undefined) {
    throw new Refusal(patternComplaint(source) ?? `error parsing regexp: ${source}`, place);
  }
  const made: Pattern = (text) => compiled.test(text);
  if (compiledPatterns.size >= MAX_KEPT) compiledPatterns.clear();
  compiledPatterns.set(source, made);
  return made;
}

/** A pattern for the whole text; an empty one matches everything. */
export function wholePattern(source: string, place: Place | undefined): Pattern {
  if (source === '') return () => true;
  if (/^[\w-]+$/.test(source)) return (text) => text === source;
  return pattern(`^(?:${source})$`, place);
}
