// What the API server works with, and what it answers. No requests here.
import type { Result } from '../../base/result.ts';
import type { Prng } from '../../base/prng.ts';
import type { SortedMap } from '../../base/sortedMap.ts';
import type { Decoder } from '../../api/decoder.ts';
import type { KnownKind } from '../../api/gvk.ts';
import type { ApiObject } from '../../api/kindRules.ts';
import type { PatchSchema } from '../../api/patchSchema.ts';
import { resourceOf } from '../../api/resource.ts';
import { failure, type Status } from '../../api/status.ts';
import type { DeepReadonly, Instant, ReadApi } from '../controller.ts';
import type { Store, Stored } from '../store.ts';

/** What the API server works with. */
export interface ApiHost {
  readonly store: Store;
  readonly decoder: Decoder;
  readonly patchSchema: PatchSchema;
  /** Draws uids and the suffixes of generated names. */
  readonly prng: Prng;
  readonly read: ReadApi;
  /** Where it is kept who owns which fields (see managers.ts). */
  readonly memory: SortedMap<unknown>;
  now(): Instant;
}

/** What a person may say with a write. */
export interface WriteOptions {
  /** Everything but the store: `?dryRun=All`. */
  readonly dryRun?: boolean;
  /** Who writes, for managedFields; without it nobody owns what is written. */
  readonly fieldManager?: string;
  /** By which subresource, for managedFields. */
  readonly subresource?: string;
  /** `fieldValidation`: Strict (the default), Warn or Ignore. */
  readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore';
}

/** A request that went through. */
export interface Accepted {
  readonly object: Stored;
  /** The `Warning:` headers. */
  readonly warnings: readonly string[];
  /** Whether anything was written: an update that changes nothing writes nothing. */
  readonly changed: boolean;
}

/** What a write gives. */
export type Answer = Result<Accepted, Status>;

/** An object that may be changed: a fresh copy on its way into the store. */
export type Draft = ApiObject & {
  spec?: Record<string, unknown> | undefined;
  status?: Record<string, unknown> | undefined;
};

/** 404 for a type that is not served. */
export const noSuchResource = (): Status =>
  failure(404, 'NotFound', 'the server could not find the requested resource', {});

/** The plural of a type that is served. */
export const pluralOf = (gvk: KnownKind): string => resourceOf(gvk)?.plural ?? `${gvk.kind.toLowerCase()}s`;

/** Whether the type has a subresource. */
export const hasSubresource = (gvk: KnownKind, name: string): boolean =>
  resourceOf(gvk)?.subresources.includes(name) ?? false;

/** The object's `spec`, as nothing more than a mapping. */
export const specOf = (object: DeepReadonly<ApiObject>): Readonly<Record<string, unknown>> =>
  ((object as { readonly spec?: unknown }).spec as Readonly<Record<string, unknown>> | undefined) ?? {};

/** The object's `status`, as nothing more than a mapping. */
export const statusOf = (object: DeepReadonly<ApiObject>): Readonly<Record<string, unknown>> =>
  ((object as { readonly status?: unknown }).status as Readonly<Record<string, unknown>> | undefined) ?? {};
