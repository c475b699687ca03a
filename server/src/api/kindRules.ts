// What the API server knows of one kind. One file per kind under kinds/; the registry is generated from the folder.
import type { ValueCheck } from './customResources/rules.ts';
import type { FieldError } from './fieldError.ts';
import type { GroupVersionKind } from './gvk.ts';
import type { Problem } from './problem.ts';
import type { Surroundings } from './surroundings.ts';
import type { ObjectMeta } from './types.generated.ts';

/** Any API object after decoding: right types, no unknown fields, nulls removed. */
export interface ApiObject {
  apiVersion?: string | undefined;
  kind?: string | undefined;
  metadata?: ObjectMeta | undefined;
}

/**
 * The rules of one kind, in the order in which a request meets them. All functions are pure but for the object that
 * they are told to change, and never throw on any decoded object.
 */
export interface KindRules<T extends ApiObject = ApiObject> {
  readonly gvk: GroupVersionKind;
  /** Fills in defaults, in place. Source: pkg/apis/<group>/<version>/defaults.go. */
  setDefaults?(object: T): void;
  /**
   * What the admission plugins of a default cluster set, in place, after defaulting and before `prepareFor…`, and what
   * they refuse (stage `admit`). Only what the object and its surroundings tell; `old` is there on updates.
   * The engine has its plugins for this; they call the same functions.
   */
  admit?(object: T, old: T | undefined, around: Surroundings): Problem[];
  /** What the server drops or sets before it validates a create, in place. Source: pkg/registry/…/strategy.go. */
  prepareForCreate?(object: T): void;
  /** The same before an update; `old` is what is stored and is not changed. */
  prepareForUpdate?(object: T, old: T): void;
  /** The errors of a create, metadata included; `check` knows of values and schemas. Source: pkg/apis/<group>/validation/validation.go. */
  validate(object: T, check: ValueCheck): FieldError[];
  /** The errors of an update, those of `validate` included where upstream does. */
  validateUpdate?(object: T, old: T, check: ValueCheck): FieldError[];
  /** What storing the object and reading it back makes of it, in place. */
  storeAndRead?(object: T): void;
  /** The server's warnings (`Warning:` headers). */
  warnings?(object: T, old?: T): string[];
}

/** Gives a kind's rules their place in the registry: `export const kind = defineKind<Deployment>({ … })`. */
export const defineKind = <T extends ApiObject>(rules: KindRules<T>): KindRules => rules;
