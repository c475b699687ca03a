// What the API server refuses of a NetworkPolicy. Source: pkg/apis/networking/validation/validation.go, 1.36.
import { forbidden, invalid, notSupported, required, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import type { IPBlock, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '../types.generated.ts';
import { complain } from './fields.ts';
import { canonicalCidr, cidrContains, validateLegacyCidr } from './ip.ts';
import { hasInvalidLabelValue, validateLabelSelector, type LabelSelectorOptions } from './labelSelector.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './objectMeta.ts';
import { isPortName, isPortNumber, nameIsDnsSubdomain } from './strings.ts';

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
const POLICY_TYPES = ['Ingress', 'Egress'];

interface Options {
  readonly selectors: LabelSelectorOptions;
  /** CIDR values that are stored already and stay allowed. */
  readonly knownCidrs: readonly string[];
}

function validatePort(errors: FieldError[], port: NetworkPolicyPort, path: FieldPath): void {
  const { protocol, port: value, endPort } = port;
  if (protocol !== undefined && !PROTOCOLS.includes(protocol)) {
    errors.push(notSupported([...path, 'protocol'], protocol, PROTOCOLS));
  }
  const end = [...path, 'endPort'];
  if (value === undefined) {
    if (endPort !== undefined) errors.push(invalid(end, endPort, 'may not be specified when `port` is not specified'));
  } else if (typeof value === 'string') {
    if (endPort !== undefined) errors.push(invalid(end, endPort, 'may not be specified when `port` is non-numeric'));
    complain(errors, [...path, 'port'], value, isPortName(value));
  } else {
    complain(errors, [...path, 'port'], value, isPortNumber(value));
    if (endPort === undefined) return;
    if (endPort < value) errors.push(invalid(end, value, 'must be greater than or equal to `port`'));
    complain(errors, end, endPort, isPortNumber(endPort));
  }
}

/** Source: ValidateIPBlock. */
function validateIpBlock(errors: FieldError[], block: IPBlock, path: FieldPath, options: Options): void {
  const cidr = block.cidr ?? '';
  if (cidr === '') {
    errors.push(required([...path, 'cidr']));
    return;
  }
  errors.push(...validateLegacyCidr([...path, 'cidr'], cidr, options.knownCidrs));
  if (canonicalCidr(cidr) === undefined) return;
  (block.except ?? []).forEach((except, index) => {
    const at = [...path, 'except', index];
    errors.push(...validateLegacyCidr(at, except, options.knownCidrs));
    const inner = canonicalCidr(except);
    if (inner === undefined) return;
    if (!cidrContains(cidr, except) || inner === canonicalCidr(cidr)) {
      errors.push(invalid(at, except, 'must be a strict subset of `cidr`'));
    }
  });
}

function validatePeer(errors: FieldError[], peer: NetworkPolicyPeer, path: FieldPath, options: Options): void {
  const { podSelector, namespaceSelector, ipBlock } = peer;
  if (podSelector) validateLabelSelector(errors, podSelector, [...path, 'podSelector'], options.selectors);
  if (namespaceSelector)
    validateLabelSelector(errors, namespaceSelector, [...path, 'namespaceSelector'], options.selectors);
  if (ipBlock) validateIpBlock(errors, ipBlock, [...path, 'ipBlock'], options);
  const count = [podSelector, namespaceSelector, ipBlock].filter((peerPart) => peerPart !== undefined).length;
  if (count === 0) errors.push(required(path, 'must specify a peer'));
  else if (count > 1 && ipBlock) errors.push(forbidden(path, 'may not specify both ipBlock and another peer'));
}

function validateSpec(errors: FieldError[], policy: NetworkPolicy, options: Options): void {
  const spec = policy.spec ?? {};
  validateLabelSelector(errors, spec.podSelector, ['spec', 'podSelector'], options.selectors);
  (spec.ingress ?? []).forEach((rule, index) => {
    const path = ['spec', 'ingress', index];
    (rule.ports ?? []).forEach((port, at) => validatePort(errors, port, [...path, 'ports', at]));
    (rule.from ?? []).forEach((peer, at) => validatePeer(errors, peer, [...path, 'from', at], options));
  });
  (spec.egress ?? []).forEach((rule, index) => {
    const path = ['spec', 'egress', index];
    (rule.ports ?? []).forEach((port, at) => validatePort(errors, port, [...path, 'ports', at]));
    (rule.to ?? []).forEach((peer, at) => validatePeer(errors, peer, [...path, 'to', at], options));
  });
  const types = spec.policyTypes ?? [];
  if (types.length > POLICY_TYPES.length) {
    errors.push(invalid(['spec', 'policyTypes'], types, 'may not specify more than two policyTypes'));
    return;
  }
  types.forEach((type, index) => {
    if (!POLICY_TYPES.includes(type)) errors.push(notSupported(['spec', 'policyTypes', index], type, POLICY_TYPES));
  });
}

/** Source: ValidateNetworkPolicy. */
export function validateNetworkPolicy(policy: NetworkPolicy): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMeta(errors, policy.metadata, true, nameIsDnsSubdomain);
  validateSpec(errors, policy, { selectors: {}, knownCidrs: [] });
  return errors;
}

const cidrsOf = (policy: NetworkPolicy): string[] =>
  [
    ...(policy.spec?.ingress ?? []).flatMap((rule) => rule.from ?? []),
    ...(policy.spec?.egress ?? []).flatMap((rule) => rule.to ?? []),
  ].flatMap((peer) => (peer.ipBlock ? [peer.ipBlock.cidr ?? '', ...(peer.ipBlock.except ?? [])] : []));

/** Source: ValidateNetworkPolicyUpdate. */
export function validateNetworkPolicyUpdate(policy: NetworkPolicy, old: NetworkPolicy): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMetaUpdate(errors, policy.metadata, old.metadata);
  const allowInvalidLabelValueInSelector = hasInvalidLabelValue(old.spec?.podSelector);
  validateSpec(errors, policy, { selectors: { allowInvalidLabelValueInSelector }, knownCidrs: cidrsOf(old) });
  return errors;
}
