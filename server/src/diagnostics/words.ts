// A problem in words for people: what is wrong and what to do. The server's own sentence follows it.
import type { KnownKind } from '../api/gvk.ts';
import { formatPath, stepOf, valueAt, type FieldPath } from '../api/fieldPath.ts';
import { problemText, type Problem } from '../api/problem.ts';
import type { Resource } from '../manifest/manifest.ts';
import { flowText } from '../workspace/yamlText.ts';
import { mayBeRenamed } from './repairs/immutable.ts';
import { expansionOf, wordsOf } from './repairs/shorthand.ts';
import { fieldsAt, shapeAt, type FieldShape } from './schemaView.ts';

/** What the sentence of a problem is made from. `path` is where it stands in the file. */
export interface Wording {
  readonly gvk: KnownKind;
  readonly resource: Resource;
  readonly problem: Problem;
  readonly code: string;
  readonly path: FieldPath;
}

/** The whole message. */
export function words(wording: Wording): string {
  const said = `The API server refuses it: ${problemText(wording.problem)}`;
  const explained = explain(wording);
  return explained === undefined ? said : `${capital(explained)} ${said}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The last field of a path: `"name"`, `an item of "ports"`. */
function quoted(path: FieldPath): string {
  const last = path.at(-1);
  if (last === undefined) return 'the object';
  if (typeof last !== 'number') return `"${stepOf(last)}"`;
  const list = path.findLast((element) => typeof element !== 'number');
  return list === undefined ? 'an item' : `an item of "${stepOf(list)}"`;
}

function explain(wording: Wording): string | undefined {
  const { problem, code } = wording;
  const name = quoted(problem.path);
  switch (code) {
    case 'unknown-field':
      return `There is no field ${name} here. ${fieldsHere(wording)}`.trim();
    case 'duplicate-key':
      return `${name} is there twice; remove one.`;
    case 'required-field':
      return missing(wording);
    case 'missing-volume':
      return 'No volume has this name; add one to "volumes" or correct the name.';
    case 'not-found':
      return `Nothing in this object is called ${showValue(problem.value)}; define it, or correct the name.`;
    case 'forbidden-field':
      return adviceOn(problem) ?? `${name} may not be set here.`;
    case 'immutable-field':
      return `${name} cannot change once the object exists: put it back, ${otherWays(wording.resource)}.`;
    case 'duplicate-value':
      return `${showValue(problem.value)} is there already; each one may be there once.`;
    case 'unsupported-value':
      return unsupported(wording);
    case 'wrong-type':
      return wrongType(wording);
    case 'invalid-value':
      return problem.unnamed === true ? unfit(problem) : (adviceOn(problem) ?? invalidText(wording));
    case 'too-long':
      return `${name} is longer than the API server stores; shorten it, or split the object.`;
    case 'too-many':
      return `${name} has more items than the API server takes; leave some out, or split the object.`;
    default:
      return undefined;
  }
}

/** What costs nothing where others only know the object by its name; else what it costs to replace it. */
function otherWays({ gvk: { group, kind } }: Resource): string {
  if (mayBeRenamed(`${group}/${kind}`)) return 'give the object a new name, or delete it and create it anew';
  const costs = COSTS[kind];
  return `or delete the object and create it anew${costs === undefined ? '' : ` (${costs})`}`;
}

/** What goes with an object that is deleted. */
const COSTS: Readonly<Partial<Record<string, string>>> = {
  Deployment: 'its Pods go with it, unless kubectl is told --cascade=orphan',
  ReplicaSet: 'its Pods go with it, unless kubectl is told --cascade=orphan',
  StatefulSet: 'its Pods go with it, unless kubectl is told --cascade=orphan; its claims stay',
  DaemonSet: 'its Pods go with it, unless kubectl is told --cascade=orphan',
  PersistentVolumeClaim: 'its volume and the data on it may go with it',
  Service: 'its address may be another one then',
};

/** The fields of a small object, for whoever looks for the right one. */
function fieldsHere({ gvk, path }: Wording): string {
  const fields = [...(fieldsAt(gvk, path.slice(0, -1))?.keys() ?? [])];
  return fields.length === 0 || fields.length > 8 ? '' : `The fields here are ${fields.sort().join(', ')}.`;
}

/** A field that is missing, with what else is missing around it; or one that is there and lacks something. */
function missing({ resource, problem, path }: Wording): string | undefined {
  const value = valueAt(resource.value, path);
  const empty = value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
  if (!empty) return adviceOn(problem);
  let known = problem.path.length - 1;
  while (known > 0 && valueAt(resource.value, problem.path.slice(0, known)) === undefined) known--;
  const lacks = problem.path.slice(known);
  const name = lacks.length > 1 && known > 0 ? `"${formatPath(lacks)}"` : quoted(problem.path);
  const hint = lacks.at(-1) === 'apiGroups' ? ' ("" is the group of Pods, Services and the like)' : '';
  return `${name} is missing; add it${hint}.`;
}

const showValue = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};

function unsupported({ resource, problem, path }: Wording): string | undefined {
  const { supported = [] } = problem;
  if (supported.length === 0 || supported.length > 12) return undefined;
  const written = valueAt(resource.value, path);
  const value = written === undefined || typeof written === 'object' ? problem.value : written;
  const item = typeof path.at(-1) === 'number' ? quoted(path.slice(0, -1)) : quoted(path);
  return `${showValue(value)} is not a value that ${item} can have; write ${oneOf(supported)}.`;
}

const oneOf = (items: readonly string[]): string =>
  items.length === 1 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} or ${items.at(-1) ?? ''}`;

/** What a shape is called, and how a value of it is written. */
const WANTED: Readonly<Partial<Record<FieldShape, readonly [string, string]>>> = {
  text: ['a text', 'put it in quotes'],
  number: ['a whole number', 'write digits'],
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

function wrongType(wanting: Wording): string | undefined {
  const { gvk, resource, problem, path } = wanting;
  const shape = shapeAt(gvk, path);
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
  if (shape === 'text' && has === what) return base64(wanting);
  if (shape === 'text' && scalar !== undefined && !scalar.quoted) {
    return `${name} must be ${what}, and YAML reads ${scalar.source} as ${has}; ${how}.`;
  }
  if (shape === 'number' && has === 'a number') return `${name} must be ${what}, and ${String(value)} is none.`;
  return `${name} must be ${what}, not ${showKind(value)}; ${instead(wanting, shape, value) ?? how}.`;
}

/** `the text "http"`, `a map`: short values are shown. */
const showKind = (value: unknown): string =>
  typeof value === 'string' && value.length < 40 ? `the text ${showValue(value)}` : kindOf(value);

/** What to write instead of a value of this type, where that is more than the form. */
function instead({ gvk, path }: Wording, shape: FieldShape | undefined, value: unknown): string | undefined {
  const isNumber = typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value);
  if (shape === 'number') return isNumber ? 'write it without quotes' : undefined;
  if (shape === 'text' && Array.isArray(value)) return 'write one value, without brackets or dashes';
  if (shape === 'text' && typeof value === 'object' && value !== null) {
    return stepOf(path.at(-1) ?? '') === 'matchLabels'
      ? 'the labels stand directly in this selector'
      : 'write a "|" behind the colon if the lines below are the text';
  }
  if (shape === 'list' && typeof value === 'string') return `write ${flowText(wordsOf(path, value), false)}`;
  if (shape !== 'object') return undefined;
  const meant = expansionOf(gvk, path, value);
  if (meant === undefined) return undefined;
  if (typeof value === 'object') return `the list belongs below "${Object.keys(meant.value).join('')}"`;
  const fields = Object.entries(meant.value).map(([key, item]) => `"${key}: ${flowText(item, false)}"`);
  return `write ${fields.join(' and ')}${typeof path.at(-1) === 'number' ? '' : ' below it'}`;
}

/** A text that is no base64. */
function base64({ resource, problem }: Wording): string | undefined {
  if (!problem.message.includes('base64')) return undefined;
  const other = resource.kind === 'Secret' ? '; plain text belongs into "stringData"' : '';
  return `${quoted(problem.path)} must be in base64${other}.`;
}

/** What to do about problems that the server describes by its own rules. */
const ADVICE: ReadonlyArray<readonly [RegExp, string]> = [
  [/may not be specified when `(\w+)` is not empty/, 'NAME and "$1" exclude each other; keep one of them.'],
  [/must specify one of: (.*)/, 'NAME needs one of $1.'],
  [/must specify a handler type/, 'NAME does nothing yet: give it one of "exec", "grpc", "httpGet" and "tcpSocket".'],
  [
    /may not specify more than 1 handler type/,
    'There may be one of "exec", "grpc", "httpGet" and "tcpSocket"; keep one.',
  ],
  [/may not specify more than 1 volume type/, 'A volume is of one type; keep one, or make it two volumes.'],
  [
    /must be less than or equal to (\S+) limit of (\S+)/,
    'The request for $1 is more than its limit, $2: lower the one or raise the other.',
  ],
  [
    /may not be 0 when `maxSurge` is 0/,
    'With "maxSurge" and "maxUnavailable" both 0 no Pod could be replaced; give one of them at least 1.',
  ],
  [/must be greater than or equal to `(\w+)`/, 'NAME may not be less than "$1".'],
  [
    /value must be empty when `operator` is 'Exists'/,
    'With the operator Exists there is no "value": remove it, or use Equal.',
  ],
  [
    /expected exactly 5 fields/,
    'A schedule has five fields: minute, hour, day of month, month and day of week, such as "*/5 * * * *".',
  ],
  [/not a valid selector operator/, 'The operators are In, NotIn, Exists, DoesNotExist, Gt and Lt.'],
  [/must contain at least one letter/, 'A number in quotes is taken for the name of a port; write it without quotes.'],
  [/may not be used when `type` is '(\w+)'/, 'A Service of type $1 has no NAME: remove it, or change the type.'],
];

function adviceOn({ message, path }: Problem): string | undefined {
  for (const [pattern, advice] of ADVICE) {
    const match = pattern.exec(message);
    if (match) return advice.replace('NAME', quoted(path)).replace(/\$(\d)/g, (_, n: string) => match[Number(n)] ?? '');
  }
  return undefined;
}

/** What the branches of a custom resource's schema say together. */
function unfit({ message, path }: Problem): string | undefined {
  const name = quoted(path);
  if (message.includes('(oneOf). Found none')) return `${name} fits none of the forms that its definition allows.`;
  if (message.includes('(oneOf)')) return `${name} fits several of the forms that its definition allows; only one may.`;
  if (message.includes('(anyOf)')) return `${name} fits none of the forms that its definition allows.`;
  if (message.includes('(allOf)')) return `${name} does not fit all that its definition asks for.`;
  if (message.includes('(not)')) return `${name} has a form that its definition excludes.`;
  return undefined;
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

function invalidText({ resource, problem, path }: Wording): string | undefined {
  const { message, value } = problem;
  const form = FORMS.find(([words]) => message.includes(words));
  const written = valueAt(resource.value, path);
  if (written === undefined && (value === '' || value === 0)) return `${quoted(problem.path)} is missing; add it.`;
  if (form !== undefined) return `${showValue(value)} is not possible here. ${form[1]}`;
  // The server shows no value of a mapping, or that of another field.
  const own = written === value || (written === undefined && typeof value !== 'object');
  return value === undefined || value === '' || !own
    ? undefined
    : `${quoted(problem.path)} cannot be ${showValue(value)}.`;
}
