// The rules of a ConfigMap. Source: pkg/registry/core/configmap/strategy.go, 1.36.
import { defineKind } from '../kindRules.ts';
import type { ConfigMap } from '../types.generated.ts';
import { validateConfigMap, validateConfigMapUpdate } from '../validation/configMap.ts';

export const kind = defineKind<ConfigMap>({
  gvk: { group: '', version: 'v1', kind: 'ConfigMap' },
  validate: validateConfigMap,
  validateUpdate: validateConfigMapUpdate,
});
