// Values of YAML → the fields that Go's decoder would fill, strictly: unknown fields and wrong types are refused.
// Source: encoding/json of Go; sigs.k8s.io/kustomize/api v0.21.1 (types/kustomization.go).
import type { FieldPath } from '../api/fieldPath.ts';
import type { Place } from './node.ts';
import { Refusal } from './refusal.ts';
import { TextMap, type Shape } from './shapes.ts';

/** Where the field at a path stands. */
export type PlaceOf = (path: FieldPath) => Place;

function typeName(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'bigint' ? 'number' : typeof value;
}

const goName = (shape: Shape): string => {
  if (Array.isArray(shape)) return '[]string';
  if (shape === 'int') return 'int64';
  return typeof shape === 'string' ? shape : shape instanceof TextMap ? 'map[string]string' : 'struct';
};

/** Reads values into shapes; what does not fit is thrown as a Refusal with its place. */
class Decoder {
  readonly #placeOf: PlaceOf;
  readonly #path: string[] = [];
  readonly #prefix: string;

  constructor(placeOf: PlaceOf, prefix: string) {
    this.#placeOf = placeOf;
    this.#prefix = prefix;
  }

  #refuse(words: string, path: FieldPath): never {
    throw new Refusal(`${this.#prefix}json: ${words}`, this.#placeOf(path));
  }

  #mismatch(value: unknown, shape: Shape, path: FieldPath): never {
    const field = this.#path.length === 0 ? 'value' : `struct field Kustomization.${this.#path.join('.')}`;
    this.#refuse(`cannot unmarshal ${typeName(value)} into Go ${field} of type ${goName(shape)}`, path);
  }

  decode(value: unknown, shape: Shape, path: FieldPath): unknown {
    if (value === null || value === undefined) return undefined;
    if (shape === 'any') return value;
    if (shape === 'int') return Number.isInteger(value) ? value : this.#mismatch(value, shape, path);
    if (shape === 'string') return typeof value === 'string' ? value : this.#mismatch(value, shape, path);
    if (shape === 'bool') return typeof value === 'boolean' ? value : this.#mismatch(value, shape, path);
    if (Array.isArray(shape)) {
      if (!Array.isArray(value)) return this.#mismatch(value, shape, path);
      const [item] = shape as readonly [Shape];
      return value.map((entry: unknown, index) => this.decode(entry, item, [...path, index]) ?? zero(item));
    }
    if (typeof value !== 'object' || Array.isArray(value)) return this.#mismatch(value, shape, path);
    const entries = Object.entries(value);
    if (shape instanceof TextMap) {
      const texts = entries.map(([key, text]) => [key, this.decode(text, 'string', [...path, key]) ?? ''] as const);
      return Object.fromEntries(texts);
    }
    return this.#struct(entries, shape as { readonly [field: string]: Shape }, path);
  }

  #struct(entries: readonly [string, unknown][], shape: { readonly [field: string]: Shape }, path: FieldPath): unknown {
    const out: Record<string, unknown> = {};
    for (const [key, value] of entries) {
      // Go's decoder takes names whatever their case.
      const name = Object.hasOwn(shape, key)
        ? key
        : Object.keys(shape).find((known) => known.toLowerCase() === key.toLowerCase());
      const inner = name === undefined ? undefined : shape[name];
      if (name === undefined || inner === undefined) {
        return this.#refuse(`unknown field ${JSON.stringify(key)}`, [...path, key]);
      }
      this.#path.push(name);
      const decoded = this.decode(value, inner, [...path, key]);
      this.#path.pop();
      if (decoded !== undefined) out[name] = decoded;
    }
    return out;
  }
}

const zero = (shape: Shape): unknown => (shape === 'string' ? '' : shape === 'int' ? 0 : shape === 'bool' ? false : {});

/** Reads a value; a null is what is left out. Throws a Refusal with the place of what does not fit. */
export const decode = (value: unknown, shape: Shape, placeOf: PlaceOf, prefix: string): unknown =>
  new Decoder(placeOf, prefix).decode(value, shape, []);
