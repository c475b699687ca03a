// Source: plugin/pkg/admission/limitranger/admission.go, 1.36.
import { compareText } from '../../base/compare.ts';
import type { FieldPath } from '../fieldPath.ts';
import { gvkOf } from '../gvk.ts';
import type { ApiObject } from '../kindRules.ts';
import type { Problem } from '../problem.ts';
import type { Surroundings } from '../surroundings.ts';
import { aggregate, type ResourceList } from '../defaults/resourceList.ts';
import { compareQuantity, formatQuantity, milliUnits, quantityOf, type Quantity } from '../quantity.ts';
import type { Container, LimitRange, LimitRangeItem, PersistentVolumeClaim, Pod, PodSpec } from '../types.generated.ts';

const LIMIT_RANGE = gvkOf('v1', 'LimitRange');
const ANNOTATION = 'kubernetes.io/limit-ranger';

/** Those of the object's namespace, by name. */
function limitRanges(around: Surroundings, object: ApiObject): readonly LimitRange[] {
  const namespace = object.metadata?.namespace ?? 'default';
  return [...around.all(LIMIT_RANGE)]
    .filter((range) => (range.metadata?.namespace ?? 'default') === namespace)
    .sort((a, b) => compareText(a.metadata?.name ?? '', b.metadata?.name ?? ''));
}

interface Refusal {
  readonly path: FieldPath;
  readonly message: string;
}

type Amounts = Map<string, Quantity>;
const amountsOf = (list: Readonly<Record<string, string>> | undefined): Amounts =>
  new Map(Object.entries(list ?? {}).map(([name, text]) => [name, quantityOf(text)]));

/** What the items for containers give together; a later one overrides. Source: defaultContainerResourceRequirements. */
function defaultsOf({ spec }: LimitRange): { readonly requests: ResourceList; readonly limits: ResourceList } {
  const items = (spec?.limits ?? []).filter(({ type }) => type === 'Container');
  return {
    requests: Object.assign({}, ...items.map((item) => item.defaultRequest)) as ResourceList,
    limits: Object.assign({}, ...items.map((item) => item.default)) as ResourceList,
  };
}

/** Fills in what a container does not say; gives the words of the annotation. Source: mergeContainerResources. */
function fill(container: Container, { requests, limits }: ReturnType<typeof defaultsOf>, which: string): string[] {
  const resources = (container.resources ??= {});
  const put = (kind: 'requests' | 'limits', defaults: ResourceList): string[] => {
    const given = resources[kind];
    const added = Object.keys(defaults)
      .filter((name) => !Object.hasOwn(given ?? {}, name))
      .sort(compareText);
    if (added.length === 0) return [];
    resources[kind] = { ...given, ...Object.fromEntries(added.map((name) => [name, defaults[name] ?? '0'])) };
    return [`${added.join(', ')} ${kind === 'requests' ? 'request' : 'limit'} for ${which} ${container.name ?? ''}`];
  };
  return [...put('requests', requests), ...put('limits', limits)];
}

/** Source: mergePodResourceRequirements. Of several LimitRanges the last one's words are kept. */
function admit(pod: Pod, range: LimitRange): void {
  const defaults = defaultsOf(range);
  const words = [
    ...(pod.spec?.containers ?? []).flatMap((container) => fill(container, defaults, 'container')),
    ...(pod.spec?.initContainers ?? []).flatMap((container) => fill(container, defaults, 'init container')),
  ];
  if (words.length === 0) return;
  const metadata = (pod.metadata ??= {});
  metadata.annotations = { ...metadata.annotations, [ANNOTATION]: `LimitRanger plugin set: ${words.join('; ')}` };
}

/** Pod-level amounts override the containers'; overhead does not count. Source: podRequests, podLimits. */
function podAmounts(spec: PodSpec, which: 'requests' | 'limits'): Amounts {
  const amounts = aggregate(spec, which);
  for (const [name, text] of Object.entries(spec.resources?.[which] ?? {})) {
    if (name === 'cpu' || name === 'memory') amounts.set(name, quantityOf(text));
  }
  return amounts;
}

interface Subject {
  readonly type: string;
  readonly requests: Amounts;
  readonly limits: Amounts;
  /** Where the amounts stand. */
  readonly at: FieldPath;
}

const pathOf = (subject: Subject, kind: 'requests' | 'limits', name: string, amounts: Amounts): FieldPath =>
  subject.at.length === 0 || !amounts.has(name) ? subject.at : [...subject.at, kind, { key: name }];

function checkMin(subject: Subject, name: string, least: Quantity): Refusal | undefined {
  const [request, limit] = [subject.requests.get(name), subject.limits.get(name)];
  const prefix = `minimum ${name} usage per ${subject.type} is ${formatQuantity(least)}`;
  const path = pathOf(subject, 'requests', name, subject.requests);
  if (request === undefined) return { path, message: `${prefix}.  No request is specified` };
  if (compareQuantity(request, least) < 0)
    return { path, message: `${prefix}, but request is ${formatQuantity(request)}` };
  if (limit === undefined || compareQuantity(limit, least) >= 0) return undefined;
  return {
    path: pathOf(subject, 'limits', name, subject.limits),
    message: `${prefix}, but limit is ${formatQuantity(limit)}`,
  };
}

function checkMax(subject: Subject, name: string, most: Quantity): Refusal | undefined {
  const [request, limit] = [subject.requests.get(name), subject.limits.get(name)];
  const prefix = `maximum ${name} usage per ${subject.type} is ${formatQuantity(most)}`;
  const path = pathOf(subject, 'limits', name, subject.limits);
  // Of a claim only the request counts.
  if (subject.type !== 'PersistentVolumeClaim') {
    if (limit === undefined) return { path, message: `${prefix}.  No limit is specified` };
    if (compareQuantity(limit, most) > 0) return { path, message: `${prefix}, but limit is ${formatQuantity(limit)}` };
  } else if (request === undefined) return { path, message: `${prefix}.  No request is specified` };
  if (request === undefined || compareQuantity(request, most) <= 0) return undefined;
  return {
    path: pathOf(subject, 'requests', name, subject.requests),
    message: `${prefix}, but request is ${formatQuantity(request)}`,
  };
}

function checkRatio(subject: Subject, name: string, most: Quantity): Refusal | undefined {
  const [request, limit] = [subject.requests.get(name), subject.limits.get(name)];
  const prefix = `${name} max limit to request ratio per ${subject.type} is ${formatQuantity(most)}`;
  const path = pathOf(subject, 'requests', name, subject.requests);
  if (request === undefined || request.nano === 0n) {
    return { path, message: `${prefix}, but no request is specified or request is 0` };
  }
  if (limit === undefined || limit.nano === 0n) {
    return { path, message: `${prefix}, but no limit is specified or limit is 0` };
  }
  const ratio = milliUnits(limit) / milliUnits(request);
  return ratio * 1000 > milliUnits(most)
    ? {
        path: pathOf(subject, 'limits', name, subject.limits),
        message: `${prefix}, but provided ratio is ${ratio.toFixed(6)}`,
      }
    : undefined;
}

function check(subject: Subject, item: LimitRangeItem): Refusal[] {
  const each = (
    list: Readonly<Record<string, string>> | undefined,
    test: (subject: Subject, name: string, bound: Quantity) => Refusal | undefined,
  ): Refusal[] =>
    [...amountsOf(list)]
      .sort(([a], [b]) => compareText(a, b))
      .flatMap(([name, bound]) => test(subject, name, bound) ?? []);
  const ratios = item.type === 'PersistentVolumeClaim' ? [] : each(item.maxLimitRequestRatio, checkRatio);
  return [...each(item.min, checkMin), ...each(item.max, checkMax), ...ratios];
}

function claimSubjects(claim: PersistentVolumeClaim, type: string): readonly Subject[] {
  const requests = amountsOf(claim.spec?.resources?.requests);
  return type === 'PersistentVolumeClaim' ? [{ type, requests, limits: new Map(), at: ['spec', 'resources'] }] : [];
}

function podSubjects({ spec = {} }: Pod, type: string): readonly Subject[] {
  if (type === 'Pod')
    return [{ type, requests: podAmounts(spec, 'requests'), limits: podAmounts(spec, 'limits'), at: [] }];
  if (type !== 'Container') return [];
  return (['containers', 'initContainers'] as const).flatMap((field) =>
    (spec[field] ?? []).map((container, index) => ({
      type,
      requests: amountsOf(container.resources?.requests),
      limits: amountsOf(container.resources?.limits),
      at: ['spec', field, index, 'resources'],
    })),
  );
}

/** Fills in what the containers of a Pod do not ask for, as the LimitRanges of its namespace say. */
export function applyLimitRanges(pod: Pod, around: Surroundings): void {
  for (const range of limitRanges(around, pod)) admit(pod, range);
}

/** What the LimitRanges of the namespace have against a new Pod: those of each that has anything. */
export const podLimitProblems = (pod: Pod, around: Surroundings): Problem[][] =>
  problemsOf(pod, around, (type) => podSubjects(pod, type));

/** What they have against a claim. */
export const claimLimitProblems = (claim: PersistentVolumeClaim, around: Surroundings): Problem[][] =>
  problemsOf(claim, around, (type) => claimSubjects(claim, type));

const problemsOf = (
  object: ApiObject,
  around: Surroundings,
  subjectsOf: (type: string) => readonly Subject[],
): Problem[][] =>
  limitRanges(around, object)
    .map((range) =>
      (range.spec?.limits ?? []).flatMap((item) =>
        subjectsOf(item.type ?? '').flatMap((subject) => check(subject, item).map(problemOfRefusal)),
      ),
    )
    .filter((problems) => problems.length > 0);

const problemOfRefusal = ({ path, message }: Refusal): Problem => ({
  stage: 'admit',
  reason: 'Forbidden',
  path,
  message,
});
