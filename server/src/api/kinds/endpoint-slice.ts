// The rules of an EndpointSlice. Source: pkg/registry/discovery/endpointslice/strategy.go,
// pkg/apis/discovery/v1/defaults.go, 1.36.
import { defineKind } from '../kindRules.ts';
import { emptyToNull } from '../strategy.ts';
import type { EndpointSlice } from '../types.generated.ts';
import { validateEndpointSlice, validateEndpointSliceUpdate } from '../validation/endpointSlice.ts';
import { semanticallyEqual } from '../validation/fields.ts';
import { warningsForIp } from '../validation/ip.ts';

/** Labels that say that one of the cluster's own controllers keeps the slice. */
const OWN_CONTROLLERS = ['endpointslice-controller.k8s.io', 'endpointslicemirroring-controller.k8s.io'];

const withoutMetadata = (slice: EndpointSlice): unknown => ({ ...slice, metadata: undefined });

function dropTopology(slice: EndpointSlice): void {
  for (const endpoint of slice.endpoints ?? []) delete endpoint.deprecatedTopology;
}

function ipWarnings(slice: EndpointSlice): string[] {
  if (OWN_CONTROLLERS.includes(slice.metadata?.labels?.['endpointslice.kubernetes.io/managed-by'] ?? '')) return [];
  return (slice.endpoints ?? []).flatMap((endpoint, index) =>
    (endpoint.addresses ?? []).flatMap((address, at) => warningsForIp(`endpoints[${index}].addresses[${at}]`, address)),
  );
}

export const kind = defineKind<EndpointSlice>({
  gvk: { group: 'discovery.k8s.io', version: 'v1', kind: 'EndpointSlice' },
  setDefaults(slice) {
    for (const port of slice.ports ?? []) {
      port.name ??= '';
      port.protocol ??= 'TCP';
    }
  },
  prepareForCreate(slice) {
    (slice.metadata ??= {}).generation = 1;
    dropTopology(slice);
    emptyToNull(slice, 'endpoints', 'ports');
  },
  prepareForUpdate(slice, old) {
    const same =
      semanticallyEqual(withoutMetadata(slice), withoutMetadata(old)) &&
      semanticallyEqual(slice.metadata?.labels, old.metadata?.labels);
    const generation = old.metadata?.generation ?? 0;
    (slice.metadata ??= {}).generation = same ? generation : generation + 1;
    if (!semanticallyEqual(slice.endpoints, old.endpoints)) dropTopology(slice);
  },
  validate: (slice) => validateEndpointSlice(slice),
  validateUpdate: validateEndpointSliceUpdate,
  warnings(slice, old) {
    const fqdn = old === undefined && slice.addressType === 'FQDN';
    return [...(fqdn ? ['spec.addressType: FQDN endpoints are deprecated'] : []), ...ipWarnings(slice)];
  },
});
