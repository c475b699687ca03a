// Label selectors as text: `app=web,tier in (a,b),!old`.
// Source: staging/src/k8s.io/apimachinery/pkg/labels/selector.go (Parse), 1.36.
import { err, ok, type Result } from '../base/result.ts';

/** Whether labels match. */
export type Matches = (labels: Readonly<Record<string, string>>) => boolean;

const TERM = /^\s*(?:(!)\s*([\w./-]+)|([\w./-]+)\s*(?:(==|=|!=|>|<)\s*([\w.-]*)|\s+(in|notin)\s*\(([^)]*)\))?)\s*$/;

/** The terms, cut at the commas that are not in brackets. */
function terms(text: string): string[] {
  const out: string[] = [];
  let depth = 0;
  let term = '';
  for (const char of text) {
    if (char === '(') depth++;
    if (char === ')') depth--;
    if (char === ',' && depth === 0) {
      out.push(term);
      term = '';
    } else term += char;
  }
  out.push(term);
  return out;
}

/** Reads a selector; the error is what kubectl says. An empty text matches everything. */
export function parseSelector(text: string): Result<Matches, string> {
  const all: Matches[] = [];
  if (text.trim() === '') return ok(() => true);
  for (const term of terms(text)) {
    const match = TERM.exec(term);
    if (!match)
      return err(`unable to parse requirement: found '${term.trim()}', expected: !, identifier, or 'end of string'`);
    const [, not, absent, key = '', operator, value = '', set, list = ''] = match;
    const has = (labels: Readonly<Record<string, string>>, name: string): boolean => Object.hasOwn(labels, name);
    const values = list.split(',').map((item) => item.trim());
    if (not !== undefined) all.push((labels) => !has(labels, absent ?? ''));
    else if (set === 'in') all.push((labels) => has(labels, key) && values.includes(labels[key] ?? ''));
    else if (set === 'notin') all.push((labels) => !has(labels, key) || !values.includes(labels[key] ?? ''));
    else if (operator === '=' || operator === '==') all.push((labels) => has(labels, key) && labels[key] === value);
    else if (operator === '!=') all.push((labels) => !has(labels, key) || labels[key] !== value);
    else if (operator === '>') all.push((labels) => Number(labels[key]) > Number(value));
    else if (operator === '<') all.push((labels) => Number(labels[key]) < Number(value));
    else all.push((labels) => has(labels, key));
  }
  return ok((labels) => all.every((matches) => matches(labels)));
}
