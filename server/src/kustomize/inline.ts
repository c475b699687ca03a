// Patches that stand in the kustomization itself: where their lines are in the file.
import { textRange } from '../base/textRange.ts';
import type { Place } from './node.ts';

/** The offsets of a block scalar's lines: in its own text, and in the file. */
function linesOf(file: string, place: Place): { readonly from: number; readonly indent: number } | undefined {
  const { start, end } = place.range;
  const header = /^[|>][-+0-9]*[ \t]*(?:#.*)?\r?\n/.exec(file.slice(start, end));
  if (header === null || file.charAt(start) !== '|') return undefined;
  const from = start + header[0].length;
  const first = /^(?:[ \t]*\r?\n)*( *)\S/.exec(file.slice(from, end));
  return first === null ? undefined : { from, indent: (first[1] ?? '').length };
}

/**
 * Turns places in the text of a patch into places in the file. In a literal block every line is indented by the same;
 * for any other form the patch as a whole is the place.
 */
export function inlinePlaces(file: string, text: string, place: Place): (inner: Place) => Place {
  const lines = linesOf(file, place);
  if (lines === undefined) return () => place;
  const starts: number[] = [];
  let at = lines.from;
  for (let line = 0; line <= text.split('\n').length; line++) {
    starts.push(at);
    const newline = file.indexOf('\n', at);
    at = newline < 0 ? file.length : newline + 1;
  }
  const move = (offset: number): number => {
    const before = text.slice(0, offset);
    const line = before.split('\n').length - 1;
    const column = offset - (before.lastIndexOf('\n') + 1);
    return Math.min((starts[line] ?? lines.from) + lines.indent + column, file.length);
  };
  const moved = ({ start, end }: { readonly start: number; readonly end: number }) => textRange(move(start), move(end));
  return ({ range, key }) => {
    const out = { file: place.file, range: moved(range) };
    return key === undefined ? out : { ...out, key: moved(key) };
  };
}
