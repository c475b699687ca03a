// What the API server refuses of a Node. Source: pkg/apis/core/validation/validation.go (ValidateNode, ValidateNodeUpdate), 1.36.
import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import type { Node, Taint } from '../types.generated.ts';
import { familyOfIp, validateLegacyCidr } from './ip.ts';
import { validateLabelName } from './labelSelector.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './objectMeta.ts';
import { validateResourceQuantity } from './resources.ts';
import { isLabelValue, longerThan, nameIsDnsSubdomain, SUBDOMAIN_MAX_LENGTH } from './strings.ts';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const FEATURE_NAME = /^[A-Z][a-zA-Z0-9]*(\/[a-zA-Z0-9]+)*$/;

/** Source: validateNodeTaints. The server says `metadata.taints`; they stand in the spec. */
function validateTaints(errors: FieldError[], taints: readonly Taint[]): void {
  const seen = new Set<string>();
  taints.forEach((taint, index) => {
    const path: FieldPath = ['spec', 'taints', index];
    const { key = '', value = '', effect = '' } = taint;
    validateLabelName(errors, key, [...path, 'key']);
    const complaints = isLabelValue(value);
    if (complaints.length > 0) errors.push(invalid([...path, 'value'], value, complaints.join(';')));
    if (effect === '') errors.push(required([...path, 'effect']));
    else if (!EFFECTS.includes(effect)) errors.push(notSupported([...path, 'effect'], effect, EFFECTS));
    const id = `${effect} ${key}`;
    if (seen.has(id)) {
      errors.push({ ...duplicate(path, taint), detail: 'taints must be unique by key and effect pair' });
    }
    seen.add(id);
  });
}

function validateResources(errors: FieldError[], node: Node): void {
  for (const list of ['capacity', 'allocatable'] as const) {
    const amounts = node.status?.[list] ?? {};
    for (const name of Object.keys(amounts)) {
      validateResourceQuantity(errors, name, amounts[name] ?? '', ['status', list, { key: name }]);
    }
  }
}

function validateFeatures(errors: FieldError[], node: Node): void {
  const features = node.status?.declaredFeatures ?? [];
  features.forEach((feature, index) => {
    const path = ['status', 'declaredFeatures'];
    if (longerThan(feature, SUBDOMAIN_MAX_LENGTH)) {
      const detail = `invalid feature name ${JSON.stringify(feature)}: must be no more than ${SUBDOMAIN_MAX_LENGTH} characters`;
      errors.push(invalid([...path, index], feature, detail));
    } else if (!FEATURE_NAME.test(feature)) {
      const detail = `invalid feature name ${JSON.stringify(feature)}: must start with an UpperCamelCase segment, with subsequent segments separated by '/' (e.g., MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and slashes`;
      errors.push(invalid([...path, index], feature, detail));
    }
    const next = features[index + 1];
    if (next === undefined) return;
    if (next === feature) errors.push(duplicate([...path, index + 1], next));
    else if (feature > next) errors.push(invalid([...path, index + 1], next, 'list must be sorted alphabetically'));
  });
}

function validatePodCidrs(errors: FieldError[], cidrs: readonly string[]): void {
  const path = ['spec', 'podCIDRs'];
  cidrs.forEach((cidr, index) => errors.push(...validateLegacyCidr([...path, index], cidr)));
  if (cidrs.length < 2) return;
  const families = new Set(cidrs.map((cidr) => familyOfIp(cidr.replace(/\/.*/, ''))));
  if (families.size < 2 || cidrs.length > 2) {
    errors.push(invalid(path, cidrs, 'may specify no more than one CIDR for each IP family'));
  }
}

/** Source: ValidateNode. */
export function validateNode(node: Node): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMeta(errors, node.metadata, false, nameIsDnsSubdomain);
  validateTaints(errors, node.spec?.taints ?? []);
  validateResources(errors, node);
  validateFeatures(errors, node);
  validatePodCidrs(errors, node.spec?.podCIDRs ?? []);
  return errors;
}

/** Source: nodeStrategy.ValidateUpdate: ValidateNode, then ValidateNodeUpdate. */
export function validateNodeUpdate(node: Node, old: Node): FieldError[] {
  const errors = validateNode(node);
  validateObjectMetaUpdate(errors, node.metadata, old.metadata);
  const before = old.spec?.podCIDRs ?? [];
  const now = node.spec?.podCIDRs ?? [];
  if (before.length > 0 && (before.length !== now.length || before.some((cidr, index) => cidr !== now[index]))) {
    errors.push(forbidden(['spec', 'podCIDRs'], 'node updates may not change podCIDR except from "" to valid'));
  }
  if (old.spec?.providerID && old.spec.providerID !== (node.spec?.providerID ?? '')) {
    errors.push(forbidden(['spec', 'providerID'], 'node updates may not change providerID except from "" to valid'));
  }
  if ((node.spec?.externalID ?? '') !== (old.spec?.externalID ?? '')) {
    errors.push(forbidden(['spec', 'externalID'], 'may not be updated'));
  }
  return errors;
}
