// What the schema says of each type, unpacked type by type on first use. Facts of the server and of the Go types; the
// packed table is generated (schemas/generate/40-facts.mjs).
import { gvkKey, type GroupVersionKind } from '../api/gvk.ts';
import { resourceOf } from '../api/resource.ts';
import { packedTypes } from './facts.generated.ts';

/** What a value is. `raw` is an object and `any` a value that are not looked into. */
export type TypeRef =
  | { readonly kind: Scalar }
  | { readonly kind: 'list'; readonly items: TypeRef }
  | { readonly kind: 'map'; readonly values: TypeRef }
  | { readonly kind: 'struct'; readonly type: TypeOf };

/** A struct: one of the server's own by its number, one that a CustomResourceDefinition describes by what is known of it. */
export type TypeOf = number | TypeFact;

/** Types without parts. */
export type Scalar =
  | 'string'
  | 'bool'
  | 'int32'
  | 'int64'
  | 'double'
  | 'quantity'
  | 'intOrString'
  | 'time'
  | 'microTime'
  | 'bytes'
  | 'raw'
  | 'any';

/** One field of a struct. */
export interface FieldFact {
  readonly name: string;
  readonly type: TypeRef;
  /** The type's name in Go, as decoding errors show it: `int32`, `[]v1.Container`, `v1.Protocol`. */
  readonly goType: string;
  /** Whether absent and zero differ. */
  readonly pointer: boolean;
  /** Whether the server leaves the field out where it is empty. */
  readonly omitEmpty: boolean;
  /** Whether the server leaves the field out where it is the zero value (`omitzero`). */
  readonly omitZero: boolean;
  /** The embedded Go struct that the field belongs to, which decoding errors name. */
  readonly owner: string;
  readonly required: boolean;
  /** The values of the field, or of its items, where the set is closed. */
  readonly values: readonly string[] | undefined;
  readonly default: unknown;
  readonly listType: string | undefined;
  readonly listMapKeys: readonly string[] | undefined;
  readonly mapType: string | undefined;
  readonly mergeKey: string | undefined;
  /** `merge`, `retainKeys`, `merge,retainKeys`, … */
  readonly patchStrategy: string | undefined;
  /** What the schema itself says of the field; of the server's own types that stands in a file of its own. */
  readonly description?: string | undefined;
}

/** A struct with its fields in the order of the Go type. */
export interface TypeFact {
  readonly id: string;
  readonly fields: ReadonlyMap<string, FieldFact>;
  /** `atomic` where a patch replaces the struct as a whole. */
  readonly mapType: string | undefined;
  readonly description?: string | undefined;
}

interface Extras {
  readonly r?: 1;
  readonly e?: readonly string[];
  readonly d?: unknown;
  readonly l?: string;
  readonly k?: readonly string[];
  readonly m?: string;
  readonly pk?: string;
  readonly ps?: string;
}
type PackedField = readonly [
  name: string,
  word: string,
  goType: string,
  flags: string,
  owner?: string,
  extras?: Extras,
];
/** A row of the generated table. */
export type PackedType = readonly [id: string, fields: readonly PackedField[], mapType?: string];

/** An error as ajv's compiled code reports it. */
export interface RawError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: { readonly additionalProperty?: string };
}
/** A compiled validator: false, with `errors`, where the value does not decode. */
export interface Validator {
  (value: unknown): boolean;
  readonly errors?: readonly RawError[] | null;
}

const words = new Map<string, TypeRef>();

function typeRefOf(word: string): TypeRef {
  const known = words.get(word);
  if (known) return known;
  const made: TypeRef = word.startsWith('[]')
    ? { kind: 'list', items: typeRefOf(word.slice(2)) }
    : word.startsWith('{}')
      ? { kind: 'map', values: typeRefOf(word.slice(2)) }
      : word.startsWith('#')
        ? { kind: 'struct', type: Number(word.slice(1)) }
        : { kind: word as Scalar };
  words.set(word, made);
  return made;
}

function unpackField([name, word, goType, flags, owner = '', extras = {}]: PackedField): FieldFact {
  return {
    name,
    type: typeRefOf(word),
    goType,
    pointer: flags.includes('p'),
    omitEmpty: flags.includes('o'),
    omitZero: flags.includes('z'),
    owner,
    required: extras.r === 1,
    values: extras.e,
    default: extras.d,
    listType: extras.l,
    listMapKeys: extras.k,
    mapType: extras.m,
    mergeKey: extras.pk,
    patchStrategy: extras.ps,
  };
}

const unpacked: (TypeFact | undefined)[] = [];

/** The facts of a type. */
export function typeFact(type: TypeOf): TypeFact {
  if (typeof type !== 'number') return type;
  const number = type;
  const known = unpacked[number];
  if (known) return known;
  const [id, fields, mapType] = packedTypes[number] ?? ['', []];
  const made = { id, fields: new Map(fields.map((field) => [field[0], unpackField(field)])), mapType };
  unpacked[number] = made;
  return made;
}

const numbers = new Map(packedTypes.map(([id], number) => [id, number]));
/** The number of a type that must be there. */
export function typeNumber(id: string): number {
  const number = numbers.get(id);
  if (number === undefined) throw new Error(`no type ${id}`);
  return number;
}

const numberByGvk = new Map<string, number | undefined>();

/** The number of a kind's type; undefined where the server does not serve the kind. */
export function typeNumberOf(gvk: GroupVersionKind): number | undefined {
  const key = gvkKey(gvk);
  if (!numberByGvk.has(key)) numberByGvk.set(key, numbers.get(resourceOf(gvk)?.typeId ?? ''));
  return numberByGvk.get(key);
}

/** The last part of a type's id: `PodSpec`. */
export const shortName = (id: string): string => id.slice(id.lastIndexOf('.') + 1);
