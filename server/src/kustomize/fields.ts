// The fields of kustomization.yaml and of the files that it names.
// Source: sigs.k8s.io/kustomize/api v0.21.1 (types/, internal/plugins/builtinconfig/transformerconfig.go).
import type { GvkSelector } from './identity.ts';

type Texts = Readonly<Record<string, string>>;

/** Which objects are meant; regular expressions, in replacements' sources texts. */
export interface Selector extends GvkSelector {
  readonly name?: string;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly annotationSelector?: string;
}

export interface FieldSpec extends GvkSelector {
  readonly path?: string;
  readonly create?: boolean;
}

export interface LabelEntry {
  readonly pairs?: Texts;
  readonly includeSelectors?: boolean;
  readonly includeTemplates?: boolean;
  readonly fields?: readonly FieldSpec[];
}

export interface PatchEntry {
  readonly path?: string;
  readonly patch?: string;
  readonly target?: Selector;
  readonly options?: { readonly allowNameChange?: boolean; readonly allowKindChange?: boolean };
}

export interface GeneratorOptions {
  readonly labels?: Texts;
  readonly annotations?: Texts;
  readonly disableNameSuffixHash?: boolean;
  readonly immutable?: boolean;
}

export interface GeneratorEntry {
  readonly name?: string;
  readonly namespace?: string;
  readonly behavior?: string;
  readonly literals?: readonly string[];
  readonly files?: readonly string[];
  readonly envs?: readonly string[];
  readonly env?: string;
  readonly options?: GeneratorOptions;
  readonly type?: string;
}

export interface ImageEntry {
  readonly name?: string;
  readonly newName?: string;
  readonly newTag?: string;
  readonly tagSuffix?: string;
  readonly digest?: string;
}

export interface FieldOptions {
  readonly delimiter?: string;
  readonly index?: number;
  readonly create?: boolean;
}

export interface TargetEntry {
  readonly select?: Selector;
  readonly reject?: readonly Selector[];
  readonly fieldPaths?: readonly string[];
  readonly options?: FieldOptions;
}

export interface ReplacementEntry {
  readonly path?: string;
  readonly source?: Selector & { readonly fieldPath?: string; readonly options?: FieldOptions };
  readonly sourceValue?: string;
  readonly targets?: readonly TargetEntry[];
}

export interface VarEntry {
  readonly name?: string;
  readonly objref?: GvkSelector & { readonly apiVersion?: string; readonly name?: string; readonly namespace?: string };
  readonly fieldref?: { readonly fieldPath?: string };
}

/** The fields of a kustomization. */
export interface Fields {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly openapi?: Texts;
  readonly namePrefix?: string;
  readonly nameSuffix?: string;
  readonly namespace?: string;
  readonly commonLabels?: Texts;
  readonly labels?: readonly LabelEntry[];
  readonly commonAnnotations?: Texts;
  readonly patchesStrategicMerge?: readonly string[];
  readonly patchesJson6902?: readonly PatchEntry[];
  readonly patches?: readonly PatchEntry[];
  readonly images?: readonly ImageEntry[];
  readonly imageTags?: readonly ImageEntry[];
  readonly replacements?: readonly ReplacementEntry[];
  readonly replicas?: readonly { readonly name?: string; readonly count?: number }[];
  readonly vars?: readonly VarEntry[];
  readonly sortOptions?: {
    readonly order?: string;
    readonly legacySortOptions?: { readonly orderFirst?: readonly string[]; readonly orderLast?: readonly string[] };
  };
  readonly resources?: readonly string[];
  readonly components?: readonly string[];
  readonly crds?: readonly string[];
  readonly bases?: readonly string[];
  readonly configMapGenerator?: readonly GeneratorEntry[];
  readonly secretGenerator?: readonly GeneratorEntry[];
  readonly generatorOptions?: GeneratorOptions;
  readonly configurations?: readonly string[];
  readonly generators?: readonly string[];
  readonly transformers?: readonly string[];
  readonly validators?: readonly string[];
  readonly buildMetadata?: readonly string[];
  readonly helmCharts?: readonly unknown[];
  readonly helmChartInflationGenerator?: readonly unknown[];
}

/** The transformer configuration of a `configurations` file. Source: builtinconfig/transformerconfig.go. */
export interface ConfigurationFile {
  readonly namePrefix?: readonly FieldSpec[];
  readonly nameSuffix?: readonly FieldSpec[];
  readonly namespace?: readonly FieldSpec[];
  readonly commonLabels?: readonly FieldSpec[];
  readonly labels?: readonly FieldSpec[];
  readonly templateLabels?: readonly FieldSpec[];
  readonly commonAnnotations?: readonly FieldSpec[];
  readonly varReference?: readonly FieldSpec[];
  readonly images?: readonly FieldSpec[];
  readonly replicas?: readonly FieldSpec[];
  readonly nameReference?: readonly (GvkSelector & { readonly fieldSpecs?: readonly FieldSpec[] })[];
}
