// What the API server does with a custom resource: the rules of a kind, made from its definition.
// Source: staging/src/k8s.io/apiextensions-apiserver/pkg/registry/customresource/{strategy,validator}.go, 1.36.
import { deepEqual } from '../../base/compare.ts';
import type { FieldError } from '../fieldError.ts';
import type { ApiObject, KindRules } from '../kindRules.ts';
import { keepStatus } from '../strategy.ts';
import { isStandardFinalizer, validateObjectMeta, validateObjectMetaUpdate } from '../validation/objectMeta.ts';
import { isQualifiedName, nameIsDnsSubdomain } from '../validation/strings.ts';
import { applyDefaults } from './defaults.ts';
import type { CustomKind } from './definition.ts';
import { validateEmbedded } from './embedded.ts';
import { validateListTypes } from './listTypes.ts';
import { prune, pruneNulls } from './prune.ts';
import { validateScale } from './scale.ts';
import type { StructuralSchema } from './structuralSchema.ts';

type CustomObject = ApiObject & Record<string, unknown>;

/**
 * The errors of a value by its schema, in the server's words. `old` is what is stored: what has not changed is not
 * complained about. Implemented in schema/.
 */
export type ValueCheck = (schema: StructuralSchema, value: unknown, old?: { readonly value: unknown }) => FieldError[];

/** The rules of a custom kind. */
export function customRules(kind: CustomKind, checkValue: ValueCheck): KindRules {
  const { schema, scale, hasStatus, resource, definition } = kind;

  /** What comes after the metadata, of creates and updates alike. */
  const validateContent = (errors: FieldError[], object: CustomObject, old: CustomObject | undefined): void => {
    errors.push(...checkValue(schema, object, old && { value: old }));
    if (scale !== undefined) validateScale(errors, object, scale);
    validateEmbedded(errors, object, schema);
    if (old === undefined || !hasListErrors(old, schema)) validateListTypes(errors, object, schema);
  };

  return {
    gvk: kind.gvk,
    setDefaults: (object) => {
      applyDefaults(object, schema);
    },
    prepareForCreate(object: CustomObject) {
      if (hasStatus) delete object['status'];
      (object.metadata ??= {}).generation = 1;
    },
    prepareForUpdate(object: CustomObject, old: CustomObject) {
      if (hasStatus) keepStatus(object, old);
      const generation = old.metadata?.generation ?? 0;
      const same = deepEqual({ ...object, metadata: null }, { ...old, metadata: null });
      (object.metadata ??= {}).generation = same ? generation : generation + 1;
    },
    validate(object: CustomObject) {
      const errors: FieldError[] = [];
      validateObjectMeta(errors, object.metadata, resource.namespaced, nameIsDnsSubdomain, ['metadata'], false);
      validateContent(errors, object, undefined);
      return errors;
    },
    validateUpdate(object: CustomObject, old: CustomObject) {
      const errors: FieldError[] = [];
      validateObjectMetaUpdate(errors, object.metadata, old.metadata, ['metadata'], false);
      validateContent(errors, object, old);
      return errors;
    },
    storeAndRead(object: CustomObject) {
      const stored = [...definition.versions.values()].find(({ storage }) => storage);
      if (stored === undefined || stored.schema === schema) return;
      // Without a webhook, versions are converted by their names alone; what the other one does not have is lost.
      for (const version of [stored, kind]) {
        prune(object, version.schema);
        pruneNulls(object, version.schema);
        if (version === stored) applyDefaults(object, version.schema);
      }
    },
    warnings: (object, old) => [
      ...(kind.deprecation === undefined ? [] : [kind.deprecation]),
      ...finalizerWarnings(object, old),
    ],
  };
}

/** Whether what is stored has errors of this sort already: then nothing is said of them. */
function hasListErrors(old: CustomObject, schema: StructuralSchema): boolean {
  const errors: FieldError[] = [];
  validateListTypes(errors, old, schema);
  return errors.length > 0;
}

/** Source: generateWarningsFromObj. */
function finalizerWarnings(object: ApiObject, old: ApiObject | undefined): string[] {
  const before = new Set(old?.metadata?.finalizers);
  const added = [...new Set(object.metadata?.finalizers)].filter((name) => !before.has(name)).sort();
  return added.flatMap((name) => {
    const said = (what: string): string => `metadata.finalizers: ${JSON.stringify(name)}: ${what}`;
    const complaints = isQualifiedName(name).map(said);
    if (name.includes('/') || isStandardFinalizer(name)) return complaints;
    const path = name.includes('.') ? ' including a path (/)' : '';
    return [
      ...complaints,
      said(
        `prefer a domain-qualified finalizer name${path} to avoid accidental conflicts with other finalizer writers`,
      ),
    ];
  });
}
