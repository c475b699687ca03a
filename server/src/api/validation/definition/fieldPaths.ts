// Paths such as `.spec.replicas` and `['a.b'].c`, through a schema.
// Source: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go (ValidFieldPath), 1.36.
import { formatPath, type FieldPath } from '../../fieldPath.ts';
import { conversionComplaint } from './structural.ts';
import type { Schema } from './schemaProps.ts';

/** Where a path leads, or why nowhere. */
export type Resolved =
  { readonly path: FieldPath; readonly schema: Schema | undefined } | { readonly complaint: string };

/** The tokens: delimiters, texts in single quotes, and what is between. */
const TOKEN = /[.[\]]|'(?:[^'\\]|\\.)*'|[^.[\]]+/g;

const isKnown = (schema: Schema | undefined): boolean =>
  (schema?.properties?.size ?? 0) > 0 || schema?.additionalProperties !== undefined;

/** Follows a path; square brackets only where they are allowed. */
export function resolveFieldPath(text: string, root: Schema, allowsBrackets: boolean): Resolved {
  const tokens = text.match(TOKEN) ?? [];
  const path: Array<string | { readonly key: string }> = [];
  let schema: Schema | undefined = root;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    let name = tokens[at + 1];
    if (token === '[') {
      if (!allowsBrackets) return { complaint: 'array notation is not allowed' };
      if (name === undefined) return { complaint: 'unexpected end of JSON path' };
      if (!/^'.*'$/s.test(name)) return { complaint: `expected single quoted string but got ${name}` };
      name = name.slice(1, -1).replace(/\\(.)/gs, '$1');
      if (tokens[at + 2] !== ']') return { complaint: 'expected ]' };
      at += 2;
    } else if (token === '.') {
      if (name === undefined) return { complaint: 'unexpected end of JSON path' };
      at += 1;
    } else return { complaint: `expected [ or . but got: ${token}` };
    if (!isKnown(schema)) return { complaint: 'does not refer to a valid field' };
    if ((schema?.properties?.size ?? 0) > 0) {
      schema = schema?.properties?.get(name);
      if (schema === undefined) return { complaint: 'does not refer to a valid field' };
      path.push(name);
    } else {
      schema = schema?.additionalProperties?.schema;
      path.push({ key: name });
    }
  }
  return { path, schema };
}

/** Whether a rule may blame the field. Of a schema that is none at all, nothing is said. Source: pathValid. */
export function isFieldPath(text: string, schema: Schema): boolean {
  return conversionComplaint(schema) !== undefined || !('complaint' in resolveFieldPath(text, schema, true));
}

/** The path as text, to compare paths. */
export const pathText = (path: FieldPath): string => formatPath(path);
