// Descriptions of nodes and namespaces. Source: kubectl/pkg/describe/describe.go, 1.36.
import { compareText } from '../../../base/compare.ts';
import { podLimits, podRequests, type ResourceMap } from '../../../api/podRequests.ts';
import { addQuantity, formatQuantity, milliUnits, quantityOf, ZERO, type Quantity } from '../../../api/quantity.ts';
import type { Lease, LimitRange, Namespace, Node, Pod, ResourceQuota } from '../../../api/types.generated.ts';
import type { DeepReadonly, ReadApi } from '../../../cluster/controller.ts';
import { LEASE, POD } from '../../../cluster/kinds.ts';
import { LIMIT_RANGE, RESOURCE_QUOTA } from '../../../cluster/types.ts';
import { ageOf, longTime } from '../times.ts';
import { rolesOf } from '../words.ts';
import { events, type Describer, type Page } from './page.ts';

function leaseOf(page: Page, name: string, read: ReadApi): void {
  const lease = read.get<Lease>(LEASE, 'kube-node-lease', name);
  if (!lease) {
    page.field('Lease', `Failed to get lease: leases.coordination.k8s.io "${name}" not found`);
    return;
  }
  const { holderIdentity, acquireTime, renewTime } = lease.spec ?? {};
  page.line(0, 'Lease:');
  page.field('HolderIdentity', holderIdentity ?? '<unset>', 1);
  page.field('AcquireTime', acquireTime === undefined ? '<unset>' : longTime(acquireTime), 1);
  page.field('RenewTime', renewTime === undefined ? '<unset>' : longTime(renewTime), 1);
}

function amounts(page: Page, title: string, list: Readonly<Record<string, string>> | undefined): void {
  const names = Object.keys(list ?? {}).sort(compareText);
  if (names.length > 0) page.line(0, `${title}:`);
  for (const name of names) page.field(name, list?.[name], 1);
}

/** `100m (2%)`: an amount and its part of what there is, cut to a whole number. */
function share(amount: Quantity | undefined, whole: Quantity): string {
  const own = amount ?? ZERO;
  const all = milliUnits(whole);
  return `${formatQuantity(own)} (${all === 0 ? 0 : Math.trunc((milliUnits(own) / all) * 100)}%)`;
}

const STANDARD = ['cpu', 'memory', 'ephemeral-storage', 'pods'];

function allocated(page: Page, node: DeepReadonly<Node>, pods: readonly DeepReadonly<Pod>[], now: number): void {
  const has = (name: string): Quantity => quantityOf((node.status?.allocatable ?? node.status?.capacity)?.[name]);
  const requests: ResourceMap = new Map();
  const limits: ResourceMap = new Map();
  const add = (into: ResourceMap, more: ResourceMap): void => {
    for (const [name, amount] of more) into.set(name, addQuantity(into.get(name) ?? ZERO, amount));
  };
  page.field('Non-terminated Pods', `(${pods.length} in total)`);
  page.line(1, 'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge');
  page.line(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---');
  for (const { metadata, spec } of pods) {
    const [wanted, most] = [podRequests(spec ?? {}), podLimits(spec ?? {})];
    add(requests, wanted);
    add(limits, most);
    const cells = ['cpu', 'memory'].flatMap((name) => [
      share(wanted.get(name), has(name)),
      share(most.get(name), has(name)),
    ]);
    page.line(
      1,
      [metadata?.namespace, metadata?.name, '', ...cells, ageOf(metadata?.creationTimestamp, now)].join('\t'),
    );
  }
  page.line(0, 'Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)');
  page.line(1, 'Resource\tRequests\tLimits');
  page.line(1, '--------\t--------\t------');
  const others = Object.keys(node.status?.allocatable ?? {}).sort(compareText);
  const huge = others.filter((name) => name.startsWith('hugepages-'));
  for (const name of [...STANDARD.slice(0, 3), ...huge]) {
    page.line(1, `${name}\t${share(requests.get(name), has(name))}\t${share(limits.get(name), has(name))}`);
  }
  for (const name of others.filter((one) => !STANDARD.includes(one) && !huge.includes(one))) {
    page.line(1, `${name}\t${formatQuantity(requests.get(name) ?? ZERO)}\t${formatQuantity(limits.get(name) ?? ZERO)}`);
  }
}

function system(page: Page, { status, spec }: DeepReadonly<Node>): void {
  const info = status?.nodeInfo;
  page.line(0, 'System Info:');
  page.field('Machine ID', info?.machineID, 1);
  page.field('System UUID', info?.systemUUID, 1);
  page.field('Boot ID', info?.bootID, 1);
  page.field('Kernel Version', info?.kernelVersion, 1);
  page.field('OS Image', info?.osImage, 1);
  page.field('Operating System', info?.operatingSystem, 1);
  page.field('Architecture', info?.architecture, 1);
  page.field('Container Runtime Version', info?.containerRuntimeVersion, 1);
  page.field('Kubelet Version', info?.kubeletVersion, 1);
  page.optional('PodCIDR', spec?.podCIDR);
  page.optional('PodCIDRs', (spec?.podCIDRs ?? []).join(','));
  page.optional('ProviderID', spec?.providerID);
}

/** A node. Source: describeNode. */
export const node: Describer<Node> = (page, object, context) => {
  const { metadata, spec, status } = object;
  const name = metadata?.name ?? '';
  page.field('Name', name);
  page.field('Roles', rolesOf(object));
  page.labels('Labels', metadata?.labels);
  page.annotations('Annotations', metadata?.annotations);
  page.field('CreationTimestamp', longTime(metadata?.creationTimestamp));
  const taints = (spec?.taints ?? []).toSorted((a, b) =>
    compareText(`${a.effect ?? ''},${a.key ?? ''}`, `${b.effect ?? ''},${b.key ?? ''}`),
  );
  page.list(
    'Taints',
    taints.map(({ key = '', value = '', effect = '' }) => `${key}${value === '' ? '' : `=${value}`}:${effect}`),
  );
  page.field('Unschedulable', spec?.unschedulable === true);
  leaseOf(page, name, context.read);
  if ((status?.conditions ?? []).length > 0) {
    page.line(0, 'Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage');
    page.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
  }
  for (const one of status?.conditions ?? []) {
    const times = `${longTime(one.lastHeartbeatTime)} \t${longTime(one.lastTransitionTime)}`;
    page.line(1, `${one.type ?? ''} \t${one.status ?? ''} \t${times} \t${one.reason ?? ''} \t${one.message ?? ''}`);
  }
  page.line(0, 'Addresses:');
  for (const { type = '', address } of status?.addresses ?? []) page.field(type, address, 1);
  amounts(page, 'Capacity', status?.capacity);
  amounts(page, 'Allocatable', status?.allocatable);
  system(page, object);
  const pods = context.read
    .list<Pod>(POD)
    .filter((pod) => pod.spec?.nodeName === name && !['Succeeded', 'Failed'].includes(pod.status?.phase ?? ''));
  allocated(page, object, pods, context.now);
  events(page, object, context);
};

function quotas(page: Page, list: readonly DeepReadonly<ResourceQuota>[]): void {
  page.line(0, list.length === 0 ? 'No resource quota.' : 'Resource Quotas');
  for (const { metadata, spec, status } of list) {
    page.field('Name', metadata?.name, 1);
    const scopes = [...(spec?.scopes ?? [])].sort(compareText);
    if (scopes.length > 0) page.field('Scopes', scopes.join(', '), 1);
    page.line(1, 'Resource\tUsed\tHard');
    page.line(1, '--------\t---\t---');
    for (const name of Object.keys(status?.hard ?? {}).sort(compareText)) {
      page.line(1, `${name}\t${status?.used?.[name] ?? '0'}\t${status?.hard?.[name] ?? ''}`);
    }
  }
}

/** The rows of a LimitRange. Upstream walks over a map here; this keeps to the alphabet. */
function limits(page: Page, list: readonly DeepReadonly<LimitRange>[], indent: string): void {
  for (const { type = '', max, min, default: limit, defaultRequest, maxLimitRequestRatio: ratio } of list.flatMap(
    ({ spec }) => spec?.limits ?? [],
  )) {
    const all = [min, max, defaultRequest, limit, ratio];
    const names = new Set(all.flatMap((amount) => Object.keys(amount ?? {})));
    for (const name of [...names].sort(compareText)) {
      page.line(0, `${indent}${[type, name, ...all.map((amount) => amount?.[name] ?? '-')].join('\t')}`);
    }
  }
}

/** A LimitRange. Source: describeLimitRange. */
export const limitRange: Describer<LimitRange> = (page, object) => {
  page.field('Name', object.metadata?.name);
  page.field('Namespace', object.metadata?.namespace);
  page.line(0, 'Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio');
  page.line(0, '----\t--------\t---\t---\t---------------\t-------------\t-----------------------');
  limits(page, [object], '');
};

/** A namespace with its quotas and limits. Source: describeNamespace. */
export const namespace: Describer<Namespace> = (page, { metadata, status }, { read }) => {
  const name = metadata?.name ?? '';
  page.field('Name', name);
  page.labels('Labels', metadata?.labels);
  page.annotations('Annotations', metadata?.annotations);
  page.field('Status', status?.phase);
  if ((status?.conditions ?? []).length > 0) {
    page.line(0, 'Conditions:');
    page.line(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage');
    page.line(1, '----\t------\t------------------\t------\t-------');
  }
  for (const one of status?.conditions ?? []) {
    page.line(1, [one.type, one.status, longTime(one.lastTransitionTime), one.reason, one.message].join('\t'));
  }
  page.line(0, '');
  quotas(page, read.list<ResourceQuota>(RESOURCE_QUOTA, name));
  page.line(0, '');
  const ranges = read.list<LimitRange>(LIMIT_RANGE, name);
  if (ranges.length === 0) {
    page.line(0, 'No LimitRange resource.');
    return;
  }
  page.line(
    0,
    'Resource Limits\n Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio\n ----\t--------\t---\t---\t---------------\t-------------\t-----------------------',
  );
  limits(page, ranges, ' ');
};
