// LimitRanger: default requests and limits, and what is too little or too much.
// Source: plugin/pkg/admission/limitranger/admission.go, 1.36.
import { compareText } from '../../base/compare.ts';
import { compareQuantity, formatQuantity, milliUnits, quantityOf } from '../../api/quantity.ts';
import type { Container, LimitRange, LimitRangeItem, PersistentVolumeClaim, Pod } from '../../api/types.generated.ts';
import { forbiddenStatus } from '../../api/status.ts';
import type { AdmissionPlugin } from '../admissionPlugin.ts';
import type { DeepReadonly } from '../controller.ts';
import { LIMIT_RANGE } from '../types.ts';
import { podLimits, podRequests, type ResourceMap } from '../../api/podRequests.ts';

const ANNOTATION = 'kubernetes.io/limit-ranger';

type Amounts = Readonly<Record<string, string>>;

const amountsOf = (sums: ResourceMap): Amounts =>
  Object.fromEntries([...sums].map(([name, amount]) => [name, formatQuantity(amount)]));

const sortedEntries = (amounts: Amounts | undefined): Array<[string, string]> =>
  Object.entries(amounts ?? {}).sort(([a], [b]) => compareText(a, b));

/** Fills in what a container leaves out; gives what was filled in, for the annotation. */
function fill(container: Container, requests: Amounts, limits: Amounts, what: string): string[] {
  const resources = (container.resources ??= {});
  const said: string[] = [];
  const missing = (own: Amounts | undefined, defaults: Amounts): string[] =>
    Object.keys(defaults)
      .filter((name) => !Object.hasOwn(own ?? {}, name))
      .sort(compareText);
  const newLimits = missing(resources.limits, limits);
  const newRequests = missing(resources.requests, requests);
  for (const name of newLimits) resources.limits = { ...resources.limits, [name]: limits[name] ?? '' };
  for (const name of newRequests) resources.requests = { ...resources.requests, [name]: requests[name] ?? '' };
  if (newRequests.length > 0) said.push(`${newRequests.join(', ')} request for ${what} ${container.name ?? ''}`);
  if (newLimits.length > 0) said.push(`${newLimits.join(', ')} limit for ${what} ${container.name ?? ''}`);
  return said;
}

function fillPod(pod: Pod, range: DeepReadonly<LimitRange>): void {
  const requests: Record<string, string> = {};
  const limits: Record<string, string> = {};
  for (const item of range.spec?.limits ?? []) {
    if (item.type !== 'Container') continue;
    Object.assign(requests, item.defaultRequest);
    Object.assign(limits, item.default);
  }
  const said = [
    ...(pod.spec?.containers ?? []).flatMap((container) => fill(container, requests, limits, 'container')),
    ...(pod.spec?.initContainers ?? []).flatMap((container) => fill(container, requests, limits, 'init container')),
  ];
  if (said.length === 0) return;
  const meta = (pod.metadata ??= {});
  meta.annotations = { ...meta.annotations, [ANNOTATION]: `LimitRanger plugin set: ${said.join('; ')}` };
}

const shown = (text: string): string => formatQuantity(quantityOf(text));
const below = (a: string, b: string): boolean => compareQuantity(quantityOf(a), quantityOf(b)) < 0;

function tooLittle(type: string, name: string, least: string, requests: Amounts, limits: Amounts): string | undefined {
  const rule = `minimum ${name} usage per ${type} is ${shown(least)}`;
  const request = requests[name];
  const limit = limits[name];
  if (request === undefined) return `${rule}.  No request is specified`;
  if (below(request, least)) return `${rule}, but request is ${shown(request)}`;
  if (limit !== undefined && below(limit, least)) return `${rule}, but limit is ${shown(limit)}`;
  return undefined;
}

function tooMuch(type: string, name: string, most: string, requests: Amounts, limits: Amounts): string | undefined {
  const rule = `maximum ${name} usage per ${type} is ${shown(most)}`;
  const request = requests[name];
  const limit = limits[name];
  if (limit === undefined) return `${rule}.  No limit is specified`;
  if (below(most, limit)) return `${rule}, but limit is ${shown(limit)}`;
  if (request !== undefined && below(most, request)) return `${rule}, but request is ${shown(request)}`;
  return undefined;
}

function tooUneven(type: string, name: string, ratio: string, requests: Amounts, limits: Amounts): string | undefined {
  const rule = `${name} max limit to request ratio per ${type} is ${shown(ratio)}`;
  const request = milliUnits(quantityOf(requests[name]));
  const limit = milliUnits(quantityOf(limits[name]));
  if (request === 0) return `${rule}, but no request is specified or request is 0`;
  if (limit === 0) return `${rule}, but no limit is specified or limit is 0`;
  const observed = limit / request;
  return observed * 1000 > milliUnits(quantityOf(ratio))
    ? `${rule}, but provided ratio is ${observed.toFixed(6)}`
    : undefined;
}

/** What one item of a LimitRange has against these amounts. */
function complaints(item: DeepReadonly<LimitRangeItem>, requests: Amounts, limits: Amounts): string[] {
  const type = item.type ?? '';
  return [
    ...sortedEntries(item.min).map(([name, least]) => tooLittle(type, name, least, requests, limits)),
    ...sortedEntries(item.max).map(([name, most]) => tooMuch(type, name, most, requests, limits)),
    ...sortedEntries(item.maxLimitRequestRatio).map(([name, ratio]) => tooUneven(type, name, ratio, requests, limits)),
  ].filter((text) => text !== undefined);
}

function podComplaints(pod: DeepReadonly<Pod>, range: DeepReadonly<LimitRange>): string[] {
  return (range.spec?.limits ?? []).flatMap((item) => {
    if (item.type === 'Pod')
      return complaints(item, amountsOf(podRequests(pod.spec ?? {})), amountsOf(podLimits(pod.spec ?? {})));
    if (item.type !== 'Container') return [];
    const all = [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])];
    return all.flatMap(({ resources }) => complaints(item, resources?.requests ?? {}, resources?.limits ?? {}));
  });
}

function claimComplaints(claim: DeepReadonly<PersistentVolumeClaim>, range: DeepReadonly<LimitRange>): string[] {
  const requests = claim.spec?.resources?.requests ?? {};
  return (range.spec?.limits ?? [])
    .filter(({ type }) => type === 'PersistentVolumeClaim')
    .flatMap(({ type = '', min, max }) => [
      ...sortedEntries(min).map(([name, least]) => tooLittle(type, name, least, requests, {})),
      ...sortedEntries(max).map(([name, most]) => {
        const rule = `maximum ${name} usage per ${type} is ${shown(most)}`;
        const request = requests[name];
        if (request === undefined) return `${rule}.  No request is specified`;
        return below(most, request) ? `${rule}, but request is ${shown(request)}` : undefined;
      }),
    ])
    .filter((text) => text !== undefined);
}

export const admissionPlugin: AdmissionPlugin = {
  name: 'LimitRanger',
  order: 11,
  admit({ operation, gvk, namespace, subresource }, object, api) {
    if (operation !== 'CREATE' || gvk.kind !== 'Pod' || gvk.group !== '' || subresource !== undefined) return undefined;
    for (const range of api.list<LimitRange>(LIMIT_RANGE, namespace)) fillPod(object, range);
    return undefined;
  },
  validate({ operation, gvk, namespace, name, subresource }, object, api) {
    const isPod = gvk.kind === 'Pod' && operation === 'CREATE';
    const isClaim = gvk.kind === 'PersistentVolumeClaim' && operation !== 'DELETE';
    if (gvk.group !== '' || subresource !== undefined || (!isPod && !isClaim)) return undefined;
    for (const range of api.list<LimitRange>(LIMIT_RANGE, namespace)) {
      const errors = isPod ? podComplaints(object, range) : claimComplaints(object, range);
      if (errors.length === 0) continue;
      const text = errors.length === 1 ? errors.join('') : `[${errors.join(', ')}]`;
      return forbiddenStatus('', isPod ? 'pods' : 'persistentvolumeclaims', name, text);
    }
    return undefined;
  },
};
