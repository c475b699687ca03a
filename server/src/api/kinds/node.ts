// The rules of a Node. A create may bring its status: that is how kubelets register.
// Source: pkg/registry/core/node/strategy.go, pkg/apis/core/v1/{defaults,conversion}.go, 1.36.
import { taintNewNode } from '../admission/nodesAndClasses.ts';
import { roundToMilli } from '../defaults/resourceList.ts';
import { defineKind } from '../kindRules.ts';
import { keepStatus } from '../strategy.ts';
import type { Node } from '../types.generated.ts';
import { nodeWarnings } from '../validation/kindWarnings.ts';
import { validateNode, validateNodeUpdate } from '../validation/node.ts';

const isEmpty = (map: object | undefined): boolean => map === undefined || Object.keys(map).length === 0;

export const kind = defineKind<Node>({
  gvk: { group: '', version: 'v1', kind: 'Node' },
  setDefaults(node) {
    const { status, spec } = node;
    if (status?.capacity && isEmpty(status.allocatable)) status.allocatable = { ...status.capacity };
    roundToMilli(status?.capacity);
    roundToMilli(status?.allocatable);
    // The singular is the first of podCIDRs; where it is not, it is all of them. Source: Convert_v1_NodeSpec_To_core_NodeSpec.
    if (spec?.podCIDR) {
      if (spec.podCIDRs?.[0] !== spec.podCIDR) spec.podCIDRs = [spec.podCIDR];
    } else if (spec?.podCIDRs?.[0]) spec.podCIDR = spec.podCIDRs[0];
  },
  admit(node, old) {
    if (old === undefined) taintNewNode(node);
    return [];
  },
  prepareForCreate(node) {
    delete node.spec?.configSource;
    delete node.status?.config;
  },
  prepareForUpdate(node, old) {
    keepStatus(node, old);
    if (old.spec?.configSource === undefined) delete node.spec?.configSource;
  },
  validate: validateNode,
  validateUpdate: validateNodeUpdate,
  warnings: nodeWarnings,
});
