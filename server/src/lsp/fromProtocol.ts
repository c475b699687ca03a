// From the protocol's positions to offsets.
import type { Position, Range } from 'vscode-languageserver';
import type { TextRange } from '../base/textRange.ts';
import type { LanguageId } from '../manifest/source.ts';
import type { Positions } from './toProtocol.ts';

export const fromPosition = (positions: Positions, position: Position): number => positions.offsetAt(position);

/** A range as offsets; a range given backwards is turned round. */
export function fromRange(positions: Positions, range: Range): TextRange {
  const start = positions.offsetAt(range.start);
  const end = positions.offsetAt(range.end);
  return start <= end ? { start, end } : { start: end, end: start };
}

/** JSON and its variants are json; everything else that is sent to us is yaml. */
export const fromLanguageId = (languageId: string): LanguageId => (languageId.startsWith('json') ? 'json' : 'yaml');
