// What the API server refuses of a LimitRange. Source: pkg/apis/core/validation/validation.go (ValidateLimitRange), 1.36.
import { duplicate, forbidden, invalid, required, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import { compareQuantity, formatQuantity, quantityOf, type Quantity } from '../quantity.ts';
import type { LimitRange, LimitRangeItem } from '../types.generated.ts';
import { complain } from './fields.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './objectMeta.ts';
import { isOvercommitAllowed, validateContainerResourceName, validateResourceName } from './resources.ts';
import { isQualifiedName, nameIsDnsSubdomain } from './strings.ts';

const STANDARD_TYPES = ['Pod', 'Container', 'PersistentVolumeClaim'];
const BOUNDS = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const;
const ONE: Quantity = { nano: 1_000_000_000n, format: 'DecimalSI' };

function validateType(errors: FieldError[], type: string, path: FieldPath): void {
  const complaints = isQualifiedName(type);
  complain(errors, path, type, complaints);
  if (complaints.length === 0 && !type.includes('/') && !STANDARD_TYPES.includes(type)) {
    errors.push(invalid(path, type, 'must be a standard limit type or fully qualified'));
  }
}

type Values = Partial<Record<(typeof BOUNDS)[number], Quantity>>;

/** How the bounds of one resource must stand to each other. */
function compareBounds(errors: FieldError[], resource: string, values: Values, path: FieldPath): void {
  const { min, max, default: limit, defaultRequest: request, maxLimitRequestRatio: ratio } = values;
  const above = (a: Quantity | undefined, b: Quantity | undefined): boolean =>
    a !== undefined && b !== undefined && compareQuantity(a, b) > 0;
  const show = (quantity: Quantity | undefined): string => (quantity ? formatQuantity(quantity) : '');
  const at = (field: string): FieldPath => [...path, field, { key: resource }];
  const say = (field: string, value: Quantity | undefined, detail: string): void => {
    errors.push(invalid(at(field), show(value), detail));
  };
  if (above(min, max)) say('min', min, `min value ${show(min)} is greater than max value ${show(max)}`);
  if (above(min, request)) {
    say('defaultRequest', request, `min value ${show(min)} is greater than default request value ${show(request)}`);
  }
  if (above(request, max)) {
    say('defaultRequest', request, `default request value ${show(request)} is greater than max value ${show(max)}`);
  }
  if (above(request, limit)) {
    say(
      'defaultRequest',
      request,
      `default request value ${show(request)} is greater than default limit value ${show(limit)}`,
    );
  }
  if (above(min, limit)) say('default', min, `min value ${show(min)} is greater than default value ${show(limit)}`);
  if (above(limit, max)) say('default', max, `default value ${show(limit)} is greater than max value ${show(max)}`);
  if (ratio && compareQuantity(ratio, ONE) < 0)
    say('maxLimitRequestRatio', ratio, `ratio ${show(ratio)} is less than 1`);
  if (ratio && min && max) {
    const most = Number(max.nano) / Number(min.nano);
    if (Number(ratio.nano) / 1e9 > most) {
      say('maxLimitRequestRatio', ratio, `ratio ${show(ratio)} is greater than max/min = ${most.toFixed(6)}`);
    }
  }
  if (!isOvercommitAllowed(resource) && limit && request && compareQuantity(limit, request) !== 0) {
    const detail = `default value ${show(limit)} must equal to defaultRequest value ${show(request)} in ${resource}`;
    say('defaultRequest', request, detail);
  }
}

function validateItem(errors: FieldError[], item: LimitRangeItem, path: FieldPath): void {
  const type = item.type ?? '';
  const checkName = type === 'Pod' || type === 'Container' ? validateContainerResourceName : validateResourceName;
  const byResource = new Map<string, Values>();
  for (const bound of BOUNDS) {
    const list = item[bound] ?? {};
    const names = Object.keys(list);
    if (type === 'Pod' && (bound === 'default' || bound === 'defaultRequest')) {
      if (names.length > 0) errors.push(forbidden([...path, bound], "may not be specified when `type` is 'Pod'"));
      continue;
    }
    if (bound === 'maxLimitRequestRatio' && type === 'PersistentVolumeClaim') requireStorage(errors, item, path);
    for (const name of names) {
      checkName(errors, name, [...path, bound, { key: name }]);
      byResource.set(name, { ...byResource.get(name), [bound]: quantityOf(list[name]) });
    }
  }
  for (const [resource, values] of byResource) compareBounds(errors, resource, values, path);
}

function requireStorage(errors: FieldError[], item: LimitRangeItem, path: FieldPath): void {
  if (Object.hasOwn(item.min ?? {}, 'storage') || Object.hasOwn(item.max ?? {}, 'storage')) return;
  const detail = 'either minimum or maximum storage value is required, but neither was provided';
  errors.push(required([...path, 'limits'], detail));
}

/** Source: ValidateLimitRange. */
export function validateLimitRange(limitRange: LimitRange): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMeta(errors, limitRange.metadata, true, nameIsDnsSubdomain);
  const types = new Set<string>();
  (limitRange.spec?.limits ?? []).forEach((item, index) => {
    const path = ['spec', 'limits', index];
    const type = item.type ?? '';
    validateType(errors, type, [...path, 'type']);
    if (types.has(type)) errors.push(duplicate([...path, 'type'], type));
    types.add(type);
    validateItem(errors, item, path);
  });
  return errors;
}

/** Source: limitrangeStrategy.ValidateUpdate. */
export function validateLimitRangeUpdate(limitRange: LimitRange, old: LimitRange): FieldError[] {
  const errors = validateLimitRange(limitRange);
  validateObjectMetaUpdate(errors, limitRange.metadata, old.metadata);
  return errors;
}
