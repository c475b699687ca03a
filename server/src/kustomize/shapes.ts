// What the fields of a kustomization may hold.
// Source: sigs.k8s.io/kustomize/api v0.21.1 (types/).

/** What a field may hold. `string?` also says absent and empty apart. */
export type Shape =
  'string' | 'bool' | 'int' | 'any' | readonly [Shape] | { readonly [field: string]: Shape } | TextMap;

/** A mapping of texts. */
export class TextMap {
  readonly of = 'string';
}
const TEXTS = new TextMap();

const GVK: { readonly [field: string]: Shape } = { group: 'string', version: 'string', kind: 'string' };
const SELECTOR = {
  ...GVK,
  name: 'string',
  namespace: 'string',
  labelSelector: 'string',
  annotationSelector: 'string',
} satisfies Shape;
const FIELD_SPEC = { ...GVK, path: 'string', create: 'bool' } satisfies Shape;
const PATCH = {
  path: 'string',
  patch: 'string',
  target: SELECTOR,
  options: { allowNameChange: 'bool', allowKindChange: 'bool' },
} satisfies Shape;
const GENERATOR_OPTIONS = {
  labels: TEXTS,
  annotations: TEXTS,
  disableNameSuffixHash: 'bool',
  immutable: 'bool',
} satisfies Shape;
const GENERATOR = {
  namespace: 'string',
  name: 'string',
  behavior: 'string',
  literals: ['string'],
  files: ['string'],
  envs: ['string'],
  env: 'string',
  options: GENERATOR_OPTIONS,
} satisfies Shape;
const IMAGE = {
  name: 'string',
  newName: 'string',
  tagSuffix: 'string',
  newTag: 'string',
  digest: 'string',
} satisfies Shape;
const FIELD_OPTIONS = { delimiter: 'string', index: 'int', encoding: 'string', create: 'bool' } satisfies Shape;
/** An entry of `replacements`. */
export const REPLACEMENT = {
  path: 'string',
  source: { ...GVK, name: 'string', namespace: 'string', fieldPath: 'string', options: FIELD_OPTIONS },
  sourceValue: 'string',
  targets: [{ select: SELECTOR, reject: [SELECTOR], fieldPaths: ['string'], options: FIELD_OPTIONS }],
} satisfies Shape;

/** kustomization.yaml. */
export const KUSTOMIZATION = {
  apiVersion: 'string',
  kind: 'string',
  metadata: { name: 'string', namespace: 'string', labels: TEXTS, annotations: TEXTS },
  openapi: TEXTS,
  namePrefix: 'string',
  nameSuffix: 'string',
  namespace: 'string',
  commonLabels: TEXTS,
  labels: [{ pairs: TEXTS, includeSelectors: 'bool', includeTemplates: 'bool', fields: [FIELD_SPEC] }],
  commonAnnotations: TEXTS,
  patchesStrategicMerge: ['string'],
  patchesJson6902: [PATCH],
  patches: [PATCH],
  images: [IMAGE],
  imageTags: [IMAGE],
  replacements: [REPLACEMENT],
  replicas: [{ name: 'string', count: 'int' }],
  vars: [
    {
      name: 'string',
      objref: { ...GVK, apiVersion: 'string', name: 'string', namespace: 'string' },
      fieldref: { fieldPath: 'string' },
    },
  ],
  sortOptions: { order: 'string', legacySortOptions: { orderFirst: ['string'], orderLast: ['string'] } },
  resources: ['string'],
  components: ['string'],
  crds: ['string'],
  bases: ['string'],
  configMapGenerator: [GENERATOR],
  secretGenerator: [{ ...GENERATOR, type: 'string' }],
  helmGlobals: 'any',
  helmCharts: ['any'],
  helmChartInflationGenerator: ['any'],
  generatorOptions: GENERATOR_OPTIONS,
  configurations: ['string'],
  generators: ['string'],
  transformers: ['string'],
  validators: ['string'],
  buildMetadata: ['string'],
} satisfies Shape;

const SPECS = [FIELD_SPEC] satisfies Shape;

/** A file of `configurations`. */
export const CONFIGURATION = {
  namePrefix: SPECS,
  nameSuffix: SPECS,
  namespace: SPECS,
  commonLabels: SPECS,
  labels: SPECS,
  templateLabels: SPECS,
  commonAnnotations: SPECS,
  varReference: SPECS,
  images: SPECS,
  replicas: SPECS,
  nameReference: [{ ...GVK, fieldSpecs: [FIELD_SPEC] }],
} satisfies Shape;
