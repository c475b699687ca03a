// The rules of a CustomResourceDefinition. What it makes of other objects is not here.
// Source: staging/src/k8s.io/apiextensions-apiserver/pkg/registry/customresourcedefinition/strategy.go,
// pkg/apis/apiextensions/v1/defaults.go, 1.36.
import { defineKind } from '../kindRules.ts';
import { countGeneration, keepStatus } from '../strategy.ts';
import type { CustomResourceDefinition, JSONSchemaProps } from '../types.generated.ts';
import { validateDefinition, validateDefinitionUpdate } from '../validation/definition/definition.ts';
import { storedSchema } from '../validation/definition/schemaProps.ts';
import { definitionWarnings } from '../validation/definition/warnings.ts';

/** Versions that objects may be stored in. */
function rememberStorageVersion(definition: CustomResourceDefinition): void {
  const name = definition.spec?.versions?.find((version) => version.storage === true)?.name;
  const status = (definition.status ??= {});
  if (name === undefined || status.storedVersions?.includes(name) === true) return;
  status.storedVersions = [...(status.storedVersions ?? []), name];
}

export const kind = defineKind<CustomResourceDefinition>({
  gvk: { group: 'apiextensions.k8s.io', version: 'v1', kind: 'CustomResourceDefinition' },
  setDefaults(definition) {
    const spec = (definition.spec ??= {});
    const names = (spec.names ??= {});
    const { kind: own = '' } = names;
    if (own !== '') {
      names.singular ||= own.toLowerCase();
      names.listKind ||= `${own}List`;
    }
    spec.conversion ??= { strategy: 'None' };
    const service = spec.conversion.webhook?.clientConfig?.service;
    if (service) service.port ??= 443;
    for (const { schema } of spec.versions ?? []) {
      if (schema?.openAPIV3Schema) schema.openAPIV3Schema = storedSchema(schema.openAPIV3Schema) as JSONSchemaProps;
    }
  },
  prepareForCreate(definition) {
    definition.status = {};
    rememberStorageVersion(definition);
    (definition.metadata ??= {}).generation = 1;
  },
  prepareForUpdate(definition, old) {
    keepStatus(definition, old);
    countGeneration(definition, old);
    rememberStorageVersion(definition);
  },
  validate: validateDefinition,
  validateUpdate: validateDefinitionUpdate,
  warnings: definitionWarnings,
});
