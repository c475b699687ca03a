// Did you mean …? One measure of nearness for field names, values and names of objects.
import { distance } from 'fastest-levenshtein';

/** Two letters in the wrong order count as one slip, not two. */
function slips(a: string, b: string): number {
  const plain = distance(a, b);
  if (a.length !== b.length || plain !== 2) return plain;
  const at = [...a].findIndex((letter, index) => letter !== b[index]);
  return a[at] === b[at + 1] && a[at + 1] === b[at] ? 1 : plain;
}

/**
 * The candidate that was most likely meant, or undefined if none is near enough: at most one slip in four letters, and
 * no second candidate just as near. Differences in case, `-`, `_` and spaces alone always count as near.
 */
export function nearest(text: string, candidates: Iterable<string>): string | undefined {
  const folded = fold(text);
  let best: string | undefined;
  let bestSlips = Infinity;
  let tied = false;
  for (const candidate of candidates) {
    if (candidate === text || candidate === '') continue;
    const count = fold(candidate) === folded ? 0 : slips(candidate.toLowerCase(), text.toLowerCase());
    if (count < bestSlips) {
      best = candidate;
      bestSlips = count;
      tied = false;
    } else if (count === bestSlips) tied = true;
  }
  const allowed = Math.min(4, Math.max(1, Math.floor(text.length / 4)));
  return tied || bestSlips > allowed ? undefined : best;
}

const fold = (text: string): string => text.toLowerCase().replace(/[-_ ]/g, '');

/** As `nearest`, for names of objects and ports: a name that is wrong itself is nothing to change to. */
export const nearestName = (text: string, candidates: Iterable<string>): string | undefined =>
  nearest(text, [...candidates].filter(isName));

/** Whether a text stands for a name that a tool or a person fills in: `${NAME}`, `<name>`, `__NAME__`, `NAME`. */
export const isPlaceholder = (name: string): boolean => /[$<>{}]|^__.*__$|^[A-Z][A-Z0-9_]*$/.test(name);

/** Whether a text can be the name of something. */
export const isName = (name: string): boolean => /^[a-z0-9](?:[-a-z0-9.:]*[a-z0-9])?$/.test(name);
