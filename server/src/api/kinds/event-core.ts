// The rules of an Event of the core group. Source: pkg/registry/core/event/strategy.go, 1.36.
import type { FieldError } from '../fieldError.ts';
import { defineKind } from '../kindRules.ts';
import type { Event } from '../types.generated.ts';
import { validateEvent, validateEventUpdate, type EventFacts } from '../validation/event.ts';
import { validateObjectMeta } from '../validation/objectMeta.ts';
import { nameIsPathSegment } from '../validation/strings.ts';

const factsOf = (event: Event): EventFacts => ({
  ...event,
  subject: event.involvedObject,
  reportingController: event.reportingComponent,
  controllerField: 'reportingComponent',
});

export const kind = defineKind<Event>({
  gvk: { group: '', version: 'v1', kind: 'Event' },
  validate(event) {
    const errors: FieldError[] = validateEvent(factsOf(event), false);
    validateObjectMeta(errors, event.metadata, true, nameIsPathSegment, undefined, false);
    return errors;
  },
  validateUpdate: (event, old) => validateEventUpdate(factsOf(event), factsOf(old), false),
});
