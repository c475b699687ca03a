// Validation errors as the API server words them.
// Source: staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go, 1.36.
import { formatPath, type FieldPath } from './fieldPath.ts';

/** Upstream's error types, by the reason they get in a Status cause. */
export type FieldErrorType =
  | 'Required'
  | 'Invalid'
  | 'NotSupported'
  | 'Duplicate'
  | 'NotFound'
  | 'Forbidden'
  | 'TooLong'
  | 'TooMany'
  | 'TypeInvalid'
  | 'InternalError';

/** One error at one field. `detail` is the server's sentence without path and value. */
export interface FieldError {
  readonly type: FieldErrorType;
  readonly path: FieldPath;
  /** The refused value, where the server shows it. */
  readonly value?: unknown;
  readonly detail: string;
  /** What would be accepted, where the server lists it (`NotSupported`). */
  readonly supported?: readonly string[];
  /** The field that is meant, where the server itself names none (`path` is empty). */
  readonly place?: FieldPath;
}

const REASON: Readonly<Record<FieldErrorType, string>> = {
  Required: 'FieldValueRequired',
  Invalid: 'FieldValueInvalid',
  NotSupported: 'FieldValueNotSupported',
  Duplicate: 'FieldValueDuplicate',
  NotFound: 'FieldValueNotFound',
  Forbidden: 'FieldValueForbidden',
  TooLong: 'FieldValueTooLong',
  TooMany: 'FieldValueTooMany',
  TypeInvalid: 'FieldValueTypeInvalid',
  InternalError: 'InternalError',
};

/** The reason of the error in a `Status`: `FieldValueRequired` and so on. */
export const causeReason = (error: FieldError): string => REASON[error.type];

const TITLE: Readonly<Record<FieldErrorType, string>> = {
  Required: 'Required value',
  Invalid: 'Invalid value',
  NotSupported: 'Unsupported value',
  Duplicate: 'Duplicate value',
  NotFound: 'Not found',
  Forbidden: 'Forbidden',
  TooLong: 'Too long',
  TooMany: 'Too many',
  TypeInvalid: 'Invalid value',
  InternalError: 'Internal error',
};

const GO_ESCAPES: Readonly<Record<string, string>> = { '\\u0007': '\\a', '\\u000b': '\\v', '\u007f': '\\x7f' };

/** A text in quotes as Go's %q has it: like JSON, but for control characters. */
const quoted = (text: string): string =>
  JSON.stringify(text).replace(
    /\\u00([01][0-9a-f])|\u007f|(\\\\)/g,
    (whole, code: string | undefined, backslash: string | undefined) =>
      backslash ?? GO_ESCAPES[whole] ?? `\\x${code ?? ''}`,
  );

/** A value as Go prints it in an error: strings quoted, the rest as JSON. */
function showValue(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (value === undefined || value === null) return 'null';
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? item.toString() : item)) ?? 'null';
}

/** The cause's message, without the path: `Invalid value: -1: must be greater than or equal to 0`. */
export function errorBody(error: FieldError): string {
  const title = TITLE[error.type];
  switch (error.type) {
    case 'Required':
    case 'Forbidden':
    case 'TooLong':
    case 'InternalError':
      return error.detail === '' ? title : `${title}: ${error.detail}`;
    case 'Invalid':
    case 'NotSupported':
    case 'Duplicate':
    case 'NotFound':
    case 'TooMany':
    case 'TypeInvalid': {
      // A few errors show no value at all (upstream's OmitValueType).
      const shown = Object.hasOwn(error, 'value') ? `${title}: ${showValue(error.value)}` : title;
      return error.detail === '' ? shown : `${shown}: ${error.detail}`;
    }
  }
}

/** The whole sentence: `spec.replicas: Invalid value: -1: must be greater than or equal to 0`. */
export const errorText = (error: FieldError): string => `${formatPath(error.path) || '<nil>'}: ${errorBody(error)}`;

/** A required field that is absent or empty. */
export const required = (path: FieldPath, detail = ''): FieldError => ({ type: 'Required', path, detail });

/** A value of the right type that is not acceptable. */
export const invalid = (path: FieldPath, value: unknown, detail: string): FieldError => ({
  type: 'Invalid',
  path,
  value,
  detail,
});

/** A value outside of a closed set. The server lists the set in the order in which it is given. */
export function notSupported(path: FieldPath, value: unknown, supported: readonly string[]): FieldError {
  const list = supported.map((item) => JSON.stringify(item));
  return {
    type: 'NotSupported',
    path,
    value,
    detail: list.length > 0 ? `supported values: ${list.join(', ')}` : '',
    supported,
  };
}

/** A value that must be unique and is there twice. */
export const duplicate = (path: FieldPath, value: unknown): FieldError => ({
  type: 'Duplicate',
  path,
  value,
  detail: '',
});

/** A value that names something which does not exist in the same object. */
export const notFound = (path: FieldPath, value: unknown): FieldError => ({
  type: 'NotFound',
  path,
  value,
  detail: '',
});

/** A field that may not be set here, or may not change. */
export const forbidden = (path: FieldPath, detail: string): FieldError => ({ type: 'Forbidden', path, detail });

/** A text longer than `max` bytes. */
export const tooLong = (path: FieldPath, max: number): FieldError => ({
  type: 'TooLong',
  path,
  detail: `may not be more than ${max} ${max === 1 ? 'byte' : 'bytes'}`,
});

/** A list of more than `max` items. */
export const tooMany = (path: FieldPath, actual: number, max: number): FieldError => ({
  type: 'TooMany',
  path,
  value: actual,
  detail: `must have at most ${max} ${max === 1 ? 'item' : 'items'}`,
});
