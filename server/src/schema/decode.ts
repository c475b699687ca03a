// Strict decoding as the API server does it (`fieldValidation=Strict`): JSON value → typed object and problems. Duplicate
// keys are the parser's business. Never throws on any value.
// Source: sigs.k8s.io/json, k8s.io/apimachinery/pkg/runtime/serializer/json, 1.36.
import type { Decoded, Decoder } from '../api/decoder.ts';
import type { GroupVersionKind } from '../api/gvk.ts';
import type { ApiObject } from '../api/kindRules.ts';
import { decodeCustom } from './customDecode.ts';
import { checkValue } from './customValues.ts';
import { copy, decodeAs, isObject } from './decodeStruct.ts';
import { definitionProblems } from './definitionProblems.ts';
import { typeNumberOf } from './facts.ts';
import { kindProblems, namespaceProblems } from './kindProblems.ts';

function decodeKnown(number: number, gvk: GroupVersionKind, value: unknown): Decoded {
  const { object, problems } = decodeAs(number, value, gvk.kind);
  return { object, problems: [...problems, ...definitionProblems(gvk, object), ...namespaceProblems(gvk, object)] };
}

/** The decoder of all kinds that the API server serves. Objects of other groups are taken as they are. */
export const decoder: Decoder = {
  knows: (gvk) => gvk.custom !== undefined || typeNumberOf(gvk) !== undefined,
  decode(gvk, value) {
    if (gvk.custom !== undefined) return decodeCustom(gvk.custom, value);
    const number = typeNumberOf(gvk);
    if (number !== undefined) return decodeKnown(number, gvk, value);
    return { object: isObject(value) ? (copy(value) as ApiObject) : {}, problems: kindProblems(gvk, value) };
  },
  checkValue,
};
