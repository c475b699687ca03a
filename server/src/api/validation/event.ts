// What the API server refuses of Events, old (v1) and new (events.k8s.io/v1), which are one object in two spellings.
// Source: pkg/apis/core/validation/events.go, 1.36.
import { invalid, required, type FieldError } from '../fieldError.ts';
import type { FieldPath } from '../fieldPath.ts';
import type { ObjectMeta, ObjectReference } from '../types.generated.ts';
import { checkImmutable, complain } from './fields.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './objectMeta.ts';
import { isDns1123Subdomain, isQualifiedName, longerThan, nameIsDnsSubdomain } from './strings.ts';

/** What both spellings say, under one set of names, with where it stands in the file. */
export interface EventFacts {
  readonly metadata?: ObjectMeta | undefined;
  readonly eventTime?: string | undefined;
  readonly subject?: ObjectReference | undefined;
  readonly related?: ObjectReference | undefined;
  readonly reportingController?: string | undefined;
  readonly reportingInstance?: string | undefined;
  readonly action?: string | undefined;
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  readonly type?: string | undefined;
  readonly series?: { readonly count?: number | undefined; readonly lastObservedTime?: string | undefined } | undefined;
  readonly source?: { readonly component?: string | undefined; readonly host?: string | undefined } | undefined;
  readonly firstTimestamp?: string | undefined;
  readonly lastTimestamp?: string | undefined;
  readonly count?: number | undefined;
  /** How this version spells the controller that reports. */
  readonly controllerField: 'reportingController' | 'reportingComponent';
}

const MAX_LENGTH = 128;
const MAX_NOTE_LENGTH = 1024;

function requireText(errors: FieldError[], path: FieldPath, value: string | undefined): void {
  if (!value) errors.push(required(path));
  else limit(errors, path, value, MAX_LENGTH);
}

function limit(errors: FieldError[], path: FieldPath, value: string, max: number): void {
  if (longerThan(value, max)) errors.push(invalid(path, '', `can have at most ${max} characters`));
}

function validateNamespaces(errors: FieldError[], event: EventFacts, allowed: readonly string[]): void {
  const namespace = event.metadata?.namespace ?? '';
  const subject = event.subject?.namespace ?? '';
  if (subject === '' ? allowed.includes(namespace) : subject === namespace) return;
  errors.push(invalid(['involvedObject', 'namespace'], subject, 'does not match event.namespace'));
}

/** Source: legacyValidateEvent. A namespace that is not written is the request's, so nothing is said about it. */
function validateLegacy(errors: FieldError[], event: EventFacts): void {
  const namespace = event.metadata?.namespace;
  if (event.eventTime === undefined) {
    if (namespace !== undefined) validateNamespaces(errors, event, ['', 'default']);
  } else {
    if (namespace !== undefined && !event.subject?.namespace)
      validateNamespaces(errors, event, ['default', 'kube-system']);
    const controller = event.reportingController ?? '';
    if (controller === '') errors.push(required([event.controllerField]));
    complain(errors, [event.controllerField], controller, isQualifiedName(controller));
    requireText(errors, ['reportingInstance'], event.reportingInstance);
    requireText(errors, ['action'], event.action);
    requireText(errors, ['reason'], event.reason);
    limit(errors, ['message'], event.message ?? '', MAX_NOTE_LENGTH);
  }
  if (namespace !== undefined) complain(errors, ['namespace'], namespace, isDns1123Subdomain(namespace));
}

function validateSeries(errors: FieldError[], event: EventFacts): void {
  if (!event.series) return;
  if ((event.series.count ?? 0) < 2) errors.push(invalid(['series', 'count'], '', 'should be at least 2'));
  if (event.series.lastObservedTime === undefined) errors.push(required(['series', 'lastObservedTime']));
}

/** Source: ValidateEventCreate; `strict` for events.k8s.io/v1. */
export function validateEvent(event: EventFacts, strict: boolean): FieldError[] {
  const errors: FieldError[] = [];
  validateLegacy(errors, event);
  if (!strict) return errors;
  validateObjectMeta(errors, event.metadata, true, nameIsDnsSubdomain);
  validateSeries(errors, event);
  if (event.eventTime === undefined) errors.push(required(['eventTime']));
  if (event.type !== 'Normal' && event.type !== 'Warning') {
    errors.push(invalid(['type'], '', `has invalid value: ${event.type ?? ''}`));
  }
  const unset: ReadonlyArray<readonly [string, unknown]> = [
    ['firstTimestamp', event.firstTimestamp],
    ['lastTimestamp', event.lastTimestamp],
    ['count', event.count === 0 ? undefined : event.count],
    ['source', event.source?.component || event.source?.host ? event.source : undefined],
  ];
  for (const [field, value] of unset) {
    if (value !== undefined) errors.push(invalid([field], '', 'needs to be unset'));
  }
  return errors;
}

const FIXED = ['subject', 'reason', 'message', 'source', 'firstTimestamp', 'lastTimestamp', 'count', 'type'] as const;
const FIXED_TOO = ['eventTime', 'action', 'related', 'reportingController', 'reportingInstance'] as const;

/** Source: ValidateEventUpdate. */
export function validateEventUpdate(event: EventFacts, old: EventFacts, strict: boolean): FieldError[] {
  const errors: FieldError[] = [];
  validateObjectMetaUpdate(errors, event.metadata, old.metadata);
  validateLegacy(errors, event);
  if (!strict) return errors;
  if (JSON.stringify(event.series) !== JSON.stringify(old.series)) validateSeries(errors, event);
  for (const field of [...FIXED, ...FIXED_TOO]) {
    // Neither the source nor the subject is a pointer: without fields they are the same as absent.
    const isStruct = field === 'subject' || field === 'source';
    const [now, before] = isStruct ? [event[field] ?? {}, old[field] ?? {}] : [event[field], old[field]];
    checkImmutable(errors, [field === 'subject' ? 'involvedObject' : field], now, before);
  }
  return errors;
}
