// The rules of a Service. Source: pkg/registry/core/service/{strategy.go,storage/storage.go}, 1.36.
import { deepEqual } from '../../base/compare.ts';
import { isExternallyAccessible, setServiceDefaults } from '../defaults/service.ts';
import { defineKind } from '../kindRules.ts';
import type { Service, ServiceSpec } from '../types.generated.ts';
import {
  initIpFamilyFields,
  keepAllocated,
  needsHealthCheck,
  needsNodePort,
  normaliseClusterIps,
} from '../validation/service/ipFamilies.ts';
import { validateService, validateServiceUpdate } from '../validation/service/service.ts';
import { serviceWarnings } from '../validation/service/warnings.ts';

const nodePortsOf = (spec: ServiceSpec): number[] =>
  (spec.ports ?? []).map((port) => port.nodePort ?? 0).filter((port) => port !== 0);

/** Fields that the new type has no use for go, unless the user changed them, too. Source: dropTypeDependentFields. */
function dropTypeDependentFields(service: Service, old: Service): void {
  const spec = service.spec ?? {};
  const before = old.spec ?? {};
  if (before.type !== 'ExternalName' && spec.type === 'ExternalName') {
    if (spec.clusterIP === before.clusterIP && deepEqual(spec.clusterIPs, before.clusterIPs)) {
      delete spec.clusterIP;
      delete spec.clusterIPs;
    }
    if (deepEqual(spec.ipFamilies, before.ipFamilies)) delete spec.ipFamilies;
    if (spec.ipFamilyPolicy === before.ipFamilyPolicy) delete spec.ipFamilyPolicy;
  }
  if (needsNodePort(before) && !needsNodePort(spec)) {
    const known = nodePortsOf(before);
    if (nodePortsOf(spec).every((port) => known.includes(port)))
      for (const port of spec.ports ?? []) delete port.nodePort;
  }
  if (needsHealthCheck(before) && !needsHealthCheck(spec) && spec.healthCheckNodePort === before.healthCheckNodePort) {
    delete spec.healthCheckNodePort;
  }
  if (before.type === 'LoadBalancer' && spec.type !== 'LoadBalancer') {
    if (spec.allocateLoadBalancerNodePorts === before.allocateLoadBalancerNodePorts)
      delete spec.allocateLoadBalancerNodePorts;
    if (spec.loadBalancerClass === before.loadBalancerClass) delete spec.loadBalancerClass;
  }
  const lostAccess = isExternallyAccessible(before) && !isExternallyAccessible(spec);
  if (lostAccess && spec.externalTrafficPolicy === before.externalTrafficPolicy) delete spec.externalTrafficPolicy;
  if (spec.type !== 'LoadBalancer') service.status = { ...service.status, loadBalancer: {} };
}

export const kind = defineKind<Service>({
  gvk: { group: '', version: 'v1', kind: 'Service' },
  setDefaults: setServiceDefaults,
  prepareForCreate(service) {
    normaliseClusterIps((service.spec ??= {}), undefined);
    initIpFamilyFields(service, undefined);
    service.status = { loadBalancer: {} };
  },
  prepareForUpdate(service, old) {
    const spec = (service.spec ??= {});
    keepAllocated(spec, old.spec ?? {});
    normaliseClusterIps(spec, old.spec);
    initIpFamilyFields(service, old);
    if (old.status !== undefined) service.status = structuredCopy(old.status);
    dropTypeDependentFields(service, old);
  },
  validate: validateService,
  validateUpdate: validateServiceUpdate,
  warnings: serviceWarnings,
});

/** A copy of JSON, so that what is stored is never shared with what is changed. */
function structuredCopy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
