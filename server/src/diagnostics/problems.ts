// The API server's problems as findings: a stable code, the smallest token, and words for people. The problems
// themselves are found by `judge`; how they are repaired is in repairs/.
import { formatPath, isWithin, valueAt, type FieldPath, type PathElement } from '../api/fieldPath.ts';
import type { Problem } from '../api/problem.ts';
import type { Part } from '../manifest/manifest.ts';
import type { GraphNode } from '../workspace/workspace.ts';
import type { RelatedField } from './rule.ts';
import { writtenPath } from './place.ts';
import { words } from './words.ts';

/** A problem with all that a finding needs but its fixes. */
export interface DescribedProblem {
  readonly problem: Problem;
  readonly code: string;
  readonly message: string;
  /** Where it stands in the file. */
  readonly path: FieldPath;
  readonly part: Part;
  readonly related: readonly RelatedField[];
}

const CODES: Readonly<Record<Problem['reason'], string>> = {
  UnknownField: 'unknown-field',
  DuplicateField: 'duplicate-key',
  WrongType: 'wrong-type',
  Malformed: 'invalid-value',
  NoKind: 'unknown-kind',
  Required: 'required-field',
  Invalid: 'invalid-value',
  NotSupported: 'unsupported-value',
  Duplicate: 'duplicate-value',
  NotFound: 'not-found',
  Forbidden: 'forbidden-field',
  TooLong: 'too-long',
  TooMany: 'too-many',
  TypeInvalid: 'wrong-type',
  InternalError: 'invalid-value',
};

const SELECTOR_MISMATCH = '`selector` does not match template `labels`';

/** The stable code of a problem. */
export function codeOf(problem: Problem): string {
  if (problem.message.includes(SELECTOR_MISMATCH)) return 'selector-mismatch';
  const last = problem.path.at(-1);
  const list = problem.path.at(-3);
  if (problem.reason === 'NotFound' && last === 'volumeName') return 'missing-volume';
  if (problem.reason === 'NotFound' && last === 'name' && (list === 'volumeMounts' || list === 'volumeDevices')) {
    return 'missing-volume';
  }
  if (/is immutable|may not change|cannot be changed|updates to/i.test(problem.message)) return 'immutable-field';
  return CODES[problem.reason];
}

/** Turns one problem into what is shown. */
export function describeProblem(node: GraphNode, problem: Problem): DescribedProblem {
  const code = codeOf(problem);
  if (code === 'selector-mismatch') return describeMismatch(node, problem);
  const path = refine(node, problem, writtenPath(node.resource, problem.path));
  return {
    problem,
    code,
    path: path.path,
    part: path.part,
    message: words({ gvk: node.gvk, resource: node.resource, problem, code, path: path.path }),
    related: [],
  };
}

/**
 * Where the server names a whole map but means one entry of it (a label's key or value), that entry; else the field.
 */
function refine(node: GraphNode, problem: Problem, path: FieldPath): { readonly path: FieldPath; readonly part: Part } {
  switch (problem.reason) {
    case 'UnknownField':
    case 'DuplicateField':
    case 'Forbidden':
    case 'TooMany':
      return { path, part: 'key' };
    default:
  }
  // Of a toleration with Exists it is the value that is too much, though the server names the operator.
  const beside = [...path.slice(0, -1), 'value'];
  if (problem.message.includes('value must be empty') && valueAt(node.resource.value, beside) !== undefined) {
    return { path: beside, part: 'key' };
  }
  const value = valueAt(node.resource.value, path);
  if (Array.isArray(value)) {
    const index = value.indexOf(problem.value);
    return { path: index < 0 ? path : [...path, index], part: 'value' };
  }
  const entry = meantEntry(problem, value);
  if (entry !== undefined) return { path: [...path, entry], part: 'value' };
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && typeof problem.value === 'string') {
    const meant = problem.value;
    if (Object.hasOwn(value, meant)) return { path: [...path, { key: meant }], part: 'key' };
    const entry = Object.entries(value as Readonly<Record<string, unknown>>).find(([, item]) => item === meant);
    if (entry !== undefined) return { path: [...path, { key: entry[0] }], part: 'value' };
  }
  return { path, part: 'value' };
}

/** The entry of a mapping that the server means when it names the mapping. */
function meantEntry({ reason, message }: Problem, value: unknown): PathElement | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const has = (key: string): boolean => Object.hasOwn(value, key);
  // Of a strategy it is the type that is not one of the supported.
  if (reason === 'NotSupported' && has('type')) return 'type';
  const resource = /must be (?:less than or equal to|equal to) (\S+) (?:limit|request)/.exec(message)?.[1];
  return resource !== undefined && has(resource) ? { key: resource } : undefined;
}

/** The selector and labels of a workload: `spec.selector` is a LabelSelector or, of an RC, a plain map. */
export function mismatchOf(node: GraphNode): {
  readonly selectorPath: FieldPath;
  readonly selector: Readonly<Record<string, string>>;
  readonly labelsPath: FieldPath;
  readonly labels: Readonly<Record<string, string>>;
  /** The first selector entry that the labels do not have. */
  readonly key: string | undefined;
} {
  const selectorField = node.root.get('spec', 'selector');
  const map = node.type === '/ReplicationController' ? selectorField : selectorField.get('matchLabels');
  const selector = map.textMap() ?? {};
  const written = node.root.get('spec', 'template', 'metadata', 'labels');
  const labels = written.textMap() ?? {};
  const key = Object.keys(selector).find((name) => !Object.hasOwn(labels, name) || labels[name] !== selector[name]);
  return { selectorPath: map.path, selector, labelsPath: written.path, labels, key };
}

function describeMismatch(node: GraphNode, problem: Problem): DescribedProblem {
  const { selectorPath, selector, labelsPath, labels, key } = mismatchOf(node);
  const code = 'selector-mismatch';
  const said = `The API server refuses it: ${formatPath(problem.path)}: ${SELECTOR_MISMATCH}`;
  if (key === undefined) {
    const message = `The template's labels do not match the selector. ${said}`;
    return { problem, code, message, path: labelsPath, part: 'key', related: [] };
  }
  const has = Object.hasOwn(labels, key);
  const wanted = `"${key}: ${selector[key] ?? ''}"`;
  const message = has
    ? `The selector asks for ${wanted}, but the template's label is "${key}: ${labels[key] ?? ''}". ${said}`
    : `The selector asks for ${wanted}, but the template has no label "${key}". ${said}`;
  return {
    problem,
    code,
    message,
    path: has ? [...labelsPath, { key }] : labelsPath,
    part: has ? 'value' : 'key',
    related: [{ node, path: [...selectorPath, { key }], message: `the selector asks for ${wanted}` }],
  };
}

/** Whether one path is, holds or lies below another. */
export const overlaps = (a: FieldPath, b: FieldPath): boolean => isWithin(a, b) || isWithin(b, a);
