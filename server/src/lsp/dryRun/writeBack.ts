// The outcome of scaling or rolling back as edits of the manifest: only the fields that differ, in the style that is
// there. What the server filled in for itself stays out.
import { valueAt, type FieldPath } from '../../api/fieldPath.ts';
import { deepEqual } from '../../base/compare.ts';
import type { TextEdit } from '../../base/textRange.ts';
import type { FileEdit } from '../../diagnostics/finding.ts';
import type { Resource } from '../../manifest/manifest.ts';
import { addField, removeField, replaceValue } from '../../workspace/edit.ts';
import { changedFields, type ChangedField } from '../../api/changedFields.ts';
import type { Stored } from './objectNames.ts';

/** An object that a step changed, and the manifest it is written in. */
export interface Written {
  readonly resource: Resource;
  readonly before: Stored;
  readonly after: Stored;
}

/** What is done to a cluster and not said in a manifest. */
const NOT_WRITTEN = new Set(['kubectl.kubernetes.io/restartedAt']);

/** The last step of a path as a person calls it. */
const lastName = (path: FieldPath): string => {
  const last = path.at(-1);
  return typeof last === 'object' ? last.key : String(last ?? '');
};

const specOf = (object: Stored): unknown => (object as { readonly spec?: unknown }).spec;

const fieldsOf = ({ before, after }: Written): ChangedField[] =>
  changedFields(specOf(before), specOf(after), ['spec']).filter(({ path }) => !NOT_WRITTEN.has(lastName(path)));

/** Adds a field that is not written, with as many of its parents as are not written either. */
function insert(resource: Resource, path: FieldPath, value: unknown): TextEdit | undefined {
  let wanted = value;
  for (let length = path.length - 1; length >= 0; length--) {
    const key = path[length];
    if (typeof key === 'number' || key === undefined) return undefined;
    const name = typeof key === 'object' ? key.key : key;
    const parent = path.slice(0, length);
    if (valueAt(resource.value, parent) !== undefined) return addField(resource, parent, name, wanted);
    wanted = { [name]: wanted };
  }
  return undefined;
}

function editOf(resource: Resource, { path, after }: ChangedField): TextEdit | undefined {
  const written = valueAt(resource.value, path);
  if (deepEqual(written, after)) return undefined;
  if (after === undefined) return removeField(resource, path);
  return written === undefined ? insert(resource, path, after) : replaceValue(resource, path, after);
}

/** Edits that touch the same text cannot be made together; the first of them counts. */
function apart(edits: readonly TextEdit[]): TextEdit[] {
  const sorted = [...edits].sort((a, b) => a.range.start - b.range.start);
  return sorted.filter((edit, index) => {
    const previous = sorted[index - 1];
    return previous === undefined || previous.range.end <= edit.range.start;
  });
}

/** The edits per file; empty when every manifest says already what came out. */
export function writeBackEdits(written: readonly Written[]): FileEdit[] {
  const byFile = new Map<string, TextEdit[]>();
  for (const one of written) {
    const edits = fieldsOf(one).flatMap((field) => editOf(one.resource, field) ?? []);
    const { uri } = one.resource.manifest.source;
    if (edits.length > 0) byFile.set(uri, [...(byFile.get(uri) ?? []), ...edits]);
  }
  return [...byFile].map(([uri, edits]) => ({ uri, edits: apart(edits) }));
}

const fileName = (uri: string): string => decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));

/** What would be written where, for a button: `replicas: 5 into web.yaml`; "" if there is nothing to write. */
export function describeWriteBack(written: readonly Written[]): string {
  const fields = written.flatMap((one) =>
    fieldsOf(one)
      .filter((field) => editOf(one.resource, field) !== undefined)
      .map((field) => ({ ...field, uri: one.resource.manifest.source.uri })),
  );
  const [first] = fields;
  if (first === undefined) return '';
  const files = new Set(fields.map(({ uri }) => uri));
  const where = files.size === 1 ? fileName(first.uri) : `${files.size} files`;
  if (fields.length > 1) return `${fields.length} fields into ${where}`;
  const { after } = first;
  const value = typeof after === 'string' || typeof after === 'number' ? `: ${after}` : '';
  return `${lastName(first.path)}${value} into ${where}`;
}
