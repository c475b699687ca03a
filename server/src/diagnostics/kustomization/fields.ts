// What of a kustomization does not decode. kustomize reads strictly: an unknown field or a wrong type ends the build. The
// build stops at the first; here all are said.
import type { FieldPath } from '../../api/fieldPath.ts';
import { KUSTOMIZATION, TextMap, type Shape } from '../../kustomize/shapes.ts';
import { nearest } from '../nearest.ts';
import { didYouMean, type Complaint } from './complaint.ts';

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const WANTED = { string: 'a text', bool: 'true or false', int: 'a whole number' } as const;

function fits(value: unknown, shape: keyof typeof WANTED): boolean {
  if (shape === 'string') return typeof value === 'string';
  return shape === 'bool' ? typeof value === 'boolean' : Number.isInteger(value);
}

function* complaintsOf(value: unknown, shape: Shape, path: FieldPath): Iterable<Complaint> {
  if (value === undefined || value === null || shape === 'any') return;
  const wrong = (wanted: string, more = ''): Complaint => ({
    path,
    code: 'wrong-type',
    message: `This must be ${wanted}: kustomize stops here.${more}`,
  });
  if (typeof shape === 'string') {
    const quotes = shape === 'string' && typeof value !== 'object' ? ' Put it in quotes.' : '';
    if (!fits(value, shape)) yield wrong(WANTED[shape], quotes);
  } else if (Array.isArray(shape)) {
    const [item] = shape as readonly [Shape];
    if (!Array.isArray(value)) yield wrong('a list');
    else for (const [index, entry] of value.entries()) yield* complaintsOf(entry, item, [...path, index]);
  } else if (!isMap(value)) yield wrong('a mapping');
  else if (shape instanceof TextMap) {
    for (const [key, entry] of Object.entries(value)) yield* complaintsOf(entry, 'string', [...path, { key }]);
  } else yield* ofStruct(value, shape as Readonly<Record<string, Shape>>, path);
}

function* ofStruct(
  value: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, Shape>>,
  path: FieldPath,
): Iterable<Complaint> {
  const names = Object.keys(fields);
  for (const [key, item] of Object.entries(value)) {
    // Go's decoder takes names in any case.
    const name = Object.hasOwn(fields, key) ? key : names.find((known) => known.toLowerCase() === key.toLowerCase());
    const shape = name === undefined ? undefined : fields[name];
    if (shape !== undefined) {
      yield* complaintsOf(item, shape, [...path, key]);
      continue;
    }
    const meant = nearest(key, names);
    const message = `kustomize knows no field "${key}" here and stops.${didYouMean(meant)}`;
    yield { path: [...path, key], part: 'key', code: 'unknown-field', message, meant };
  }
}

/** What does not decode. */
export const fieldComplaints = (value: unknown): readonly Complaint[] => [...complaintsOf(value, KUSTOMIZATION, [])];
