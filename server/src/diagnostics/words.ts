// A problem in words for people: what is wrong and what to do. The server's own sentence follows it.
import { stepOf, valueAt, type FieldPath } from '../api/fieldPath.ts';
import { problemText, type Problem } from '../api/problem.ts';
import type { Resource } from '../manifest/manifest.ts';
import { shapeAt, type FieldShape } from './schemaView.ts';

/** What the sentence of a problem is made from. `path` is where it stands in the file. */
export interface Wording {
  readonly resource: Resource;
  readonly problem: Problem;
  readonly code: string;
  readonly path: FieldPath;
}

/** The whole message. */
export function words(wording: Wording): string {
  const said = `The API server refuses it: ${problemText(wording.problem)}`;
  const explained = explain(wording);
  return explained === undefined ? problemText(wording.problem) : `${explained} ${said}`;
}

/** The last field of a path: `"name"`, `item 2 of "ports"`. */
function quoted(path: FieldPath): string {
  const last = path.at(-1);
  if (last === undefined) return 'the object';
  if (typeof last !== 'number') return `"${stepOf(last)}"`;
  const list = path.findLast((element) => typeof element !== 'number');
  return list === undefined ? `item ${last}` : `item ${last} of "${stepOf(list)}"`;
}

function explain(wording: Wording): string | undefined {
  const { problem, code } = wording;
  const name = quoted(problem.path);
  switch (code) {
    case 'unknown-field':
      return `There is no field ${name} here.`;
    case 'duplicate-key':
      return `${name} is there twice; remove one.`;
    case 'required-field':
      return `${name} is missing; add it.`;
    case 'missing-volume':
      return 'No volume has this name; add one to "volumes" or correct the name.';
    case 'forbidden-field':
      return `${name} may not be set here.`;
    case 'immutable-field':
      return `${name} cannot change once the object exists: put it back, or delete the object and create it anew.`;
    case 'duplicate-value':
      return `${showValue(problem.value)} is there already; each one may be there once.`;
    case 'unsupported-value':
      return unsupported(wording);
    case 'wrong-type':
      return wrongType(wording);
    case 'invalid-value':
      return invalidText(problem);
    default:
      return undefined;
  }
}

const showValue = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};

function unsupported({ problem }: Wording): string | undefined {
  const { supported = [], value } = problem;
  if (supported.length === 0 || supported.length > 12) return undefined;
  return `${showValue(value)} is not a value that ${quoted(problem.path)} can have; write ${oneOf(supported)}.`;
}

const oneOf = (items: readonly string[]): string =>
  items.length === 1 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} or ${items.at(-1) ?? ''}`;

/** What a shape is called, and how a value of it is written. */
const WANTED: Readonly<Partial<Record<FieldShape, readonly [string, string]>>> = {
  text: ['a text', 'put it in quotes'],
  number: ['a whole number', 'write it without quotes'],
  boolean: ['true or false', 'write one of them without quotes'],
  list: ['a list', 'begin each item with "- "'],
  map: ['a map', 'write "key: value" lines below it'],
  object: ['a map', 'write its fields below it'],
};

function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'object':
      return 'a map';
    case 'boolean':
      return 'a boolean';
    case 'number':
    case 'bigint':
      return 'a number';
    default:
      return 'a text';
  }
}

function wrongType({ resource, problem, path }: Wording): string | undefined {
  const shape = shapeAt(resource.gvk, path);
  const scalar = resource.scalarAt(path);
  const value = valueAt(resource.value, path);
  if (shape === 'quantity') {
    const written = scalar === undefined ? kindOf(value) : showValue(scalar.source.replace(/^["']|["']$/g, ''));
    return `${written} is no quantity; write a number with or without a unit, such as 0.5, 500m, 128Mi or 1G.`;
  }
  const wanted = shape === undefined ? undefined : WANTED[shape];
  if (wanted === undefined) return undefined;
  const [what, how] = wanted;
  const name = quoted(problem.path);
  const has = kindOf(value);
  if (has === what) return undefined;
  if (shape === 'text' && scalar !== undefined && !scalar.quoted) {
    return `${name} must be ${what}, and YAML reads ${scalar.source} as ${has}; ${how}.`;
  }
  return `${name} must be ${what}, not ${has}; ${how}.`;
}

/** Forms that the server explains by a regular expression, in words. */
const FORMS: ReadonlyArray<readonly [string, string]> = [
  [
    'a lowercase RFC 1123 subdomain',
    'It may have lower-case letters, digits, "-" and ".", and begins and ends with a letter or digit.',
  ],
  [
    'a lowercase RFC 1123 label',
    'It may have lower-case letters, digits and "-", and begins and ends with a letter or digit.',
  ],
  [
    'a DNS-1035 label',
    'It may have lower-case letters, digits and "-", begins with a letter and does not end with "-".',
  ],
  [
    'a valid label must be',
    'It may have letters, digits, "-", "_" and ".", and begins and ends with a letter or digit.',
  ],
  [
    'name part must consist of',
    'A key is a name of letters, digits, "-", "_" and ".", with an optional prefix and "/" before it.',
  ],
  ['a valid config key', 'A key may have letters, digits, "-", "_" and ".".'],
];

function invalidText({ message, value, path }: Problem): string | undefined {
  const form = FORMS.find(([words]) => message.includes(words));
  if (form !== undefined) return `${showValue(value)} is not possible here. ${form[1]}`;
  return value === undefined || typeof value === 'object'
    ? undefined
    : `${quoted(path)} cannot be ${showValue(value)}.`;
}
