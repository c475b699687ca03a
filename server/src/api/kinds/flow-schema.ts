// The rules of a FlowSchema. Source: pkg/registry/flowcontrol/flowschema/strategy.go, pkg/apis/flowcontrol/v1/defaults.go, 1.36.
import { defineKind } from '../kindRules.ts';
import { beginLife, countGeneration, keepStatus } from '../strategy.ts';
import type { FlowSchema } from '../types.generated.ts';
import { validateFlowSchema } from '../validation/flowSchema.ts';
import { validateObjectMetaUpdate } from '../validation/objectMeta.ts';

const DEFAULT_PRECEDENCE = 1000;

export const kind = defineKind<FlowSchema>({
  gvk: { group: 'flowcontrol.apiserver.k8s.io', version: 'v1', kind: 'FlowSchema' },
  setDefaults(schema) {
    (schema.spec ??= {}).matchingPrecedence ||= DEFAULT_PRECEDENCE;
  },
  prepareForCreate: (schema) => beginLife(schema),
  prepareForUpdate(schema, old) {
    keepStatus(schema, old);
    countGeneration(schema, old);
  },
  validate: validateFlowSchema,
  validateUpdate(schema, old) {
    const errors = validateFlowSchema(schema);
    validateObjectMetaUpdate(errors, schema.metadata, old.metadata, undefined, false);
    return errors;
  },
});
