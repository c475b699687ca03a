// How a volume type and the rule of its source are tied together.
import type { FieldError } from '../../fieldError.ts';
import type { FieldPath } from '../../fieldPath.ts';
import type { Volume } from '../../types.generated.ts';
import type { PodOptions } from './options.ts';

/** The rule of one volume type; the path is that of the source. */
export type SourceRule<S> = (errors: FieldError[], source: S, path: FieldPath, options: PodOptions) => void;

/** What `Volume` has beside its name: the types. */
type VolumeType = Exclude<keyof Volume, 'name'>;

/** A type with its rule, and the name that the server's path has where it differs from the field's. */
export interface VolumeRule {
  readonly type: VolumeType;
  readonly rule: SourceRule<never>;
  /** The field that the server names when the source itself is wrong. */
  readonly named?: string;
  /** The field that the server names when the source is one too many. */
  readonly namedAsSecond?: string;
}

/** Ties a type to its rule. */
export const volumeRule = <K extends VolumeType>(
  type: K,
  rule: SourceRule<NonNullable<Volume[K]>>,
  names: { readonly named?: string; readonly namedAsSecond?: string } = {},
): VolumeRule => ({ type, rule, ...names });
