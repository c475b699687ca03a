// The two patches that need no schema: JSON merge patch (RFC 7386) and JSON patch (RFC 6902).
// Error texts: gopkg.in/evanphx/json-patch.v4, staging/src/k8s.io/apiserver/pkg/endpoints/handlers/patch.go, 1.36.
import { deepEqual } from '../base/compare.ts';
import { cloneJson } from '../base/json.ts';
import { err, ok, type Result } from '../base/result.ts';
import { isObject } from './strategicMerge.ts';

/** RFC 7386: mappings merge, null removes, everything else replaces. */
export function mergePatch(original: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const out: Record<string, unknown> = isObject(original) ? { ...original } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete out[key];
    else if (key === '__proto__') continue;
    else out[key] = mergePatch(Object.hasOwn(out, key) ? out[key] : undefined, value);
  }
  return out;
}

/** The three-way merge of `kubectl apply` for kinds without a schema: as RFC 7386, minus what was given up. */
export function threeWayJsonMerge(original: unknown, modified: unknown, current: unknown): unknown {
  if (!isObject(modified) || !isObject(current)) return modified;
  const before = isObject(original) ? original : {};
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(current)) {
    if (!Object.hasOwn(before, key) || Object.hasOwn(modified, key)) out[key] = value;
  }
  for (const [key, value] of Object.entries(modified)) {
    if (value === null) delete out[key];
    else if (key !== '__proto__') out[key] = threeWayJsonMerge(before[key], value, current[key]);
  }
  return out;
}

type Container = Record<string, unknown> | unknown[];

const stepsOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));

/** The value at a step; undefined where there is none. */
function child(container: Container, step: string): unknown {
  if (Array.isArray(container)) return /^-?\d+$/.test(step) ? container.at(Number(step)) : undefined;
  return Object.hasOwn(container, step) ? container[step] : undefined;
}

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;

function parentOf(root: unknown, steps: readonly string[]): Container | undefined {
  let value: unknown = root;
  for (const step of steps.slice(0, -1)) {
    if (!isContainer(value)) return undefined;
    value = child(value, step);
  }
  return isContainer(value) ? value : undefined;
}

function add(container: Container, step: string, value: unknown): boolean {
  if (!Array.isArray(container)) {
    if (step === '__proto__') return false;
    container[step] = value;
    return true;
  }
  const at = step === '-' ? container.length : Number(step);
  if (!Number.isInteger(at) || at < 0 || at > container.length) return false;
  container.splice(at, 0, value);
  return true;
}

function drop(container: Container, step: string): boolean {
  if (child(container, step) === undefined) return false;
  if (Array.isArray(container)) container.splice(Number(step), 1);
  else delete container[step];
  return true;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** One operation; the error is the server's sentence. */
function applyOperation(root: unknown, operation: Readonly<Record<string, unknown>>): string | undefined {
  const op = textOf(operation['op']);
  const path = textOf(operation['path']);
  const steps = stepsOf(path);
  const last = steps.at(-1) ?? '';
  const parent = parentOf(root, steps);
  const missing = (why: string): string => `${op} operation does not apply: doc is missing ${why}: missing value`;
  switch (op) {
    case 'add':
      if (!parent) return missing(`path: "${path}"`);
      return add(parent, last, cloneJson(operation['value'])) ? undefined : missing(`key: ${path}`);
    case 'remove':
      if (!parent) return missing(`path: "${path}"`);
      if (drop(parent, last)) return undefined;
      return Array.isArray(parent)
        ? `error in remove for path: '${path}': Unable to access invalid index: ${last}: invalid index referenced`
        : `Unable to remove nonexistent key: ${last}: missing value`;
    case 'replace':
      if (!parent) return missing(`path: ${path}`);
      if (child(parent, last) === undefined) return missing(`key: ${path}`);
      if (Array.isArray(parent)) parent[Number(last)] = cloneJson(operation['value']);
      else parent[last] = cloneJson(operation['value']);
      return undefined;
    case 'test': {
      const found = parent ? child(parent, last) : undefined;
      return deepEqual(found, operation['value']) ? undefined : `testing value ${path} failed: test failed`;
    }
    case 'move':
    case 'copy': {
      const from = stepsOf(textOf(operation['from']));
      const source = parentOf(root, from);
      const value = source ? child(source, from.at(-1) ?? '') : undefined;
      if (!source || value === undefined || !parent) return missing(`from path: ${textOf(operation['from'])}`);
      if (op === 'move') drop(source, from.at(-1) ?? '');
      add(parent, last, cloneJson(value));
      return undefined;
    }
    default:
      return `Unexpected kind: ${op}`;
  }
}

/** RFC 6902. */
export function jsonPatch(original: unknown, patch: unknown): Result<unknown, string> {
  if (!Array.isArray(patch)) {
    return err('json: cannot unmarshal object into Go value of type jsonpatch.Patch');
  }
  const root = cloneJson(original);
  for (const operation of patch) {
    const failed = isObject(operation) ? applyOperation(root, operation) : 'Unexpected kind: ';
    if (failed !== undefined) return err(failed);
  }
  return ok(root);
}
