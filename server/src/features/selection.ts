// Growing selections: word, field, mapping, …, object, section, file.
import { textRange, type TextRange } from '../base/textRange.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { manifestAt, rangeOfNode, spotAt } from './spot.ts';

/** The ranges around an offset, each holding the one before it. */
export function selectionsAt(workspace: Workspace, uri: string, offset: number): readonly TextRange[] {
  const manifest = manifestAt(workspace, uri, offset);
  if (!manifest) return [];
  const spot = spotAt(workspace, uri, offset);
  const candidates: (TextRange | undefined)[] = [];
  if (spot) {
    const { node, path, part } = spot;
    if (part === 'key') candidates.push(node.resource.rangeOf(path, 'key'));
    for (let length = path.length; length > 0; length--) {
      const own = path.slice(0, length);
      candidates.push(node.resource.rangeOf(own, 'value'), node.resource.rangeOf(own, 'entry'));
    }
    candidates.push(rangeOfNode(node));
  }
  candidates.push(manifest.range, textRange(0, manifest.source.text.length));
  const out: TextRange[] = [];
  for (const range of candidates) {
    if (!range || range.start > offset || range.end < offset) continue;
    const last = out.at(-1);
    const grows =
      !last ||
      (range.start <= last.start && range.end >= last.end && (range.start < last.start || range.end > last.end));
    if (grows) out.push(range);
  }
  return out;
}
