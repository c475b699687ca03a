// The API server's refusals. Source: staging/src/k8s.io/apimachinery/pkg/api/errors/errors.go, 1.36.
import { formatPath } from './fieldPath.ts';
import type { GroupVersionKind } from './gvk.ts';
import type { Problem } from './problem.ts';

/** One cause of a refusal. */
export interface StatusCause {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
}

/** `kind: Status` of a refused request; `code` is the HTTP status code. */
export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly status: 'Failure';
  readonly message: string;
  readonly reason: string;
  readonly code: number;
  readonly details?: {
    readonly name?: string;
    readonly group?: string;
    readonly kind?: string;
    readonly causes?: readonly StatusCause[];
    readonly retryAfterSeconds?: number;
  };
}

/** A refusal with a reason and the HTTP code that goes with it. */
export const failure = (code: number, reason: string, message: string, details?: Status['details']): Status => ({
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  message,
  reason,
  code,
  ...(details === undefined ? {} : { details }),
});

/** `deployments.apps`, `pods`: the qualified resource as it stands in messages. */
export const qualifiedResource = (group: string, plural: string): string =>
  group === '' ? plural : `${plural}.${group}`;

/** 404. */
export const notFoundStatus = (group: string, plural: string, name: string): Status =>
  failure(404, 'NotFound', `${qualifiedResource(group, plural)} "${name}" not found`, { name, group, kind: plural });

/** 409: an object of that name is there already. */
export const alreadyExists = (group: string, plural: string, name: string): Status =>
  failure(409, 'AlreadyExists', `${qualifiedResource(group, plural)} "${name}" already exists`, {
    name,
    group,
    kind: plural,
  });

/** 409: the object has changed since it was read. */
export const conflict = (group: string, plural: string, name: string, why: string): Status =>
  failure(409, 'Conflict', `Operation cannot be fulfilled on ${qualifiedResource(group, plural)} "${name}": ${why}`, {
    name,
    group,
    kind: plural,
  });

/** 403. */
export const forbiddenStatus = (group: string, plural: string, name: string, why: string): Status =>
  failure(403, 'Forbidden', `${qualifiedResource(group, plural)} "${name}" is forbidden: ${why}`, {
    name,
    group,
    kind: plural,
  });

/** 400. */
export const badRequest = (message: string): Status => failure(400, 'BadRequest', message);

/** `FieldValueInvalid` and so on for a problem's reason. */
const causeReasonOf = (problem: Problem): string =>
  problem.reason === 'InternalError' ? 'InternalError' : `FieldValue${problem.reason}`;

/** 422: validation refused the object. All causes are listed, as the server does. */
export function invalidStatus(gvk: GroupVersionKind, name: string, problems: readonly Problem[]): Status {
  const causes = problems.map((problem) => ({
    reason: causeReasonOf(problem),
    message: problem.message,
    field: (problem.unnamed === true ? '' : formatPath(problem.path)) || '<nil>',
  }));
  const lines = causes.map((cause) => `${cause.field}: ${cause.message}`);
  const list = lines.length === 1 ? lines.join('') : `[${lines.join(', ')}]`;
  const kind = gvk.group === '' ? gvk.kind : `${gvk.kind}.${gvk.group}`;
  return failure(422, 'Invalid', `${kind} "${name}" is invalid: ${list}`, {
    name,
    group: gvk.group,
    kind: gvk.kind,
    causes,
  });
}
