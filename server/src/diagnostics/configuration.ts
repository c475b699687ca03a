// `.drydock.yaml`: what it may say, what a text says, and what is wrong with it. Also the editor's settings, which say
// the same things in the same words.
import picomatch from 'picomatch';
import type { FieldPath } from '../api/fieldPath.ts';
import { readPlainYaml, type PlainYaml } from '../manifest/plain.ts';
import { allCodes } from './codes.ts';
import type { Finding, Fix, Severity } from './finding.ts';
import {
  DEFAULT_VERSION,
  formatVersion,
  NEWEST_MINOR,
  OLDEST_MINOR,
  parseVersion,
  type KubernetesVersion,
} from './kubernetesVersion.ts';
import { nearest } from './nearest.ts';
import { readRequiredKeys, type RequiredMetadata } from './requiredKeys.ts';
import type { RuleGroup } from './rule.ts';

/** How a rule is set. */
export type RuleSetting = Severity | 'off';

/** How a group is set. */
export type GroupSetting = 'off' | 'on' | 'recommended' | 'strict';

/** What a configuration says; what it does not say stays as it was. */
export interface Settings {
  readonly version?: KubernetesVersion;
  readonly groups: Readonly<Partial<Record<RuleGroup, GroupSetting>>>;
  readonly rules: ReadonlyMap<string, RuleSetting>;
  readonly required?: RequiredMetadata;
}

/** One `.drydock.yaml`. */
export interface Configuration extends Settings {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly overrides: ReadonlyArray<Settings & { readonly files: readonly string[] }>;
}

/** What holds for one file. */
export interface FileSettings {
  readonly version: KubernetesVersion;
  readonly groups: Readonly<Partial<Record<RuleGroup, GroupSetting>>>;
  readonly rules: ReadonlyMap<string, RuleSetting>;
  readonly required: RequiredMetadata;
  /** Whether the file is left in peace. */
  readonly excluded: boolean;
}

export const NO_SETTINGS: Settings = { groups: {}, rules: new Map() };

export const SEVERITIES: readonly RuleSetting[] = ['off', 'error', 'warning', 'info', 'hint'];

/** The values that each group may have. */
export const GROUP_VALUES: Readonly<Record<RuleGroup, readonly GroupSetting[]>> = {
  correctness: ['off', 'on'],
  references: ['off', 'on'],
  practice: ['off', 'recommended', 'strict'],
};

/** The versions that may be named. */
export const VERSION_NAMES: readonly string[] = Array.from({ length: NEWEST_MINOR - OLDEST_MINOR + 1 }, (_, n) =>
  formatVersion({ minor: OLDEST_MINOR + n }),
);

/** The fields of a configuration with a sentence each, for completion and hover. */
export const CONFIGURATION_FIELDS: Readonly<Record<string, string>> = {
  kubernetesVersion: 'The Kubernetes version that manifests are checked for, 1.28 to 1.36.',
  groups: 'Groups of rules: correctness and references (on or off), practice (off, recommended or strict).',
  rules: 'Single rules by their code: off, error, warning, info or hint.',
  requiredLabels: 'Labels that every object must have: a list of names, or names with the values that they may have.',
  requiredAnnotations: 'Annotations that every object must have, as requiredLabels.',
  include: 'Globs of the files to check, relative to this file; all if there are none.',
  exclude: 'Globs of files to leave in peace, relative to this file.',
  overrides: 'Other settings for some files: each entry has files (globs) and what else this file may say of rules.',
};

/** The fields that an entry of `overrides` may have as well. */
export const OVERRIDABLE: readonly string[] = [
  'kubernetesVersion',
  'groups',
  'rules',
  'requiredLabels',
  'requiredAnnotations',
];

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Something wrong in a configuration. */
interface Complaint {
  readonly path: FieldPath;
  readonly part: 'key' | 'value';
  readonly message: string;
  readonly code: string;
  readonly meant?: string | undefined;
}

/** A configuration's name, wherever it stands. */
export const isConfiguration = (uri: string): boolean => /(?:^|\/)\.drydock\.ya?ml$/.test(uri);

/** Reads a value of any origin: a parsed file or the editor's settings. What is wrong is said and counts as not set. */
class Reader {
  readonly complaints: Complaint[] = [];

  complain(path: FieldPath, part: 'key' | 'value', message: string, known: readonly string[] = [], text = ''): void {
    // `warn` for `warning` is too many letters off to be a slip.
    const begun = text.length > 2 ? known.filter((name) => name.startsWith(text)) : [];
    const meant = nearest(text, known) ?? (begun.length === 1 ? begun[0] : undefined);
    const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`;
    this.complaints.push({ path, part, message: `${message}${hint}`, code: 'configuration', meant });
  }

  keys(value: unknown, path: FieldPath, known: readonly string[]): Readonly<Record<string, unknown>> {
    if (value === undefined || value === null) return {};
    if (!isMap(value)) {
      this.complain(path, 'value', 'This must be a mapping.');
      return {};
    }
    for (const key of Object.keys(value)) {
      if (known.includes(key)) continue;
      this.complain(
        [...path, path.at(-1) === 'rules' ? { key } : key],
        'key',
        `There is no setting "${key}" here.`,
        known,
        key,
      );
    }
    return value;
  }

  texts(value: unknown, path: FieldPath): readonly string[] {
    if (value === undefined || value === null) return [];
    if (typeof value === 'string') return [value];
    if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
    this.complain(path, 'value', 'This must be a list of globs.');
    return [];
  }

  version(value: unknown, path: FieldPath): KubernetesVersion | undefined {
    if (value === undefined || value === null) return undefined;
    // `1.30` without quotes is the number 1.3.
    const text = typeof value === 'number' ? String(value) : value;
    const version =
      typeof text === 'string' ? (parseVersion(text) ?? (value === 1.3 ? { minor: 30 } : undefined)) : undefined;
    if (version === undefined)
      this.complain(path, 'value', `This must be a Kubernetes version, one of ${VERSION_NAMES.join(', ')}.`);
    return version;
  }

  groups(value: unknown, path: FieldPath): Settings['groups'] {
    const out: Partial<Record<RuleGroup, GroupSetting>> = {};
    const names = Object.keys(GROUP_VALUES) as RuleGroup[];
    const map = this.keys(value, path, names);
    for (const name of names) {
      if (!Object.hasOwn(map, name)) continue;
      const setting = this.choice(map[name], [...path, name], GROUP_VALUES[name]);
      if (setting !== undefined) out[name] = setting;
    }
    return out;
  }

  rules(value: unknown, path: FieldPath): ReadonlyMap<string, RuleSetting> {
    const codes = allCodes();
    const map = this.keys(value, path, codes);
    const out = new Map<string, RuleSetting>();
    for (const [code, item] of Object.entries(map)) {
      const setting = this.choice(item, [...path, { key: code }], SEVERITIES);
      if (setting !== undefined) out.set(code, setting);
    }
    return out;
  }

  /** `off` and `on` without quotes are booleans to YAML. */
  choice<T extends string>(value: unknown, path: FieldPath, allowed: readonly T[]): T | undefined {
    const text = value === false ? 'off' : value === true ? 'on' : value;
    const found = allowed.find((candidate) => candidate === text);
    if (found === undefined) {
      this.complain(
        path,
        'value',
        `This must be one of ${allowed.join(', ')}.`,
        allowed,
        typeof text === 'string' ? text : '',
      );
    }
    return found;
  }

  required(value: Readonly<Record<string, unknown>>, path: FieldPath, name: string) {
    return readRequiredKeys(value[name], [...path, name], (at, message) => this.complain(at, 'value', message));
  }

  settings(value: Readonly<Record<string, unknown>>, path: FieldPath): Settings {
    const version = this.version(value['kubernetesVersion'], [...path, 'kubernetesVersion']);
    const labels = this.required(value, path, 'requiredLabels');
    const annotations = this.required(value, path, 'requiredAnnotations');
    return {
      ...(version === undefined ? {} : { version }),
      groups: this.groups(value['groups'], [...path, 'groups']),
      rules: this.rules(value['rules'], [...path, 'rules']),
      required: { ...(labels === undefined ? {} : { labels }), ...(annotations === undefined ? {} : { annotations }) },
    };
  }
}

/** A configuration from a value, and what is wrong with it. */
function fromValue(value: unknown, reader: Reader): Configuration {
  const map = reader.keys(value, [], Object.keys(CONFIGURATION_FIELDS));
  const list = map['overrides'];
  const overrides = Array.isArray(list) ? list : [];
  if (list !== undefined && list !== null && !Array.isArray(list)) {
    reader.complain(['overrides'], 'value', 'This must be a list.');
  }
  return {
    ...reader.settings(map, []),
    include: reader.texts(map['include'], ['include']),
    exclude: reader.texts(map['exclude'], ['exclude']),
    overrides: overrides.map((item: unknown, index) => {
      const path = ['overrides', index];
      const entry = reader.keys(item, path, ['files', ...OVERRIDABLE]);
      return { ...reader.settings(entry, path), files: reader.texts(entry['files'], [...path, 'files']) };
    }),
  };
}

/** Reads the editor's settings (`drydock.groups`, `drydock.rules`, `drydock.kubernetesVersion`); wrong ones are ignored. */
export function settingsFrom(value: unknown): Settings {
  const { version, groups, rules } = fromValue(value, new Reader());
  return { ...(version === undefined ? {} : { version }), groups, rules };
}

/** Reads a `.drydock.yaml`. */
export function readConfiguration(text: string): Configuration {
  return fromValue(readPlainYaml(text).value, new Reader());
}

/** What is wrong with a `.drydock.yaml`, as findings. */
export function configurationFindings(uri: string, text: string): readonly Finding[] {
  const yaml = readPlainYaml(text);
  const reader = new Reader();
  if (yaml.problems.length === 0) fromValue(yaml.value, reader);
  const base = { severity: 'warning', uri, resource: undefined } as const;
  return [
    ...yaml.problems.map((problem) => ({ ...base, ...problem, code: problem.code, related: [] })),
    ...reader.complaints.map(({ path, part, message, code, meant }) => ({
      ...base,
      code,
      message,
      path,
      range: yaml.rangeOf(path, part) ?? yaml.nearestRange(path),
      fixes: () => meantFix(uri, yaml, path, part, meant),
    })),
  ];
}

function meantFix(
  uri: string,
  yaml: PlainYaml,
  path: FieldPath,
  part: 'key' | 'value',
  meant: string | undefined,
): readonly Fix[] {
  const range = yaml.rangeOf(path, part);
  if (meant === undefined || range === undefined) return [];
  return [{ title: `Change to "${meant}"`, edits: [{ uri, edits: [{ range, newText: meant }] }], preferred: true }];
}

const matches = (globs: readonly string[], path: string): boolean =>
  globs.length > 0 && picomatch([...globs], { dot: true })(path);

const merge = (base: Settings, over: Settings): Settings => ({
  ...base,
  ...(over.version === undefined ? {} : { version: over.version }),
  groups: { ...base.groups, ...over.groups },
  rules: new Map([...base.rules, ...over.rules]),
  required: { ...base.required, ...over.required },
});

/** The configurations of a workspace: the nearest one up the tree holds for a file. */
export class Configurations {
  readonly #files = new Map<string, Configuration>();
  readonly #settings = new Map<string, FileSettings>();
  #defaults: (uri: string) => Settings;

  constructor(defaults: (uri: string) => Settings = () => NO_SETTINGS) {
    this.#defaults = defaults;
  }

  /** The editor's settings have changed. */
  setDefaults(defaults: (uri: string) => Settings): void {
    this.#defaults = defaults;
    this.#settings.clear();
  }

  /** A configuration is new, has changed, or is gone (undefined). */
  set(uri: string, text: string | undefined): void {
    if (text === undefined) this.#files.delete(folderOf(uri));
    else this.#files.set(folderOf(uri), readConfiguration(text));
    this.#settings.clear();
  }

  /** A file is gone: nothing of it is kept. */
  forget(uri: string): void {
    this.#settings.delete(uri);
  }

  /** What holds for a file. */
  for(uri: string): FileSettings {
    const known = this.#settings.get(uri);
    if (known !== undefined) return known;
    const made = this.#make(uri);
    this.#settings.set(uri, made);
    return made;
  }

  #make(uri: string): FileSettings {
    const defaults = this.#defaults(uri);
    let folder: string | undefined = folderOf(uri);
    while (folder !== undefined && !this.#files.has(folder)) folder = parentOf(folder);
    const configuration = folder === undefined ? undefined : this.#files.get(folder);
    if (folder === undefined || configuration === undefined) return finish(defaults, false);
    const path = decode(uri.slice(folder.length + (folder.endsWith('/') || folder === '' ? 0 : 1)));
    const overridden = configuration.overrides
      .filter((entry) => matches(entry.files, path))
      .reduce(merge, merge(defaults, configuration));
    const included = configuration.include.length === 0 || matches(configuration.include, path);
    return finish(overridden, !included || matches(configuration.exclude, path));
  }
}

const finish = (settings: Settings, excluded: boolean): FileSettings => ({
  version: settings.version ?? DEFAULT_VERSION,
  groups: settings.groups,
  rules: settings.rules,
  required: settings.required ?? {},
  excluded,
});

/** The folder part of a uri, without the slash at its end. "" where there is none. */
const folderOf = (uri: string): string => uri.slice(0, Math.max(0, uri.lastIndexOf('/')));

const parentOf = (folder: string): string | undefined => {
  if (folder === '') return undefined;
  const slash = folder.lastIndexOf('/');
  return slash < 0 ? '' : folder.slice(0, slash);
};

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
