// Which fields transformers change, by type: sets of field specs and how they merge.
// Source: sigs.k8s.io/kustomize/api v0.21.1 (types/fieldspec.go, internal/plugins/builtinconfig/).
import type { ConfigurationFile, FieldSpec } from './fields.ts';
import { selectsGvk, type GvkSelector } from './identity.ts';
import type { Place } from './node.ts';
import { DEFAULT_FIELD_SPECS } from './defaultFieldSpecs.ts';
import { compareSelectors } from './order.ts';
import { Refusal } from './refusal.ts';

/** A kind whose name others refer to, and the fields in which they do. */
export interface NameReference extends GvkSelector {
  readonly fieldSpecs: readonly FieldSpec[];
}

type Lists = {
  readonly [Name in Exclude<keyof ConfigurationFile, 'nameReference'>]-?: readonly FieldSpec[];
};

/** All field specs of a build. */
export interface FieldSpecs extends Lists {
  readonly nameReference: readonly NameReference[];
}

const LISTS: readonly (keyof Lists)[] = [
  'namePrefix',
  'nameSuffix',
  'namespace',
  'commonLabels',
  'labels',
  'templateLabels',
  'commonAnnotations',
  'varReference',
  'images',
  'replicas',
];

const full = ({ group = '', version = '', kind = '' }: GvkSelector) => ({ group, version, kind });

/** Whether a spec that is there stands for another one, too. */
const covers = (known: FieldSpec, other: FieldSpec): boolean =>
  selectsGvk(other, full(known)) && (known.path ?? '') === (other.path ?? '');

/** Adds specs that are not there yet. Those that differ in whether they create the field cannot be merged. */
export function mergeSpecs(
  known: readonly FieldSpec[],
  more: readonly FieldSpec[],
  place: Place | undefined,
): readonly FieldSpec[] {
  let out = known;
  for (const spec of more) {
    const found = out.find((other) => covers(other, spec));
    if (found === undefined) out = [...out, spec];
    else if ((found.create ?? false) !== (spec.create ?? false)) throw new Refusal('conflicting fieldspecs', place);
  }
  return out;
}

const sameType = (a: GvkSelector, b: GvkSelector): boolean => {
  const [x, y] = [full(a), full(b)];
  return x.group === y.group && x.version === y.version && x.kind === y.kind;
};

function mergeReferences(
  known: readonly NameReference[],
  more: readonly NameReference[],
  place: Place | undefined,
): readonly NameReference[] {
  const out = [...known];
  for (const reference of more) {
    const at = out.findIndex((other) => sameType(other, reference));
    const found = out[at];
    if (found === undefined) out.push(reference);
    else out[at] = { ...found, fieldSpecs: mergeSpecs(found.fieldSpecs, reference.fieldSpecs, place) };
  }
  return out;
}

/** Merges two sets; `place` is where a conflict is shown. What comes out is sorted, which decides the next merge. */
export function mergeFieldSpecs(known: FieldSpecs, more: FieldSpecs, place: Place | undefined): FieldSpecs {
  // All but those with `configurations` have the very same set.
  if (more === NONE || (more === DEFAULTS && known === DEFAULTS)) return known;
  if (more === DEFAULTS && known === NONE) return more;
  const lists = LISTS.map((name) => [name, sorted(mergeSpecs(known[name], more[name], place))] as const);
  return {
    ...(Object.fromEntries(lists) as unknown as Lists),
    nameReference: sorted(mergeReferences(known.nameReference, more.nameReference, place)),
  };
}

const sorted = <T extends GvkSelector>(list: readonly T[]): readonly T[] => [...list].sort(compareSelectors);

/** The specs of a configuration file. */
export function fieldSpecsOf(file: ConfigurationFile): FieldSpecs {
  const lists = LISTS.map((name) => [name, sorted(file[name] ?? [])] as const);
  const references = (file.nameReference ?? []).map((entry) => ({ ...entry, fieldSpecs: entry.fieldSpecs ?? [] }));
  return {
    ...(Object.fromEntries(lists) as unknown as Lists),
    nameReference: sorted(references),
  };
}

/** No specs at all: what a build begins with. */
export const NONE: FieldSpecs = fieldSpecsOf({});

/** Kustomize's own. */
export const DEFAULTS: FieldSpecs = fieldSpecsOf(DEFAULT_FIELD_SPECS);
