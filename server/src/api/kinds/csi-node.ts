// The rules of a CSINode. Source: pkg/registry/storage/csinode/strategy.go, pkg/apis/storage/validation/validation.go, 1.36.
import { duplicate, invalid, required, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import { defineKind } from '../kindRules.ts';
import type { CSINode, CSINodeDriver } from '../types.generated.ts';
import { checkImmutable, checkNonNegative, complain } from '../validation/fields.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import { validateCsiDriverName } from '../validation/pod/volumes.ts';
import { isQualifiedName, longerThan, nameIsDnsSubdomain } from '../validation/strings.ts';

const MAX_NODE_ID_LENGTH = 256;

/** Source: validateCSINodeDriver. Of topology keys the server names the driver. */
function validateDriver(errors: FieldError[], driver: CSINodeDriver, seen: Set<string>, path: FieldPath): void {
  const { name = '', nodeID = '', allocatable, topologyKeys = [] } = driver;
  validateCsiDriverName(errors, name, [...path, 'name']);
  if (nodeID === '') errors.push(required([...path, 'nodeID']));
  if (longerThan(nodeID, MAX_NODE_ID_LENGTH)) {
    errors.push(invalid([...path, 'nodeID'], nodeID, `must be ${MAX_NODE_ID_LENGTH} characters or less`));
  }
  checkNonNegative(errors, [...path, 'allocatable', 'count'], allocatable?.count);
  if (seen.has(name)) errors.push(duplicate([...path, 'name'], name));
  seen.add(name);
  const keys = new Set<string>();
  for (const key of topologyKeys) {
    if (key === '') errors.push(required(path));
    if (keys.has(key)) errors.push(duplicate(path, key));
    keys.add(key);
    complain(errors, path, key, isQualifiedName(key));
  }
}

function validateDrivers(errors: FieldError[], { spec = {} }: CSINode): void {
  const seen = new Set<string>();
  spec.drivers?.forEach((driver, index) => validateDriver(errors, driver, seen, ['spec', 'drivers', index]));
}

/** What of a driver may not change: all but how many volumes the node takes. */
const fixedPart = ({ name, nodeID, topologyKeys }: CSINodeDriver): CSINodeDriver => ({ name, nodeID, topologyKeys });

export const kind = defineKind<CSINode>({
  gvk: { group: 'storage.k8s.io', version: 'v1', kind: 'CSINode' },
  validate(node) {
    const errors: FieldError[] = [];
    validateObjectMeta(errors, node.metadata, false, nameIsDnsSubdomain);
    validateDrivers(errors, node);
    return errors;
  },
  validateUpdate(node, old) {
    const errors: FieldError[] = [];
    validateObjectMeta(errors, node.metadata, false, nameIsDnsSubdomain);
    validateObjectMetaUpdate(errors, node.metadata, old.metadata);
    validateDrivers(errors, node);
    for (const before of old.spec?.drivers ?? []) {
      for (const driver of node.spec?.drivers ?? []) {
        if (driver.name === before.name)
          checkImmutable(errors, ['spec', 'drivers'], fixedPart(driver), fixedPart(before));
      }
    }
    return errors;
  },
});
