// What the API server refuses of a Service.
// Source: pkg/apis/core/validation/validation.go (validateService, ValidateServiceUpdate), 1.36.
import { forbidden, invalid, notSupported, required, type FieldError } from '../../fieldError.ts';
import type { Service, ServiceSpec } from '../../types.generated.ts';
import { isExternallyAccessible } from '../../defaults/service.ts';
import { validateEndpointIp, validateLegacyCidr, validateLegacyIp } from '../ip.ts';
import { validateLabels } from '../labelSelector.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../objectMeta.ts';
import { isDns1123Subdomain, isPortNumber, isQualifiedName, nameIsDnsLabel } from '../strings.ts';
import {
  initIpFamilyFields,
  isHeadless,
  needsHealthCheck,
  validateClusterIpFields,
  validateClusterIpsUpdate,
  validateIpFamiliesUpdate,
  validateNoClusterIps,
} from './ipFamilies.ts';
import { allocateNodePorts, validatePorts, validatePortUses } from './ports.ts';

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const AFFINITIES = ['ClientIP', 'None'];
const TRAFFIC_POLICIES = ['Cluster', 'Local'];
const DISTRIBUTIONS = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];
const HINTS = 'service.kubernetes.io/topology-aware-hints';
const TOPOLOGY_MODE = 'service.kubernetes.io/topology-mode';
const SOURCE_RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges';
const ONLY_LOAD_BALANCER = "may only be used when `type` is 'LoadBalancer'";
/** A day: the longest affinity. */
const MAX_AFFINITY_SECONDS = 86_400;

function validateTopologyAnnotations(service: Service): FieldError[] {
  const annotations = service.metadata?.annotations ?? {};
  const mode = annotations[TOPOLOGY_MODE];
  const hints = annotations[HINTS];
  if (mode === undefined || hints === undefined || mode === hints) return [];
  const detail = `must match annotations[${HINTS}] when both are specified`;
  return [invalid(['metadata', 'annotations', { key: TOPOLOGY_MODE }], mode, detail)];
}

function validateTypeFields(spec: ServiceSpec): FieldError[] {
  switch (spec.type) {
    case 'LoadBalancer':
    case 'NodePort':
      return isHeadless(spec)
        ? [invalid(['spec', 'clusterIPs', 0], 'None', `may not be set to 'None' for ${spec.type} services`)]
        : [];
    case 'ExternalName': {
      const name = (spec.externalName ?? '').replace(/\.$/, '');
      const path = ['spec', 'externalName'];
      const complaints =
        name === '' ? [required(path)] : isDns1123Subdomain(name).map((detail) => invalid(path, name, detail));
      return [...validateNoClusterIps(spec), ...complaints];
    }
    default:
      return [];
  }
}

function validateAffinity(spec: ServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  const affinity = spec.sessionAffinity ?? '';
  if (affinity === '') errors.push(required(['spec', 'sessionAffinity']));
  else if (!AFFINITIES.includes(affinity)) errors.push(notSupported(['spec', 'sessionAffinity'], affinity, AFFINITIES));
  const at = ['spec', 'sessionAffinityConfig'] as const;
  const config = spec.sessionAffinityConfig;
  if (affinity === 'None' && config !== undefined) {
    errors.push(forbidden(at, 'must not be set when session affinity is None'));
  }
  if (affinity !== 'ClientIP') return errors;
  const why = 'when session affinity type is ClientIP';
  const seconds = config?.clientIP?.timeoutSeconds;
  if (config === undefined) errors.push(required(at, why));
  else if (config.clientIP === undefined) errors.push(required([...at, 'clientIP'], why));
  else if (seconds === undefined) errors.push(required([...at, 'clientIP', 'timeoutSeconds'], why));
  else if (seconds <= 0 || seconds > MAX_AFFINITY_SECONDS) {
    const detail = `must be greater than 0 and less than ${MAX_AFFINITY_SECONDS}`;
    errors.push(invalid([...at, 'clientIP', 'timeoutSeconds'], seconds, detail));
  }
  return errors;
}

function validateExternalIps(spec: ServiceSpec, old: ServiceSpec | undefined): FieldError[] {
  return (spec.externalIPs ?? []).flatMap((ip, index) => {
    const path = ['spec', 'externalIPs', index];
    const errors = validateLegacyIp(path, ip, old?.externalIPs ?? []);
    return errors.length > 0 ? errors : validateEndpointIp(path, ip);
  });
}

function validateSourceRanges(service: Service, old: Service | undefined): FieldError[] {
  const spec = service.spec ?? {};
  const ranges = spec.loadBalancerSourceRanges ?? [];
  const wrongType = spec.type === 'LoadBalancer' ? undefined : ONLY_LOAD_BALANCER;
  if (ranges.length > 0) {
    // The server's path begins with a capital here; the field in the file does not, and the place in the file counts.
    const path = ['spec', 'loadBalancerSourceRanges'];
    const known = (old?.spec?.loadBalancerSourceRanges ?? []).map((range) => range.trim());
    return [
      ...(wrongType === undefined ? [] : [forbidden(path, wrongType)]),
      ...ranges.flatMap((range, index) => validateLegacyCidr([...path, index], range.trim(), known)),
    ];
  }
  const written = service.metadata?.annotations?.[SOURCE_RANGES];
  if (written === undefined) return [];
  const path = ['metadata', 'annotations', { key: SOURCE_RANGES }];
  const errors = wrongType === undefined ? [] : [forbidden(path, wrongType)];
  if (old?.metadata?.annotations?.[SOURCE_RANGES] === written || written.trim() === '') return errors;
  return [...errors, ...written.split(',').flatMap((range) => validateLegacyCidr(path, range.trim()))];
}

function validateLoadBalancerFields(spec: ServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  const isLoadBalancer = spec.type === 'LoadBalancer';
  if (spec.allocateLoadBalancerNodePorts !== undefined && !isLoadBalancer) {
    errors.push(forbidden(['spec', 'allocateLoadBalancerNodePorts'], ONLY_LOAD_BALANCER));
  }
  if (spec.allocateLoadBalancerNodePorts === undefined && isLoadBalancer) {
    errors.push(required(['allocateLoadBalancerNodePorts']));
  }
  return [...errors, ...validateLoadBalancerClass(spec)];
}

function validateLoadBalancerClass(spec: ServiceSpec): FieldError[] {
  const path = ['spec', 'loadBalancerClass'];
  const name = spec.loadBalancerClass;
  if (name === undefined) return [];
  if (spec.type !== 'LoadBalancer') return [forbidden(path, ONLY_LOAD_BALANCER)];
  return isQualifiedName(name).map((detail) => invalid(path, name, detail));
}

function validateTraffic(spec: ServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  const external = spec.externalTrafficPolicy ?? '';
  const at = ['spec', 'externalTrafficPolicy'];
  if (!isExternallyAccessible(spec)) {
    if (external !== '') errors.push(invalid(at, external, 'may only be set for externally-accessible services'));
  } else if (external === '') errors.push(required(at));
  else if (!TRAFFIC_POLICIES.includes(external)) errors.push(notSupported(at, external, TRAFFIC_POLICIES));

  const check = spec.healthCheckNodePort ?? 0;
  const checkPath = ['spec', 'healthCheckNodePort'];
  // A port that is left out is allocated before the server validates; it is never missing.
  if (check !== 0 && !needsHealthCheck(spec)) {
    const detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    errors.push(invalid(checkPath, check, detail));
  } else if (check !== 0) errors.push(...isPortNumber(check).map((detail) => invalid(checkPath, check, detail)));

  const inner = spec.internalTrafficPolicy;
  const innerPath = ['spec', 'internalTrafficPolicy'];
  if (inner === undefined) {
    if (spec.type === 'ClusterIP' || spec.type === 'NodePort' || spec.type === 'LoadBalancer')
      errors.push(required(innerPath));
  } else if (!TRAFFIC_POLICIES.includes(inner)) errors.push(notSupported(innerPath, inner, TRAFFIC_POLICIES));

  const distribution = spec.trafficDistribution;
  if (distribution !== undefined && !DISTRIBUTIONS.includes(distribution)) {
    errors.push(notSupported(['spec', 'trafficDistribution'], distribution, DISTRIBUTIONS));
  }
  return errors;
}

/** Source: validateService; metadata is validated by its callers. */
function validateSpec(service: Service, old: Service | undefined): FieldError[] {
  const spec = service.spec ?? {};
  const type = spec.type ?? '';
  const errors = validateTopologyAnnotations(service);
  if ((spec.ports?.length ?? 0) === 0 && !isHeadless(spec) && type !== 'ExternalName')
    errors.push(required(['spec', 'ports']));
  errors.push(...validateTypeFields(spec), ...validatePorts(spec));
  validateLabels(errors, spec.selector, ['spec', 'selector']);
  errors.push(
    ...validateAffinity(spec),
    ...validateClusterIpFields(spec, old?.spec),
    ...validateExternalIps(spec, old?.spec),
  );
  if (type === '') errors.push(required(['spec', 'type']));
  else if (!TYPES.includes(type)) errors.push(notSupported(['spec', 'type'], type, TYPES));
  errors.push(
    ...validatePortUses(spec),
    ...validateSourceRanges(service, old),
    ...validateLoadBalancerFields(spec),
    ...validateTraffic(spec),
  );
  return errors;
}

/** What stops the request while families, addresses and ports are allocated, before anything is validated. */
function allocate(service: Service, old: Service | undefined): FieldError[] {
  const families = initIpFamilyFields(service, old);
  return families.length > 0 ? families : allocateNodePorts(service.spec ?? {});
}

/** Source: ValidateServiceCreate; before it the REST storage infers families and may refuse (initIPFamilyFields). */
export function validateService(service: Service): FieldError[] {
  const allocation = allocate(service, undefined);
  if (allocation.length > 0) return allocation;
  const errors: FieldError[] = [];
  validateObjectMeta(errors, service.metadata, true, nameIsDnsLabel);
  return [...errors, ...validateSpec(service, undefined)];
}

/** Source: ValidateServiceUpdate. */
export function validateServiceUpdate(service: Service, old: Service): FieldError[] {
  const allocation = allocate(service, old);
  if (allocation.length > 0) return allocation;
  const spec = service.spec ?? {};
  const before = old.spec ?? {};
  const errors: FieldError[] = [];
  validateObjectMetaUpdate(errors, service.metadata, old.metadata);
  errors.push(...validateClusterIpsUpdate(spec, before), ...validateIpFamiliesUpdate(spec, before));
  if (
    spec.type === 'LoadBalancer' &&
    before.type === 'LoadBalancer' &&
    spec.loadBalancerClass !== before.loadBalancerClass
  ) {
    errors.push(invalid(['spec', 'loadBalancerClass'], spec.loadBalancerClass, 'may not change once set'));
  }
  errors.push(...validateLoadBalancerClass(spec));
  if (needsHealthCheck(before) && needsHealthCheck(spec) && spec.healthCheckNodePort !== before.healthCheckNodePort) {
    errors.push(forbidden(['spec', 'healthCheckNodePort'], 'field is immutable'));
  }
  return [...errors, ...validateSpec(service, old)];
}
