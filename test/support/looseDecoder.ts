// A decoder that believes everything: for tests of the engine whose objects are right anyway, without the schemas.
import { cloneJson } from '../../server/src/base/json.ts';
import type { Decoder } from '../../server/src/api/decoder.ts';
import type { ApiObject } from '../../server/src/api/kindRules.ts';
import type { PatchSchema } from '../../server/src/api/patchSchema.ts';

export const looseDecoder: Decoder = {
  knows: () => true,
  decode: (_, value) => ({ object: cloneJson(value) as ApiObject, problems: [] }),
  checkValue: () => [],
};

/** Knows no type: every list is replaced. */
export const noPatchSchema: PatchSchema = { typeOf: () => undefined, field: () => undefined };
