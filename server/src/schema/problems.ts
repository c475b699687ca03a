// ajv's errors → problems in the API server's words, in the order in which the server meets them.
// Source: sigs.k8s.io/json (UnmarshalTypeError), k8s.io/apimachinery/pkg/util/json, 1.36.
import { compareText } from '../base/compare.ts';
import { formatPath, type FieldPath, type PathElement } from '../api/fieldPath.ts';
import type { Problem } from '../api/problem.ts';
import { quantityError, timeError } from './parseErrors.ts';
import { shortName, typeFact, type FieldFact, type RawError, type TypeRef } from './facts.ts';

/** A place of the value, and what the schema has there. */
interface Place {
  readonly path: readonly PathElement[];
  readonly value: unknown;
  readonly type: TypeRef;
  /** The struct that the place is in, and the field of it. */
  readonly struct: string;
  readonly field: FieldFact | undefined;
  /** The field names with embedded Go structs and without positions, as Go spells the place. */
  readonly goPath: readonly string[];
}

const own = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;

function stepInto(place: Place, segment: string): Place {
  const value = own(place.value, segment);
  const { type } = place;
  if (type.kind === 'list') {
    return { ...place, path: [...place.path, Number(segment)], value, type: type.items };
  }
  if (type.kind === 'map') {
    return { ...place, path: [...place.path, { key: segment }], value, type: type.values };
  }
  if (type.kind === 'struct') {
    const fact = typeFact(type.type);
    const field = fact.fields.get(segment);
    const goPath = [...place.goPath, ...(field && field.owner !== '' ? [field.owner] : []), segment];
    return {
      path: [...place.path, segment],
      value,
      type: field?.type ?? { kind: 'any' },
      struct: shortName(fact.id),
      field,
      goPath,
    };
  }
  return { ...place, path: [...place.path, segment], value, type: { kind: 'any' } };
}

/** The segments of a JSON pointer. */
const segmentsOf = (pointer: string): string[] =>
  pointer === ''
    ? []
    : pointer
        .slice(1)
        .split('/')
        .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

/** JSON's name for the kind of a value, as Go says it. */
export function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'number':
    case 'bigint':
      return 'number';
    default:
      return 'object';
  }
}

const GO_SCALARS: Readonly<Record<string, string>> = {
  string: 'string',
  bool: 'bool',
  int32: 'int32',
  int64: 'int64',
  double: 'float64',
  intOrString: 'int32',
  bytes: '[]uint8',
  time: 'string',
  microTime: 'string',
  raw: 'map[string]interface {}',
  any: 'interface {}',
};

/** The Go type of a place: the field's own, or that of its items. */
function goTypeOf({ type, field }: Place): string {
  if (type.kind === 'intOrString') return 'int32';
  if (type.kind === 'time' || type.kind === 'microTime') return 'string';
  if (field && type === field.type) return field.goType;
  const inner = field?.goType.replace(/^\[\]|^map\[[\w.]+\]/, '');
  if (inner !== undefined && inner !== '' && inner !== field?.goType) return inner;
  if (type.kind === 'struct') return `v1.${shortName(typeFact(type.type).id)}`;
  return GO_SCALARS[type.kind] ?? type.kind;
}

function wrongType(place: Place): string {
  const { value, type } = place;
  const kind = jsonKind(value);
  if (type.kind === 'quantity') return quantityError(value);
  if ((type.kind === 'time' || type.kind === 'microTime') && kind === 'string') {
    return timeError(value as string, type.kind === 'microTime');
  }
  if (type.kind === 'bytes' && kind === 'string') {
    const text = value as string;
    const at = /[^A-Za-z0-9+/]/.exec(text)?.index ?? text.length - (text.length % 4);
    return `illegal base64 data at input byte ${at}`;
  }
  if (type.kind === 'bytes' && Array.isArray(value)) {
    // A list of numbers is taken for bytes; the first item that is none is what Go complains about.
    const odd: unknown = value.find(
      (item) => typeof item !== 'number' || !Number.isInteger(item) || item < 0 || item > 255,
    );
    const shownItem = typeof odd === 'number' ? `number ${odd}` : jsonKind(odd);
    return `json: cannot unmarshal ${shownItem} into Go struct field ${place.struct}.${place.goPath.join('.')} of type uint8`;
  }
  const isNumber = kind === 'number' && (type.kind === 'int32' || type.kind === 'int64' || type.kind === 'intOrString');
  const shown = isNumber ? `number ${String(value)}` : kind;
  const where = place.goPath.length > 0 ? `Go struct field ${place.struct}.${place.goPath.join('.')}` : 'Go value';
  return `json: cannot unmarshal ${shown} into ${where} of type ${goTypeOf(place)}`;
}

/** Alphabetical by name, numerical by position: the order of the JSON that kubectl sends. */
function comparePaths(a: FieldPath, b: FieldPath): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x, y] = [a[i], b[i]];
    const order =
      typeof x === 'number' && typeof y === 'number'
        ? x - y
        : compareText(formatPath([x as PathElement]), formatPath([y as PathElement]));
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/**
 * The problems of a value that does not fit the type `number`, wrong types before unknown fields, as the server does.
 * `struct` is the type's name in Go; `at` is where the value stands in its object.
 */
export function problemsOf(
  value: unknown,
  number: number,
  struct: string,
  errors: readonly RawError[],
  at: FieldPath = [],
): readonly Problem[] {
  const root: Place = {
    path: at,
    value,
    type: { kind: 'struct', type: number },
    struct,
    field: undefined,
    goPath: [],
  };
  if (errors.length === 0) {
    return [{ stage: 'decode', reason: 'WrongType', path: at, message: 'the object is not a mapping' }];
  }
  const problems = new Map<string, Problem>();
  for (const error of errors) {
    let place = root;
    for (const segment of segmentsOf(error.instancePath)) place = stepInto(place, segment);
    const extra = error.params.additionalProperty;
    const problem: Problem =
      error.keyword === 'additionalProperties' && extra !== undefined
        ? unknownField([...place.path, extra], own(place.value, extra))
        : { stage: 'decode', reason: 'WrongType', path: place.path, message: wrongType(place), value: place.value };
    problems.set(`${problem.reason}:${formatPath(problem.path)}`, problem);
  }
  return [...problems.values()].sort(
    (a, b) => Number(a.reason === 'UnknownField') - Number(b.reason === 'UnknownField') || comparePaths(a.path, b.path),
  );
}

/** The path as the decoder spells it: it does not tell keys from fields. */
const decoderPath = (path: FieldPath): string =>
  formatPath(path.map((step) => (typeof step === 'object' ? step.key : step)));

const unknownField = (path: FieldPath, value: unknown): Problem => ({
  stage: 'decode',
  reason: 'UnknownField',
  path,
  message: `unknown field ${JSON.stringify(decoderPath(path))}`,
  value,
});
