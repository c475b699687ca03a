// Source: plugin/pkg/admission/limitranger/admission.go, 1.36.
import { compareText } from '../../base/compare.ts';
import type { FieldPath } from '../fieldPath.ts';
import { gvkOf } from '../gvk.ts';
import type { ApiObject } from '../kindRules.ts';
import type { Problem } from '../problem.ts';
import type { Surroundings } from '../surroundings.ts';
import { aggregate } from '../defaults/resourceList.ts';
import { compareQuantity, formatQuantity, milliUnits, quantityOf, type Quantity } from '../quantity.ts';
import type { Container, LimitRange, LimitRangeItem, PersistentVolumeClaim, Pod } from '../types.generated.ts';

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

type Amounts = ReadonlyMap<string, Quantity>;
const amountsOf = (list: Readonly<Record<string, string>> | undefined): Amounts =>
  new Map(Object.entries(list ?? {}).map(([name, text]) => [name, quantityOf(text)]));

/** Fills in what a container does not say; returns the words of the annotation. */
function fill(container: Container, item: LimitRangeItem, which: string): readonly string[] {
  const words: string[] = [];
  const resources = (container.resources ??= {});
  const put = (kind: 'requests' | 'limits', defaults: Readonly<Record<string, string>> | undefined): void => {
    const given = (resources[kind] ??= {});
    const added = Object.keys(defaults ?? {})
      .filter((name) => !Object.hasOwn(given, name))
      .sort(compareText);
    for (const name of added) given[name] = defaults?.[name] ?? '0';
    const word = kind === 'requests' ? 'request' : 'limit';
    if (added.length > 0) words.push(`${added.join(', ')} ${word} for ${which} ${container.name ?? ''}`);
    if (Object.keys(given).length === 0) delete resources[kind];
  };
  put('requests', item.defaultRequest);
  put('limits', item.default);
  return words;
}

function admit(pod: Pod, ranges: readonly LimitRange[]): void {
  for (const range of ranges) {
    const words = (range.spec?.limits ?? [])
      .filter((item) => item.type === 'Container')
      .flatMap((item) => [
        ...(pod.spec?.containers ?? []).flatMap((container) => fill(container, item, 'container')),
        ...(pod.spec?.initContainers ?? []).flatMap((container) => fill(container, item, 'init container')),
      ]);
    if (words.length > 0) {
      const metadata = (pod.metadata ??= {});
      metadata.annotations = { ...metadata.annotations, [ANNOTATION]: `LimitRanger plugin set: ${words.join('; ')}` };
    }
  }
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
  ): Refusal[] => [...amountsOf(list)].flatMap(([name, bound]) => test(subject, name, bound) ?? []);
  const ratios = item.type === 'PersistentVolumeClaim' ? [] : each(item.maxLimitRequestRatio, checkRatio);
  return [...each(item.min, checkMin), ...each(item.max, checkMax), ...ratios];
}

function claimSubjects(claim: PersistentVolumeClaim, type: string): readonly Subject[] {
  const requests = amountsOf(claim.spec?.resources?.requests);
  return type === 'PersistentVolumeClaim' ? [{ type, requests, limits: new Map(), at: ['spec', 'resources'] }] : [];
}

function podSubjects({ spec = {} }: Pod, type: string): readonly Subject[] {
  if (type === 'Pod')
    return [{ type, requests: aggregate(spec, 'requests'), limits: aggregate(spec, 'limits'), at: [] }];
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
  admit(pod, limitRanges(around, pod));
}

/** What the LimitRanges of the namespace have against a new Pod. */
export const podLimitProblems = (pod: Pod, around: Surroundings): Problem[] =>
  problemsOf(pod, around, (type) => podSubjects(pod, type));

/** What they have against a claim. */
export const claimLimitProblems = (claim: PersistentVolumeClaim, around: Surroundings): Problem[] =>
  problemsOf(claim, around, (type) => claimSubjects(claim, type));

const problemsOf = (
  object: ApiObject,
  around: Surroundings,
  subjectsOf: (type: string) => readonly Subject[],
): Problem[] =>
  limitRanges(around, object).flatMap((range) =>
    (range.spec?.limits ?? []).flatMap((item) =>
      subjectsOf(item.type ?? '').flatMap((subject) => check(subject, item).map(problemOfRefusal)),
    ),
  );

const problemOfRefusal = ({ path, message }: Refusal): Problem => ({
  stage: 'admit',
  reason: 'Forbidden',
  path,
  message,
});
