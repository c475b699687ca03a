// What a Job refers to, also where it is a CronJob's template.
import type { Field } from './field.ts';
import { containerReference, podReferences } from './podReferences.ts';
import type { Reference } from './referenceRules.ts';
import { selectorReference } from './selectorReference.ts';

/** The references of a Job's `spec`. */
export function* jobReferences(spec: Field): Iterable<Reference> {
  // Only with `manualSelector` is it written by hand, and then it must match the template.
  if (spec.flag('manualSelector')) yield* selectorReference(spec.get('selector'), 'selector');
  const template = spec.get('template');
  for (const rule of spec.items('podFailurePolicy', 'rules')) {
    yield* containerReference(rule.get('onExitCodes', 'containerName'), template);
  }
  yield* podReferences(template);
}
