// Names and amounts of resources: requests and limits of containers and Pods.
// Source: pkg/apis/core/validation/validation.go (validateResourceRequirements and around it),
// pkg/apis/core/helper/helpers.go, 1.36.
import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import { compareQuantity, parseQuantity, quantityOf, type Quantity } from '../quantity.ts';
import type { ResourceClaim, ResourceRequirements } from '../types.generated.ts';
import { complain } from './fields.ts';
import { isDns1123Label, isQualifiedName, NEGATIVE_ERROR, NOT_INTEGER_ERROR, NOT_POSITIVE_ERROR } from './strings.ts';

const HUGE_PAGES = 'hugepages-';
const NANO = 1_000_000_000n;

const STANDARD_RESOURCES: ReadonlySet<string> = new Set([
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'storage',
  'requests.storage',
  'services.nodeports',
  'services.loadbalancers',
]);

const INTEGER_RESOURCES: ReadonlySet<string> = new Set([
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]);

/** Source: IsHugePageResourceName. */
export const isHugePageResource = (name: string): boolean => name.startsWith(HUGE_PAGES);

/** Source: IsNativeResource. */
export const isNativeResource = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/');

/** Source: IsOvercommitAllowed. */
export const isOvercommitAllowed = (name: string): boolean => isNativeResource(name) && !isHugePageResource(name);

/** Source: IsExtendedResourceName. */
export const isExtendedResource = (name: string): boolean =>
  !isNativeResource(name) && !name.startsWith('requests.') && isQualifiedName(`requests.${name}`).length === 0;

/** Source: IsStandardResourceName. */
export const isStandardResource = (name: string): boolean =>
  STANDARD_RESOURCES.has(name) || isHugePageResource(name) || name.startsWith('requests.hugepages-');

/** Source: IsIntegerResourceName. */
const isIntegerResource = (name: string): boolean => INTEGER_RESOURCES.has(name) || isExtendedResource(name);

/** Source: IsHugePageResourceValueDivisible. */
export function isHugePageAmountDivisible(name: string, quantity: Quantity): boolean {
  const page = parseQuantity(name.slice(HUGE_PAGES.length));
  if (page === undefined || page.nano <= 0n || page.nano % NANO !== 0n) return false;
  const { nano } = quantity;
  const units = nano > 0n ? (nano + NANO - 1n) / NANO : nano / NANO;
  return units % (page.nano / NANO) === 0n;
}

/** Source: validateResourceName. */
export function validateResourceName(errors: FieldError[], name: string, path: FieldPath): void {
  const complaints = isQualifiedName(name);
  if (complaints.length > 0) complain(errors, path, name, complaints);
  else if (!name.includes('/') && !isStandardResource(name)) {
    errors.push(invalid(path, name, 'must be a standard resource type or fully qualified'));
  }
}

/** Source: validateContainerResourceName. */
export function validateContainerResourceName(errors: FieldError[], name: string, path: FieldPath): void {
  if (name === 'cpu' || name === 'memory' || name === 'ephemeral-storage') return;
  validateResourceName(errors, name, path);
  if (!name.includes('/')) {
    if (!isHugePageResource(name)) errors.push(invalid(path, name, 'must be a standard resource for containers'));
  } else if (!isNativeResource(name) && !isExtendedResource(name)) {
    errors.push(invalid(path, name, "doesn't follow extended resource name standard"));
  }
}

/** Source: validatePodResourceName. */
export function validatePodResourceName(errors: FieldError[], name: string, path: FieldPath): void {
  if (name === 'cpu' || name === 'memory') return;
  const before = errors.length;
  validateResourceName(errors, name, path);
  if (errors.length === before && !isHugePageResource(name)) {
    errors.push(notSupported(path, name, ['cpu', HUGE_PAGES, 'memory']));
  }
}

/** Source: ValidateNonnegativeQuantity. */
export function checkNonNegativeQuantity(errors: FieldError[], text: string, path: FieldPath): void {
  if (quantityOf(text).nano < 0n) errors.push(invalid(path, text, NEGATIVE_ERROR));
}

/** Source: ValidatePositiveQuantityValue. */
export function checkPositiveQuantity(errors: FieldError[], text: string, path: FieldPath): void {
  if (quantityOf(text).nano <= 0n) errors.push(invalid(path, text, NOT_POSITIVE_ERROR));
}

/** Source: ValidateResourceQuantityValue. */
export function validateResourceQuantity(errors: FieldError[], name: string, text: string, path: FieldPath): void {
  checkAmount(errors, name, text, quantityOf(text), path);
}

function checkAmount(errors: FieldError[], name: string, text: string, quantity: Quantity, path: FieldPath): void {
  if (quantity.nano < 0n) errors.push(invalid(path, text, NEGATIVE_ERROR));
  if (quantity.nano % NANO !== 0n && isIntegerResource(name) && milli(quantity) % 1000n !== 0n) {
    errors.push(invalid(path, text, NOT_INTEGER_ERROR));
  }
}

/** Thousandths, rounded up: exact also where a number would not be. */
const milli = ({ nano }: Quantity): bigint => (nano > 0n ? (nano + 999_999n) / 1_000_000n : nano / 1_000_000n);

type NameRule = (errors: FieldError[], name: string, path: FieldPath) => void;

/** What an update may keep. Source: PodValidationOptions. */
export interface ResourceOptions {
  readonly allowIndivisibleHugePages?: boolean;
}

const STRICT: ResourceOptions = {};
const EMPTY: Readonly<Record<string, string>> = {};

/** One map of amounts: names, values, huge pages. */
function validateAmounts(
  errors: FieldError[],
  list: Readonly<Record<string, string>>,
  path: FieldPath,
  nameRule: NameRule,
  options: ResourceOptions,
): { readonly computes: boolean; readonly hugePages: boolean } {
  let computes = false;
  let hugePages = false;
  for (const name of Object.keys(list)) {
    const at = [...path, { key: name }];
    const text = list[name] ?? '0';
    const quantity = quantityOf(text);
    nameRule(errors, name, at);
    checkAmount(errors, name, text, quantity, at);
    if (name === 'cpu' || name === 'memory') computes = true;
    else if (isHugePageResource(name)) {
      hugePages = true;
      if (options.allowIndivisibleHugePages !== true && !isHugePageAmountDivisible(name, quantity)) {
        errors.push(invalid(at, text, `${text} is not positive integer multiple of ${name}`));
      }
    }
  }
  return { computes, hugePages };
}

/** A request beside the limit of the same name. */
function validateRequest(
  errors: FieldError[],
  name: string,
  request: string,
  limits: Readonly<Record<string, string>>,
  path: FieldPath,
): void {
  if (!Object.hasOwn(limits, name)) {
    if (!isOvercommitAllowed(name)) {
      errors.push(required([...path, 'limits'], 'Limit must be set for non overcommitable resources'));
    }
    return;
  }
  const limit = limits[name] ?? '0';
  if (limit === request) return;
  const order = compareQuantity(quantityOf(request), quantityOf(limit));
  if (order !== 0 && !isOvercommitAllowed(name)) {
    errors.push(invalid([...path, 'requests'], request, `must be equal to ${name} limit of ${limit}`));
  } else if (order > 0) {
    errors.push(invalid([...path, 'requests'], request, `must be less than or equal to ${name} limit of ${limit}`));
  }
}

/** Requests, limits and claims. Source: validateResourceRequirements. */
export function validateResourceRequirements(
  errors: FieldError[],
  requirements: ResourceRequirements,
  nameRule: NameRule,
  claimNames: ReadonlySet<string>,
  path: FieldPath,
  options: ResourceOptions = STRICT,
): void {
  const limits = requirements.limits ?? EMPTY;
  const requests = requirements.requests ?? EMPTY;
  const limited = validateAmounts(errors, limits, [...path, 'limits'], nameRule, options);
  const requested = validateAmounts(errors, requests, [...path, 'requests'], nameRule, options);
  for (const name of Object.keys(requests)) validateRequest(errors, name, requests[name] ?? '0', limits, path);
  if (!limited.computes && !requested.computes && (limited.hugePages || requested.hugePages)) {
    errors.push(forbidden(path, 'HugePages require cpu or memory'));
  }
  if (requirements.claims !== undefined) {
    validateClaimNames(errors, requirements.claims, claimNames, [...path, 'claims']);
  }
}

/** Source: validateResourceClaimNames. */
function validateClaimNames(
  errors: FieldError[],
  claims: readonly ResourceClaim[],
  claimNames: ReadonlySet<string>,
  path: FieldPath,
): void {
  const seen = new Set<string>();
  claims.forEach(({ name = '', request = '' }, index) => {
    const at = [...path, index];
    if (name === '') {
      errors.push(required(at));
      return;
    }
    if (seen.has(name)) errors.push(duplicate(at, name));
    else {
      if (request !== '') complain(errors, [...at, 'request'], request, isDns1123Label(request));
      const key = request === '' ? name : `${name}/${request}`;
      if (seen.has(key)) errors.push(duplicate(at, key));
      else if (request === '') {
        for (const other of seen) if (other.startsWith(`${name}/`)) errors.push(duplicate(at, name));
      }
      seen.add(key);
    }
    if (claimNames.has(name)) return;
    const list = claimNames.size === 0 ? ' which is empty' : `: ${[...claimNames].sort().join(', ')}`;
    const detail = `must be one of the names in pod.spec.resourceClaims${list}`;
    errors.push({ type: 'NotFound', path: at, value: name, detail });
  });
}
