// A field that may not change, put back to what is there. The other way out, deleting and creating anew, is said in
// words: it costs what the object holds, and no edit of the text does it.
import { changedFields } from '../../api/changedFields.ts';
import { formatPath, isWithin, valueAt, type FieldPath } from '../../api/fieldPath.ts';
import type { TextEdit } from '../../base/textRange.ts';
import type { Resource } from '../../manifest/manifest.ts';
import { addField, removeField, replaceValue } from '../../workspace/edit.ts';
import type { Fix } from '../finding.ts';
import { fixOf, type RepairContext } from './repair.ts';

function putBack(resource: Resource, path: FieldPath, old: unknown): TextEdit | undefined {
  if (old === undefined) return removeField(resource, path);
  if (valueAt(resource.value, path) !== undefined) return replaceValue(resource, path, old);
  const last = path.at(-1);
  const key = typeof last === 'object' ? last.key : last;
  return typeof key === 'string' ? addField(resource, path.slice(0, -1), key, old) : undefined;
}

/** Writes the old value where another one stands now. */
export function immutableFixes({ node, existing }: RepairContext, path: FieldPath): readonly Fix[] {
  if (existing === undefined || path.length === 0) return [];
  const { resource } = node;
  // Compared with what is written: what the server fills in on both sides does not differ.
  const fields = changedFields(valueAt(existing, path), valueAt(resource.value, path), path).filter(
    ({ path: at, after }) => after !== undefined || valueAt(resource.value, at.slice(0, -1)) !== undefined,
  );
  const written = fields.filter(({ path: at, before, after }) => isWithin(at, path) && (before ?? after) !== undefined);
  const edits = written
    .filter(({ after }) => after !== undefined)
    .map(({ path: at, before }) => putBack(resource, at, before));
  return fixOf(resource, `Put ${formatPath(path)} back to what it was`, edits, true);
}
