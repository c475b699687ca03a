// Whatever is renamed: who selects whom and what leads where stays as it was, or the rename is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FieldPath } from '../../server/src/api/fieldPath.ts';
import { applyEdits } from '../../server/src/base/textRange.ts';
import { prepareRename, rename } from '../../server/src/features/rename.ts';
import type { GraphNode, Workspace } from '../../server/src/workspace/workspace.ts';
import { workspaceOf } from '../workspace/build.ts';
import { files } from '../workspace/manyKinds.ts';

const where = ({ resource: { manifest, at } }: GraphNode): string =>
  `${manifest.source.uri}#${manifest.ordinal}${JSON.stringify(at)}`;

/** Keys are told by their place among the others, so that a key that is renamed stays the same one. */
function pathText(node: GraphNode, path: FieldPath): string {
  const [field, last] = path;
  if ((field !== 'data' && field !== 'binaryData') || typeof last !== 'object') return JSON.stringify(path);
  return `${field}[${node.root.entries(field).findIndex(([key]) => key === last.key)}]`;
}

interface Led {
  readonly from: string;
  readonly selects: boolean;
  readonly to: string;
}

/** Every reference and where it leads. References that one field makes are one. */
function relation(workspace: Workspace): ReadonlyMap<string, Led> {
  const found = new Map<string, { from: string; selects: boolean; to: Set<string> }>();
  for (const node of workspace.nodes) {
    for (const reference of node.references) {
      const from = `${where(node)} ${JSON.stringify(reference.path)} ${reference.target.type}`;
      const known = found.get(from) ?? {
        from,
        selects: reference.target.type === 'pods' || reference.target.type === 'labelled',
        to: new Set<string>(),
      };
      for (const place of workspace.resolve(node, reference)) {
        known.to.add(`${where(place.node)} ${pathText(place.node, place.path)}`);
      }
      found.set(from, known);
    }
  }
  return new Map([...found].map(([key, led]) => [key, { ...led, to: [...led.to].sort().join(', ') }]));
}

/** The places where something can be renamed. */
function spots(workspace: Workspace): readonly (readonly [uri: string, offset: number])[] {
  const out: (readonly [string, number])[] = [];
  for (const node of workspace.nodes) {
    const visit = (value: unknown, path: FieldPath): void => {
      if (typeof value === 'object' && value !== null) {
        for (const [key, item] of Object.entries(value)) {
          const step = Array.isArray(value) ? Number(key) : key;
          if (path[0] === 'data' || path[0] === 'binaryData' || key === 'selector') add([...path, step], 'key');
          visit(item, [...path, step]);
        }
      } else add(path, 'value');
    };
    const add = (path: FieldPath, part: 'key' | 'value'): void => {
      const range = node.resource.rangeOf(path, part);
      if (range) out.push([node.resource.manifest.source.uri, range.start + 1]);
    };
    visit(node.root.value, []);
  }
  return out;
}

/** The lines around the caret, and every line that the rename changed. */
function storyOf(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
  uri: string,
  offset: number,
  newName: string,
): string {
  const text = before[uri] ?? '';
  const changed = Object.entries(before).flatMap(([name, old]) => {
    const now = (after[name] ?? '').split('\n');
    return old
      .split('\n')
      .flatMap((line, index) => (line === now[index] ? [] : [`${name}:${index + 1}: ${line} → ${now[index] ?? ''}`]));
  });
  const around = text.slice(Math.max(0, offset - 60), offset) + '‸' + text.slice(offset, offset + 20);
  return [`${uri} → ${newName}: ${around}`, ...changed, ...Object.values(before)].join('\n');
}

test('who selects whom and what leads where is the same after a rename, or the rename is refused', () => {
  const counts = { done: 0, refused: 0 };
  fc.assert(
    fc.property(files, fc.nat(), fc.constantFrom('new', 'a', 'b', 'c'), (before, pick, newName) => {
      const workspace = workspaceOf(before);
      const renameable = spots(workspace).filter(([uri, offset]) => prepareRename(workspace, uri, offset).ok);
      if (renameable.length === 0) return;
      const [uri, offset] = renameable[pick % renameable.length] ?? ['', 0];
      const result = rename(workspace, uri, offset, newName);
      if (!result.ok) {
        counts.refused++;
        return;
      }
      counts.done++;
      const after: Record<string, string> = { ...before };
      for (const file of result.value) after[file.uri] = applyEdits(after[file.uri] ?? '', file.edits);
      const [old, now] = [relation(workspace), relation(workspaceOf(after))];
      const story = (): string => storyOf(before, after, uri, offset, newName);
      for (const [key, { selects, to }] of old) {
        // What led nowhere may have been waiting for the new name.
        if (to !== '' || selects) assert.equal(now.get(key)?.to, to, `${key}\n${story()}`);
      }
    }),
    { numRuns: Number(process.env['RUNS'] ?? 150), includeErrorInReport: true },
  );
  assert.ok(counts.done > 30 && counts.refused > 3, JSON.stringify(counts));
});
