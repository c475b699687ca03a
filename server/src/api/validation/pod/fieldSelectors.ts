// Fields of a Pod or of its resources that environment variables and files can hold.
// Source: pkg/apis/core/validation/validation.go (validateObjectFieldSelector, validateContainerResourceFieldSelector),
// pkg/apis/core/pods/helpers.go (ConvertDownwardAPIFieldLabel), pkg/fieldpath/fieldpath.go, 1.36.
import { invalid, notSupported, required, type FieldError } from '../../fieldError.ts';
import type { FieldPath } from '../../fieldPath.ts';
import { quantityOf } from '../../quantity.ts';
import type { ObjectFieldSelector, ResourceFieldSelector } from '../../types.generated.ts';
import { complain } from '../fields.ts';
import { isQualifiedName } from '../strings.ts';

/** Source: validVolumeDownwardAPIFieldPathExpressions. */
export const VOLUME_FIELD_PATHS: readonly string[] = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
];

/** Source: validEnvDownwardAPIFieldPathExpressions. */
export const ENV_FIELD_PATHS: readonly string[] = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

/** What a field selector of a Pod can be turned into at all. */
const KNOWN_LABELS: ReadonlySet<string> = new Set([
  ...VOLUME_FIELD_PATHS,
  ...ENV_FIELD_PATHS,
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
]);

/** `metadata.labels['x']` → path and subscript. Source: SplitMaybeSubscriptedPath. */
function subscripted(text: string): readonly [path: string, subscript: string] | undefined {
  if (!text.endsWith("']")) return undefined;
  const open = text.indexOf("['");
  return open <= 0 || open + 2 > text.length - 2 ? undefined : [text.slice(0, open), text.slice(open + 2, -2)];
}

/** Source: validateObjectFieldSelector. */
export function validateFieldSelector(
  errors: FieldError[],
  selector: ObjectFieldSelector,
  supported: readonly string[],
  path: FieldPath,
): void {
  const { apiVersion = '', fieldPath = '' } = selector;
  if (apiVersion === '') {
    errors.push(required([...path, 'apiVersion']));
    return;
  }
  if (fieldPath === '') {
    errors.push(required([...path, 'fieldPath']));
    return;
  }
  const fault = (detail: string): void => {
    errors.push(invalid([...path, 'fieldPath'], fieldPath, `error converting fieldPath: ${detail}`));
  };
  if (apiVersion !== 'v1') {
    fault(`unsupported pod version: ${apiVersion}`);
    return;
  }
  const parts = subscripted(fieldPath);
  if (parts !== undefined) {
    const [name, subscript] = parts;
    if (name === 'metadata.annotations')
      complain(errors, path, subscript.toLowerCase(), isQualifiedName(subscript.toLowerCase()));
    else if (name === 'metadata.labels') complain(errors, path, subscript, isQualifiedName(subscript));
    else fault(`field label does not support subscript: ${fieldPath}`);
    return;
  }
  // An old name of spec.nodeName.
  const plain = fieldPath === 'spec.host' ? 'spec.nodeName' : fieldPath;
  if (!KNOWN_LABELS.has(plain)) fault(`field label not supported: ${fieldPath}`);
  else if (!supported.includes(plain)) errors.push(notSupported([...path, 'fieldPath'], plain, supported));
}

const RESOURCE_FIELDS: readonly string[] = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];

const isHugePageField = (resource: string): boolean =>
  resource.startsWith('requests.hugepages-') || resource.startsWith('limits.hugepages-');

/** Source: validateContainerResourceFieldSelector. In a volume the container must be named. */
export function validateResourceFieldSelector(
  errors: FieldError[],
  selector: ResourceFieldSelector,
  path: FieldPath,
  inVolume: boolean,
): void {
  const { containerName = '', resource = '', divisor } = selector;
  if (inVolume && containerName === '') errors.push(required([...path, 'containerName']));
  else if (resource === '') errors.push(required([...path, 'resource']));
  else if (!RESOURCE_FIELDS.includes(resource) && !isHugePageField(resource)) {
    errors.push(notSupported([...path, 'resource'], resource, RESOURCE_FIELDS));
  }
  validateDivisor(errors, resource, divisor, [...path, 'divisor']);
}

const CPU_DIVISORS: ReadonlySet<string> = new Set(['1m', '1']);
const BYTE_DIVISORS: ReadonlySet<string> = new Set(
  ['', 'k', 'M', 'G', 'T', 'P', 'E', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].map((suffix) => `1${suffix}`),
);
const BYTE_DIVISOR_ERROR =
  "only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with the";

/** Source: validateContainerResourceDivisor. */
function validateDivisor(errors: FieldError[], resource: string, divisor: string | undefined, path: FieldPath): void {
  if (divisor === undefined || quantityOf(divisor).nano === 0n) return;
  if (resource === 'limits.cpu' || resource === 'requests.cpu') {
    if (!CPU_DIVISORS.has(divisor)) {
      errors.push(invalid(path, resource, "only divisor's values 1m and 1 are supported with the cpu resource"));
    }
    return;
  }
  if (BYTE_DIVISORS.has(divisor)) return;
  if (resource === 'limits.memory' || resource === 'requests.memory') {
    errors.push(invalid(path, resource, `${BYTE_DIVISOR_ERROR} memory resource`));
  } else if (resource === 'limits.ephemeral-storage' || resource === 'requests.ephemeral-storage') {
    errors.push(invalid(path, resource, `${BYTE_DIVISOR_ERROR} local ephemeral storage resource`));
  } else if (isHugePageField(resource)) {
    errors.push(invalid(path, resource, `${BYTE_DIVISOR_ERROR} hugepages resource`));
  }
}
