// Problems of an object as the Status that the server answers.
// Source: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/create.go, apimachinery runtime.NewStrictDecodingError, 1.36.
import type { KnownKind } from '../../api/gvk.ts';
import { formatPath } from '../../api/fieldPath.ts';
import type { FieldError } from '../../api/fieldError.ts';
import { problemOf, type Problem } from '../../api/problem.ts';
import { badRequest, invalidStatus, type Status } from '../../api/status.ts';

/** The server's sentence of one decoding problem: `unknown field "spec.foo"`. */
function decodeText(problem: Problem): string {
  const path = formatPath(problem.path);
  return path !== '' && !problem.message.includes(path) ? `${problem.message} (${path})` : problem.message;
}

/** 400: the body could not be read as an object of the type. What is only unknown or double is "strict". */
export function decodeStatus(gvk: KnownKind, problems: readonly Problem[]): Status {
  const strict = problems.filter(({ reason }) => reason === 'UnknownField' || reason === 'DuplicateField');
  const fatal = problems.find((problem) => !strict.includes(problem));
  const text = fatal
    ? decodeText(fatal)
    : `strict decoding error: ${strict.map((problem) => decodeText(problem)).join(', ')}`;
  return badRequest(`${gvk.kind} in version "${gvk.version}" cannot be handled as a ${gvk.kind}: ${text}`);
}

/** 422: validation errors. */
export const validationStatus = (gvk: KnownKind, name: string, errors: readonly FieldError[]): Status =>
  invalidStatus(
    gvk,
    name,
    errors.map((error) => problemOf(error)),
  );
