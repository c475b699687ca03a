// Where a custom resource has a scale subresource, what stands at its paths must be a count.
// Source: staging/src/k8s.io/apiextensions-apiserver/pkg/registry/customresource/validator.go (ValidateScaleSpec and
// -Status), apimachinery pkg/apis/meta/v1/unstructured/helpers.go (NestedInt64), 1.36.
import { invalid, type FieldError } from '../fieldError.ts';
import { formatPath, stepOf, type FieldPath } from '../fieldPath.ts';
import type { ScalePaths } from './definition.ts';
import { isMapping } from './structuralSchema.ts';

const MAX_INT32 = 2147483647;

/** What Go prints for a value with `%v`, and its Go type. */
function shown(value: unknown): readonly [text: string, type: string] {
  if (value === null) return ['<nil>', '<nil>'];
  if (Array.isArray(value)) return [`[${value.map((item: unknown) => shown(item)[0]).join(' ')}]`, '[]interface {}'];
  if (isMapping(value)) {
    const entries = Object.keys(value).sort();
    return [`map[${entries.map((key) => `${key}:${shown(value[key])[0]}`).join(' ')}]`, 'map[string]interface {}'];
  }
  if (typeof value === 'number') return [String(value), Number.isInteger(value) ? 'int64' : 'float64'];
  return typeof value === 'boolean' ? [String(value), 'bool'] : [typeof value === 'string' ? value : '', 'string'];
}

type Found = { readonly value: unknown } | { readonly complaint: string } | undefined;

/** The value at a path; a complaint where a step leads through what is no mapping. */
function find(object: unknown, path: FieldPath): Found {
  let value = object;
  for (const [index, step] of path.entries()) {
    if (value === null) return undefined;
    if (!isMapping(value)) {
      const [text, type] = shown(value);
      const where = formatPath(path.slice(0, index + 1));
      return { complaint: `.${where} accessor error: ${text} is of the type ${type}, expected map[string]interface{}` };
    }
    const name = stepOf(step);
    if (!Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return { value };
}

function wrongType(path: FieldPath, value: unknown, expected: string): string {
  const [text, type] = shown(value);
  return `.${formatPath(path)} accessor error: ${text} is of the type ${type}, expected ${expected}`;
}

function validateCount(errors: FieldError[], object: unknown, path: FieldPath): void {
  const found = find(object, path);
  if (found === undefined) return;
  if ('complaint' in found) {
    errors.push(invalid(path, 0, found.complaint));
    return;
  }
  const { value } = found;
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    errors.push(invalid(path, 0, wrongType(path, value, 'int64')));
  } else if (value < 0) errors.push(invalid(path, value, 'should be a non-negative integer'));
  else if (value > MAX_INT32) errors.push(invalid(path, value, `should be less than or equal to ${MAX_INT32}`));
}

/** The errors of what the scale subresource reads. */
export function validateScale(errors: FieldError[], object: unknown, scale: ScalePaths): void {
  validateCount(errors, object, scale.specReplicas);
  validateCount(errors, object, scale.statusReplicas);
  const path = scale.labelSelector;
  const found = path && find(object, path);
  if (path === undefined || found === undefined) return;
  if ('complaint' in found) errors.push(invalid(path, '', found.complaint));
  else if (typeof found.value !== 'string') errors.push(invalid(path, '', wrongType(path, found.value, 'string')));
}
