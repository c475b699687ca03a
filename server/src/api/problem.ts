// What is wrong with an object, in the API server's eyes. The editor turns problems into findings, the engine's API
// server into a Status: both from the same list.
import { errorBody, type FieldError } from './fieldError.ts';
import { formatPath, type FieldPath } from './fieldPath.ts';

/** The stages of a request. The server stops at the first that fails; the editor shows all of them. */
export type Stage = 'decode' | 'validate' | 'admit';

/** How decoding can fail. Source: sigs.k8s.io/json, k8s.io/apimachinery/pkg/runtime/serializer/json (strict). */
export type DecodeReason = 'UnknownField' | 'DuplicateField' | 'WrongType' | 'Malformed' | 'NoKind';

/** One reason to refuse an object. */
export interface Problem {
  readonly stage: Stage;
  readonly reason: FieldError['type'] | DecodeReason;
  readonly path: FieldPath;
  /** Whether the server itself names no field. */
  readonly unnamed?: boolean;
  /** The server's own sentence, without the path. */
  readonly message: string;
  readonly value?: unknown;
  /** What would be accepted, where the server says it. */
  readonly supported?: readonly string[];
  /** Whether the problem only follows from another one of the same object, so that the editor need not show it. */
  readonly followUp?: boolean;
}

/** A validation error as a problem. */
export const problemOf = (error: FieldError, stage: Stage = 'validate'): Problem => ({
  stage,
  reason: error.type,
  path: error.place ?? error.path,
  ...(error.place === undefined ? {} : { unnamed: true }),
  message: errorBody(error),
  ...(error.value === undefined ? {} : { value: error.value }),
  ...(error.supported === undefined ? {} : { supported: error.supported }),
});

/** The problem in one line: `spec.replicas: Invalid value: -1: …`. */
export const problemText = (problem: Problem): string => {
  const path = problem.unnamed === true ? '<nil>' : formatPath(problem.path);
  return path === '' ? problem.message : `${path}: ${problem.message}`;
};
