// The door through which schema knowledge reaches api/ and cluster/ without their importing it.
import type { ValueCheck } from './customResources/rules.ts';
import type { KnownKind } from './gvk.ts';
import type { ApiObject } from './kindRules.ts';
import type { Problem } from './problem.ts';

/** What decoding gives: problems of stage `decode`, and the object as far as it could be read. */
export interface Decoded {
  /**
   * A fresh copy with the server's types: nulls removed where the server reads them as absent, quantities canonical,
   * unknown and ill-typed fields left out. Always there, so that later stages can go on in the editor.
   */
  readonly object: ApiObject;
  readonly problems: readonly Problem[];
}

/** Strict decoding (`fieldValidation=Strict`) of parsed YAML or JSON by the schema of a type. Implemented in schema/. */
export interface Decoder {
  /** Whether there is a schema for the type. */
  knows(gvk: KnownKind): boolean;
  /** `value` is what the parser gave: JSON values, integers beyond 2^53 as bigint. Never throws on any value. */
  decode(gvk: KnownKind, value: unknown): Decoded;
  /** What is wrong with a value of a custom resource by its schema. */
  readonly checkValue: ValueCheck;
}
