// EndpointSlices as they should be, and the fewest changes that bring them there.
// Source: staging/src/k8s.io/endpointslice/reconciler.go, 1.36.
import { compareText, deepEqual } from '../../base/compare.ts';
import { ok, type Result } from '../../base/result.ts';
import type { DiscoveryV1EndpointPort, Endpoint, EndpointSlice } from '../../api/types.generated.ts';
import type { Status } from '../../api/status.ts';
import type { ClusterApi, DeepReadonly } from '../controller.ts';
import { ENDPOINT_SLICE } from '../kinds.ts';

export type SlicePort = DiscoveryV1EndpointPort;
type ReadSlice = DeepReadonly<EndpointSlice>;

/** No slice holds more. */
const MOST_ENDPOINTS = 100;

export const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
export const SERVICE_NAME = 'kubernetes.io/service-name';

/** Endpoints with the same ports. */
export interface SliceGroup {
  readonly ports: readonly SlicePort[];
  readonly endpoints: readonly Endpoint[];
}

/** What stays the same in every slice of an owner. */
export interface SliceTemplate {
  readonly metadata: NonNullable<EndpointSlice['metadata']>;
  readonly addressType: string;
}

/** The changes. */
interface Changes {
  readonly create: EndpointSlice[];
  readonly update: EndpointSlice[];
  readonly remove: ReadSlice[];
}

/** Orders ports and gives the text by which they are grouped. */
export const portsKey = (ports: readonly DeepReadonly<SlicePort>[]): string =>
  ports
    .map(({ name = '', protocol = '', port = 0, appProtocol = '' }) => `${name}/${protocol}/${port}/${appProtocol}`)
    .sort(compareText)
    .join(',');

/** An endpoint is the same as long as its addresses and its Pod are. */
const endpointKey = ({ addresses, targetRef, hostname, nodeName }: DeepReadonly<Endpoint>): string =>
  JSON.stringify([addresses, targetRef?.uid ?? targetRef?.name, hostname, nodeName]);

/** No ports are no list: `null`, as the server writes it. */
const portsField = (ports: readonly SlicePort[]): Pick<EndpointSlice, 'ports'> => ({
  ports: ports.length > 0 ? [...ports] : (null as unknown as undefined),
});

const draftOf = (slice: ReadSlice, template: SliceTemplate, endpoints: Endpoint[]): EndpointSlice => ({
  ...(slice as EndpointSlice),
  metadata: {
    ...(slice.metadata as EndpointSlice['metadata']),
    labels: template.metadata.labels,
    ...(template.metadata.annotations && { annotations: template.metadata.annotations }),
  },
  endpoints,
});

const newSlice = (template: SliceTemplate, ports: readonly SlicePort[], endpoints: Endpoint[]): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { ...template.metadata },
  addressType: template.addressType,
  endpoints,
  ...portsField(ports),
});

/** The unchanged slice that would be the fullest with `more` endpoints. Source: getSliceToFill. */
function sliceToFill(slices: readonly ReadSlice[], more: number): ReadSlice | undefined {
  let best: ReadSlice | undefined;
  let least = MOST_ENDPOINTS;
  for (const slice of slices) {
    const rest = MOST_ENDPOINTS - more - (slice.endpoints ?? []).length;
    if (rest >= 0 && rest < least) {
      least = rest;
      best = slice;
    }
  }
  return best;
}

/** Keeps what is there, fills slices that change anyway, then one more, then new ones. Source: reconcileByPortMapping. */
function changeGroup(
  group: SliceGroup,
  existing: readonly ReadSlice[],
  template: SliceTemplate,
  changes: Changes,
): void {
  const wanted = new Map(group.endpoints.map((endpoint) => [endpointKey(endpoint), endpoint]));
  const drafts: EndpointSlice[] = [];
  const unchanged: ReadSlice[] = [];
  for (const slice of existing) {
    const kept: Endpoint[] = [];
    let changed = false;
    for (const endpoint of slice.endpoints ?? []) {
      const found = wanted.get(endpointKey(endpoint));
      if (!found) continue;
      wanted.delete(endpointKey(endpoint));
      kept.push(found);
      changed ||= !deepEqual(found, endpoint);
    }
    changed ||= kept.length !== (slice.endpoints ?? []).length;
    const relabelled =
      !deepEqual(slice.metadata?.labels, template.metadata.labels) ||
      !deepEqual(slice.metadata?.annotations ?? {}, template.metadata.annotations ?? {});
    if (changed && kept.length === 0) changes.remove.push(slice);
    else if (changed || relabelled) drafts.push(draftOf(slice, template, kept));
    else unchanged.push(slice);
  }
  const rest = [...wanted.values()];
  for (const draft of [...drafts].sort((a, b) => (b.endpoints ?? []).length - (a.endpoints ?? []).length)) {
    draft.endpoints?.push(...rest.splice(0, MOST_ENDPOINTS - draft.endpoints.length));
  }
  while (rest.length > 0) {
    const fill = rest.length < MOST_ENDPOINTS ? sliceToFill(unchanged, rest.length) : undefined;
    if (fill) {
      unchanged.splice(unchanged.indexOf(fill), 1);
      drafts.push(draftOf(fill, template, [...((fill.endpoints ?? []) as Endpoint[]), ...rest.splice(0)]));
    } else changes.create.push(newSlice(template, group.ports, rest.splice(0, MOST_ENDPOINTS)));
  }
  changes.update.push(...drafts);
}

/** Works out the changes. A slice that would go is used for one that would come. Source: reconcileByAddressType, finalize. */
export function changesOf(
  groups: readonly SliceGroup[],
  existing: readonly ReadSlice[],
  template: SliceTemplate,
  placeholder: boolean,
): Changes {
  const changes: Changes = { create: [], update: [], remove: [] };
  const byPorts = new Map<string, ReadSlice[]>();
  for (const slice of existing) {
    const key = portsKey(slice.ports ?? []);
    byPorts.set(key, [...(byPorts.get(key) ?? []), slice]);
  }
  for (const group of groups) {
    const key = portsKey(group.ports);
    changeGroup(group, byPorts.get(key) ?? [], template, changes);
    byPorts.delete(key);
  }
  if (groups.length === 0 && placeholder) {
    const empty = (byPorts.get('') ?? []).find(({ endpoints }) => (endpoints ?? []).length === 0);
    if (empty && existing.length === 1) {
      if (!deepEqual(empty.metadata?.labels, template.metadata.labels))
        changes.update.push(draftOf(empty, template, []));
      return changes;
    }
    changes.create.push(newSlice(template, [], []));
  }
  for (const slices of byPorts.values()) changes.remove.push(...slices);
  while (changes.create.length > 0 && changes.remove.length > 0) {
    const [old, fresh] = [changes.remove.shift(), changes.create.pop()];
    if (!old || !fresh) break;
    const { ports: _ports, ...kept } = draftOf(old, template, fresh.endpoints ?? []);
    changes.update.push({ ...kept, ...portsField(fresh.ports ?? []) });
  }
  return changes;
}

/** Writes the changes. */
export function applyChanges(changes: Changes, namespace: string, api: ClusterApi): Result<undefined, Status> {
  for (const slice of changes.create) {
    const created = api.create<EndpointSlice>(slice);
    // A namespace on its way out takes nothing in any more.
    if (!created.ok) return created.error.code === 403 ? ok(undefined) : created;
  }
  for (const slice of changes.update) {
    const updated = api.update<EndpointSlice>(slice);
    if (!updated.ok) return updated;
  }
  for (const slice of changes.remove) {
    const removed = api.delete(ENDPOINT_SLICE, namespace, slice.metadata?.name ?? '');
    if (!removed.ok && removed.error.code !== 404) return removed;
  }
  return ok(undefined);
}
