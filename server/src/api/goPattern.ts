// Regular expressions as Go has them (RE2): they take time in proportion to the text, so that no pattern that stands in
// a file can stop the editor.
import { RE2JS, RE2JSSyntaxException } from 're2js';

/** A compiled pattern. */
export interface GoPattern {
  test(text: string): boolean;
}

/** Patterns longer than this are not compiled: what a definition says may be anything. */
const MAX_LENGTH = 10_000;

/** The pattern; undefined where Go would not compile it either. */
export function goPattern(pattern: string): GoPattern | undefined {
  if (pattern.length > MAX_LENGTH) return undefined;
  try {
    const compiled = RE2JS.compile(pattern);
    return { test: (text) => compiled.test(text) };
  } catch {
    return undefined;
  }
}

/** Why Go would not compile the pattern; undefined where it would, or where nothing can be said. */
export function patternComplaint(pattern: string): string | undefined {
  if (pattern.length > MAX_LENGTH) return undefined;
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    return error instanceof RE2JSSyntaxException ? error.message : undefined;
  }
}
