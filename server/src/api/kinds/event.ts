// The rules of an Event of events.k8s.io. Source: pkg/registry/core/event/strategy.go, pkg/apis/events/v1/conversion.go, 1.36.
import { defineKind } from '../kindRules.ts';
import type { EventsV1Event } from '../types.generated.ts';
import { validateEvent, validateEventUpdate, type EventFacts } from '../validation/event.ts';

const factsOf = (event: EventsV1Event): EventFacts => ({
  ...event,
  subject: event.regarding,
  message: event.note,
  source: event.deprecatedSource,
  firstTimestamp: event.deprecatedFirstTimestamp,
  lastTimestamp: event.deprecatedLastTimestamp,
  count: event.deprecatedCount,
  controllerField: 'reportingController',
});

export const kind = defineKind<EventsV1Event>({
  gvk: { group: 'events.k8s.io', version: 'v1', kind: 'Event' },
  validate: (event) => validateEvent(factsOf(event), true),
  validateUpdate: (event, old) => validateEventUpdate(factsOf(event), factsOf(old), true),
});
