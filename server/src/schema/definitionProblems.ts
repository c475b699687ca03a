// The schemas in a CustomResourceDefinition: what stands below `items`, `additionalProperties` and the like may have
// several types, so that it is looked into here, with the words that the decoder has for the rest.
// Source: staging/src/k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1/marshal.go, 1.36.
import { gvkKey, type GroupVersionKind } from '../api/gvk.ts';
import type { ApiObject } from '../api/kindRules.ts';
import type { Problem } from '../api/problem.ts';
import { definitionFaults } from '../api/validation/definition/definition.ts';
import type { SchemaFault } from '../api/validation/definition/schemaProps.ts';
import { jsonKind } from './problems.ts';

const DEFINITION = gvkKey({ group: 'apiextensions.k8s.io', version: 'v1', kind: 'CustomResourceDefinition' });

function sentence({ path, value, goType }: SchemaFault): string {
  if (goType === 'v1.JSONSchemaPropsOrBool') return 'boolean or JSON schema expected';
  const kind = jsonKind(value);
  const shown = kind === 'number' && goType === 'int64' ? `number ${String(value)}` : kind;
  const place = path.filter((step) => typeof step === 'string').join('.');
  return `json: cannot unmarshal ${shown} into Go struct field JSONSchemaProps.${place} of type ${goType}`;
}

/** The wrong types in the schemas of a definition that decoding the definition itself does not see. */
export function definitionProblems(gvk: GroupVersionKind, object: ApiObject): readonly Problem[] {
  if (gvkKey(gvk) !== DEFINITION) return [];
  return definitionFaults(object).map((fault) => ({
    stage: 'decode',
    reason: 'WrongType',
    path: fault.path,
    message: sentence(fault),
    value: fault.value,
  }));
}
