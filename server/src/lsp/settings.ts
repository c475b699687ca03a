// The `drydock.*` settings, read tolerantly: a wrong value counts as not set.

import { settingsFrom, VERSION_NAMES, type Settings as CheckSettings } from '../diagnostics/configuration.ts';
import { DEFAULT_VERSION, formatVersion } from '../diagnostics/kubernetesVersion.ts';

/** What a folder's settings say. */
export interface Settings {
  /** `drydock.enable` */
  readonly enable: boolean;
  /** `drydock.kubernetesVersion`: `1.28` to `1.36`. */
  readonly kubernetesVersion: string;
  /** `drydock.exclude`: globs, relative to the folder, of files that are not read unless they are opened. */
  readonly exclude: readonly string[];
  /** `drydock.inlayHints.defaults` */
  readonly inlayDefaults: boolean;
  /** `drydock.inlayHints.references` */
  readonly inlayReferences: boolean;
  /** `drydock.codeLens` */
  readonly codeLens: boolean;
  /** `drydock.kubernetesVersion`, `drydock.groups` and `drydock.rules`, as checking takes them. */
  readonly checks: CheckSettings;
  /** The object as the client gave it, for handlers with settings of their own (`drydock.cluster.nodes`). */
  readonly raw: Readonly<Record<string, unknown>>;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const record = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {});

const bool = (value: unknown, otherwise: boolean): boolean => (typeof value === 'boolean' ? value : otherwise);

/** The setting at `name` (`inlayHints.defaults`), whether the client nests sections or not. */
export function settingAt(raw: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(raw, name)) return raw[name];
  let value: unknown = raw;
  for (const step of name.split('.')) {
    if (!isRecord(value) || !Object.hasOwn(value, step)) return undefined;
    value = value[step];
  }
  return value;
}

/** Reads the answer to `workspace/configuration` for the section `drydock`. */
export function readSettings(answer: unknown): Settings {
  const raw = record(answer);
  const version = settingAt(raw, 'kubernetesVersion');
  const exclude = settingAt(raw, 'exclude');
  return {
    enable: bool(settingAt(raw, 'enable'), true),
    kubernetesVersion: VERSION_NAMES.find((known) => known === version) ?? formatVersion(DEFAULT_VERSION),
    exclude: Array.isArray(exclude) ? exclude.filter((item): item is string => typeof item === 'string') : [],
    inlayDefaults: bool(settingAt(raw, 'inlayHints.defaults'), false),
    inlayReferences: bool(settingAt(raw, 'inlayHints.references'), true),
    codeLens: bool(settingAt(raw, 'codeLens'), true),
    checks: settingsFrom({
      kubernetesVersion: settingAt(raw, 'kubernetesVersion'),
      groups: settingAt(raw, 'groups'),
      rules: settingAt(raw, 'rules'),
    }),
    raw,
  };
}
