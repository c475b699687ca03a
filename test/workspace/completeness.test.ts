// Nothing that can name another object is forgotten: every text and selector of every kind that the server serves makes
// a reference, or stands in the list of those that make none.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workspaceOf } from './build.ts';
import { namingFields, type NamingField } from './namingFields.ts';
import { notReferences } from './notReferences.ts';

function isReference({ object, places }: NamingField): boolean {
  const [node] = workspaceOf({ 'a.json': JSON.stringify(object) }).nodes;
  assert.ok(node);
  return node.references.some(({ path }) => places.includes(JSON.stringify(path)));
}

/** The entries of the list that speak of a field. */
const entriesFor = ({ resource, id }: NamingField): readonly string[] =>
  [id, `${resource.kind}/${id}`, `*${id.slice(id.indexOf('.'))}`].filter((entry) => notReferences.has(entry));

test('every field that can name another object is declared, or stands in the list with its reason', () => {
  const forgotten = new Set<string>();
  const used = new Set<string>();
  let references = 0;
  for (const field of namingFields()) {
    if (isReference(field)) {
      references++;
      continue;
    }
    const entries = entriesFor(field);
    if (entries.length === 0) forgotten.add(`${field.resource.kind} ${field.id} ${JSON.stringify(field.path)}`);
    for (const entry of entries) used.add(entry);
  }
  assert.deepEqual([...forgotten], []);
  assert.deepEqual(
    [...notReferences.keys()].filter((entry) => !used.has(entry)),
    [],
    'entries of the list that speak of no field',
  );
  assert.ok(references > 1400, `${references} fields make references`);
});
