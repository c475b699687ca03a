// Decoding a custom resource: its metadata is typed, the rest is what its schema says. Fields that the schema does not
// have are taken out and named, nulls that may not be there are taken out.
// Source: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/customresource_handler.go (unstructuredSchemaCoercer),
// pkg/apiserver/schema/objectmeta/{algorithm,coerce}.go, 1.36.
import type { CustomKind } from '../api/customResources/definition.ts';
import { embeddedResources, type EmbeddedResource } from '../api/customResources/embedded.ts';
import { prune, pruneNulls } from '../api/customResources/prune.ts';
import type { Decoded } from '../api/decoder.ts';
import { formatPath, type FieldPath } from '../api/fieldPath.ts';
import { invalid } from '../api/fieldError.ts';
import { problemOf, type Problem } from '../api/problem.ts';
import { copyJsonValue, decodeAs, isObject } from './decodeStruct.ts';
import { encodeStruct } from './encode.ts';
import { typeNumber } from './facts.ts';
import { namespaceProblems } from './kindProblems.ts';

const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

/** Metadata as the server reads it, and why it cannot. */
function decodeMetadata(value: unknown, path: FieldPath): { metadata: Record<string, unknown>; problems: Problem[] } {
  const number = typeNumber(OBJECT_META);
  const { object, problems } = decodeAs(number, value, 'ObjectMeta', path);
  return { metadata: encodeStruct(object as Record<string, unknown>, number), problems: [...problems] };
}

/** Reads the metadata of an object within another one, in place. Source: coercer.coerce. */
function coerceEmbedded({ value, path }: EmbeddedResource): Problem[] {
  const problems: Problem[] = [];
  for (const name of ['apiVersion', 'kind'] as const) {
    if (Object.hasOwn(value, name) && typeof value[name] !== 'string') {
      problems.push(problemOf(invalid([...path, name], value[name], 'must be a string'), 'decode'));
    }
  }
  return [...problems, ...coerceMetadata(value, path)];
}

/** Reads an object's metadata, in place; nothing in it is as good as no fields. */
function coerceMetadata(object: Record<string, unknown>, path: FieldPath): readonly Problem[] {
  if (!Object.hasOwn(object, 'metadata')) return [];
  const value = object['metadata'];
  const read = value === null ? undefined : decodeMetadata(value, [...path, 'metadata']);
  object['metadata'] = read?.metadata ?? {};
  return read?.problems ?? [];
}

/** Decodes an object of a custom kind. Always gives an object, so that later stages can go on in the editor. */
export function decodeCustom(kind: CustomKind, value: unknown): Decoded {
  if (!isObject(value)) {
    const problem: Problem = { stage: 'decode', reason: 'NoKind', path: [], message: 'the object is not a mapping' };
    return { object: {}, problems: [problem] };
  }
  const object = copyJsonValue(value) as Record<string, unknown>;
  const problems: Problem[] = [...coerceMetadata(object, [])];
  for (const unknown of prune(object, kind.schema)) {
    const message = `unknown field ${JSON.stringify(formatPath(unknown.path))}`;
    problems.push({ stage: 'decode', reason: 'UnknownField', path: unknown.path, message, value: unknown.value });
  }
  pruneNulls(object, kind.schema);
  problems.push(...embeddedResources(object, kind.schema).flatMap(coerceEmbedded));
  problems.push(...namespaceProblems({ ...kind.gvk, custom: kind }, object));
  return { object: object, problems };
}
