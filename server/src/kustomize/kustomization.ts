// kustomization.yaml and the files of fields that it names.
// Source: sigs.k8s.io/kustomize/api v0.21.1 (types/kustomization.go, internal/target/kusttarget.go).
import type { FieldPath } from '../api/fieldPath.ts';
import { readPlainYaml, type PlainYaml } from '../manifest/plain.ts';
import { decode } from './decode.ts';
import type { ConfigurationFile, Fields, ReplacementEntry } from './fields.ts';
import type { Place } from './node.ts';
import { Refusal } from './refusal.ts';
import { CONFIGURATION, KUSTOMIZATION, REPLACEMENT } from './shapes.ts';

/** A kustomization: its fields and where they stand. */
export interface KustomizationFile {
  readonly path: string;
  /** What its paths are relative to. */
  readonly folder: string;
  readonly fields: Fields;
  readonly text: string;
  /** The place of a field's value; where it is not written, that of what lacks it. */
  place(...path: FieldPath): Place;
}

function placeIn(file: string, yaml: PlainYaml, path: FieldPath): Place {
  const range = yaml.rangeOf(path, 'value') ?? yaml.nearestRange(path);
  const key = typeof path.at(-1) === 'string' ? yaml.rangeOf(path, 'key') : undefined;
  return key === undefined ? { file, range } : { file, range, key };
}

function readYaml(path: string, text: string, prefix: string): PlainYaml {
  const yaml = readPlainYaml(text);
  const problem = yaml.problems.find(({ code }) => code !== 'duplicate-key');
  if (problem === undefined) return yaml;
  const words = `${prefix}error converting YAML to JSON: yaml: ${problem.message}`;
  throw new Refusal(words, { file: path, range: problem.range });
}

const isSet = ([name, value]: readonly [string, unknown]): boolean =>
  name !== 'kind' && name !== 'apiVersion' && value !== '';

/** Reads a kustomization. Throws a Refusal. */
export function readKustomization(path: string, folder: string, text: string): KustomizationFile {
  const prefix = 'invalid Kustomization: ';
  const yaml = readYaml(path, text, prefix);
  const place = (...at: FieldPath): Place => placeIn(path, yaml, at);
  const fields = (decode(yaml.value, KUSTOMIZATION, (at) => place(...at), prefix) ?? {}) as Fields;
  if (!Object.entries(fields).some(isSet)) throw new Refusal('kustomization.yaml is empty', place());
  const kind = fields.kind === undefined || fields.kind === '' ? 'Kustomization' : fields.kind;
  const under = `Failed to read kustomization file under ${folder}:\n`;
  if (kind !== 'Kustomization' && kind !== 'Component') {
    throw new Refusal(`${under}kind should be Kustomization or Component`, place('kind'));
  }
  const { apiVersion = '' } = fields;
  const wanted = `kustomize.config.k8s.io/${kind === 'Component' ? 'v1alpha1' : 'v1beta1'}`;
  if (apiVersion !== '' && apiVersion !== wanted) {
    throw new Refusal(`${under}apiVersion for ${kind} should be ${wanted}`, place('apiVersion'));
  }
  return { path, folder, fields: { ...fields, kind }, text, place };
}

/** Reads a file of replacements: one, or a list of them. Throws a Refusal. */
export function readReplacements(path: string, text: string): readonly ReplacementEntry[] {
  const yaml = readYaml(path, text, '');
  const placeOf = (at: FieldPath): Place => placeIn(path, yaml, at);
  if (Array.isArray(yaml.value)) return decode(yaml.value, [REPLACEMENT], placeOf, '') as readonly ReplacementEntry[];
  if (typeof yaml.value === 'object' && yaml.value !== null) {
    return [decode(yaml.value, REPLACEMENT, placeOf, '') as ReplacementEntry];
  }
  throw new Refusal('unsupported replacement type encountered within replacement path: invalid', placeOf([]));
}

/** Reads a file of transformer configurations. Throws a Refusal. */
export function readConfiguration(path: string, text: string): ConfigurationFile {
  const yaml = readYaml(path, text, '');
  return decode(yaml.value, CONFIGURATION, (at) => placeIn(path, yaml, at), '') ?? {};
}
