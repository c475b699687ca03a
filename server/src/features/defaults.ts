// The values that the API server fills in: of one field, and of a whole object beside what is written.
import { judge, rulesOf } from '../api/judge.ts';
import { stepOf, valueAt, type FieldPath } from '../api/fieldPath.ts';
import { decoder } from '../schema/decode.ts';
import type { GraphNode } from '../workspace/workspace.ts';

/** The object without the field at a path, sharing what is not on the way. */
function without(value: unknown, path: FieldPath): unknown {
  const [first, ...rest] = path;
  if (first === undefined || typeof value !== 'object' || value === null) return value;
  const step = stepOf(first);
  if (Array.isArray(value)) {
    return rest.length === 0
      ? value
      : value.map((item: unknown, index) => (index === step ? without(item, rest) : item));
  }
  const copy: Record<string, unknown> = { ...(value as Record<string, unknown>) };
  if (rest.length === 0) delete copy[String(step)];
  else if (Object.hasOwn(copy, step)) copy[String(step)] = without(copy[String(step)], rest);
  return copy;
}

/** What the server would store at a path if nothing were written there. */
export function defaultAt(node: GraphNode, path: FieldPath): unknown {
  const { gvk } = node;
  const { value } = node.resource;
  // Only spec has defaults that a person cares about; `metadata` and `status` are the server's own.
  if (path.length === 0 || path[0] === 'metadata' || !decoder.knows(gvk) || !rulesOf(gvk, decoder)) return undefined;
  return valueAt(judge(decoder, gvk, without(value, path)).object, path);
}

/** A field that is not written and what the server puts there. */
export interface FilledIn {
  /** The mapping that lacks the field. */
  readonly parent: FieldPath;
  readonly name: string;
  readonly value: unknown;
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** All fields that the server would add to an object, by the mapping that lacks them. */
export function filledIn(written: unknown, stored: unknown): readonly FilledIn[] {
  const found: FilledIn[] = [];
  const walk = (before: unknown, after: unknown, path: FieldPath): void => {
    if (Array.isArray(before) && Array.isArray(after)) {
      for (let i = 0; i < before.length && i < after.length; i++) walk(before[i], after[i], [...path, i]);
    }
    if (!isMap(before) || !isMap(after)) return;
    for (const [name, value] of Object.entries(after)) {
      if (path.length === 0 && name !== 'spec' && Object.hasOwn(before, name) === false) continue;
      if (!Object.hasOwn(before, name) || before[name] === null) {
        if (!isEmpty(value)) found.push({ parent: path, name, value });
      } else if (!(path.length === 0 && (name === 'metadata' || name === 'status'))) {
        walk(before[name], value, [...path, name]);
      }
    }
  };
  walk(written, stored, []);
  return found;
}

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (typeof value === 'object' && Object.keys(value).length === 0);
