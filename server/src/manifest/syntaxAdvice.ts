// The parser's errors in words for people: what is wrong, what to write, and where to look. The parser speaks of flow
// maps, implicit keys and block scalars; whoever writes a manifest thinks of quotes, brackets and columns.
import { textRange, type TextEdit, type TextRange } from '../base/textRange.ts';

/** What the parser found. */
export interface ParserError {
  readonly code: string;
  readonly message: string;
  readonly start: number;
}

/** An error in other words, perhaps at another place, perhaps with its repair. */
export interface Advice {
  readonly message: string;
  readonly range?: TextRange;
  readonly repair?: TextEdit;
}

export const MISSING_SPACE = 'A space is missing after the colon: write "key: value".';
export const TABS = 'YAML takes no tabs for indentation; use spaces.';

function lineOf(text: string, at: number): TextRange {
  const newline = text.indexOf('\n', at);
  const end = newline < 0 ? text.length : newline;
  return textRange(text.lastIndexOf('\n', at - 1) + 1, text.charAt(end - 1) === '\r' ? end - 1 : end);
}

/** From an offset to the end of its line, without a comment and blanks. */
function restOf(text: string, at: number): TextRange {
  const line = lineOf(text, at);
  const rest = text.slice(at, line.end).replace(/(?:^|[ \t])#.*$/, '');
  return textRange(at, at + rest.trimEnd().length);
}

/** The first token of the line, or of the next one that has any. */
function firstToken(text: string, at: number): TextRange | undefined {
  const match = /\S+/.exec(text.slice(at, at + 2000));
  return match ? textRange(at + match.index, at + match.index + match[0].length) : undefined;
}

/** Whether nothing stands before the offset on its line but dashes and one key: then its value reaches to the end. */
const isWholeValue = (text: string, at: number): boolean =>
  /^\s*(?:- +)*(?:[^\s:#"'[\]{},]+: +)?$/.test(text.slice(lineOf(text, at).start, at));

/** The rest of the line in quotes. */
function quote(text: string, at: number): Pick<Advice, 'range' | 'repair'> {
  const range = restOf(text, at);
  if (!isWholeValue(text, at) || range.start === range.end) return { range };
  return { range, repair: { range, newText: JSON.stringify(text.slice(range.start, range.end)) } };
}

/** A scalar is followed by something that only a mapping can have: a second colon, or a deeper line. */
function nested(text: string, start: number): Advice {
  const rest = restOf(text, start);
  if (/:(?:\s|$)/.test(text.slice(rest.start, rest.end))) {
    return { message: 'A text with a colon and a space in it must be in quotes.', ...quote(text, start) };
  }
  const range = firstToken(text, lineOf(text, start).end);
  return {
    message: 'This line is indented deeper than the field above, which has a value already; bring both to one column.',
    ...(range ? { range } : {}),
  };
}

function badEscape(text: string, start: number): Advice {
  const range = textRange(start, Math.min(start + 2, text.length));
  const what = text.slice(range.start, range.end);
  return {
    message: `In double quotes ${what} means nothing: write \\${what}, or use single quotes.`,
    range,
    repair: { range: textRange(start, start), newText: '\\' },
  };
}

/** A line that is neither `key: value` nor an item. */
function noColon(text: string, start: number): Advice {
  const range = restOf(text, start);
  if (text.slice(range.start, range.end) === '--') {
    return {
      message: 'Objects are separated by "---", three dashes.',
      range,
      repair: { range: textRange(range.end, range.end), newText: '-' },
    };
  }
  return { message: 'This line has no "key: value": a colon with a space behind it is missing.', range };
}

/** Puts a parser's error in other words; `opening` is where the quote or bracket that is not closed begins. */
export function adviseOn(
  text: string,
  { code, message, start }: ParserError,
  opening: number | undefined,
): Advice | undefined {
  const at = opening === undefined ? {} : { range: restOf(text, opening) };
  switch (code) {
    case 'BAD_SCALAR_START':
    case 'BAD_ALIAS':
      return { message: `A text that begins with ${text.charAt(start)} must be in quotes.`, ...quote(text, start) };
    case 'BLOCK_AS_IMPLICIT_KEY':
      return nested(text, start);
    case 'BAD_DQ_ESCAPE':
      return badEscape(text, start);
    case 'MULTILINE_IMPLICIT_KEY':
      return noColon(text, start);
    case 'TAB_AS_INDENT':
      return { message: TABS, range: textRange(start, start + (/^[ \t]+/.exec(text.slice(start))?.[0].length ?? 1)) };
    case 'MISSING_CHAR': {
      const closing = /^Missing closing (.)/.exec(message)?.[1];
      if (closing !== undefined) return { message: `The quote is not closed; add a ${closing}.`, ...at };
      if (message.startsWith('Implicit map keys')) return noColon(text, start);
      if (message.startsWith('Sequence item'))
        return misplaced(text, start, 'the items of the list above, or lacks its "- "');
      if (message.startsWith('Missing ,')) return { message: 'A comma is missing in front of this.' };
      break;
    }
    case 'BAD_INDENT': {
      const closing = /end with a ([\]}])$/.exec(message)?.[1];
      if (closing !== undefined) return { message: `The bracket is not closed; add a ${closing}.`, ...at };
      if (message.startsWith('All mapping items')) return misplaced(text, start, 'the fields around it');
      break;
    }
    case 'UNEXPECTED_TOKEN': {
      if (message.startsWith('Block scalar header')) {
        return {
          message: 'The text begins on the next line; nothing else may stand behind | or >.',
          range: restOf(text, start),
        };
      }
      if (message.endsWith('at node end')) return behindValue(text, start);
      const comma = /^Unexpected , in flow/.test(message);
      if (comma) return { message: 'There is nothing before this comma; remove it.' };
      break;
    }
    default:
  }
  return undefined;
}

function misplaced(text: string, start: number, what: string): Advice {
  const range = firstToken(text, start);
  return { message: `This line does not begin in the column of ${what}.`, ...(range ? { range } : {}) };
}

/** Something stands behind a value that has ended: behind a closing quote, or in JSON where a comma is missing. */
function behindValue(text: string, start: number): Advice {
  const before = text.slice(0, start).trimEnd().at(-1);
  if (before === '}' || before === ']') return { message: 'A comma is missing in front of this.' };
  const word = before === "'" ? "double a ' inside of single quotes" : 'put the whole value in quotes';
  return { message: `This stands behind the closing quote; ${word}.`, range: restOf(text, start) };
}
