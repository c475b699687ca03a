// The refusals of a dry run as findings at the fields they name, so that they are underlined where they are written.
import { formatPath, isWithin, type FieldPath, type PathElement } from '../../api/fieldPath.ts';
import type { Status, StatusCause } from '../../api/status.ts';
import type { Finding } from '../../diagnostics/finding.ts';
import { placeOf, writtenPath } from '../../diagnostics/place.ts';
import type { StepOutcome, WrittenObject } from '../../dryrun/step.ts';
import type { Resource } from '../../manifest/manifest.ts';

/** The resource that a written object was. */
export type FindResource = (origin: string, ordinal: number) => Resource | undefined;

/** A path as the server spells it: `spec.containers[0].resources.limits[cpu]`. Never throws. */
export function parsePath(text: string): FieldPath {
  if (text === '' || text === '<nil>') return [];
  const path: PathElement[] = [];
  for (const [, name, position, key] of text.matchAll(/\.?([^.[\]]+)|\[(\d+)\]|\[([^\]]*)\]/g)) {
    if (name !== undefined) path.push(name);
    else if (position !== undefined) path.push(Number(position));
    else if (key !== undefined) path.push({ key });
  }
  return path;
}

/** The causes of a refusal; of one that names no field, the field that it is about where that is known. */
function causesOf({ message, details }: Status): readonly StatusCause[] {
  const causes = details?.causes ?? [];
  if (causes.length > 0) return causes;
  // The namespace of the object does not exist.
  const field = details?.kind === 'namespaces' ? 'metadata.namespace' : '';
  return [{ reason: '', field, message }];
}

/** The findings of one refusal; what the editor says by itself already is not said twice. */
function findingsOf(resource: Resource, status: Status, known: readonly Finding[]): Finding[] {
  const { uri } = resource.manifest.source;
  return causesOf(status).flatMap((cause): Finding[] => {
    const path = parsePath(cause.field);
    const said = known.some(
      (finding) => finding.resource === resource && finding.severity === 'error' && isWithin(finding.path, path),
    );
    if (said) return [];
    const written = writtenPath(resource, path);
    const field = formatPath(path);
    return [
      {
        code: 'dry-run-rejected',
        severity: 'error',
        message: `The dry run’s API server refuses this: ${field === '' ? '' : `${field}: `}${cause.message}`,
        uri,
        range: placeOf(resource, written, 'value'),
        path,
        resource,
        stage: 'admit',
      },
    ];
  });
}

/** The findings of the refusal of a built object: each where its field was made. */
function findingsOfBuilt(written: WrittenObject, status: Status): Finding[] {
  return causesOf(status).flatMap((cause): Finding[] => {
    const path = parsePath(cause.field);
    const made = written.madeAt?.(path);
    if (made === undefined) return [];
    const field = formatPath(path);
    const message = `The dry run’s API server refuses what is built of this: ${field === '' ? '' : `${field}: `}${cause.message}`;
    const { file: uri, range } = made;
    return [
      { code: 'dry-run-rejected', severity: 'error', message, uri, range, path, resource: undefined, stage: 'admit' },
    ];
  });
}

/** The findings of a step's refusals. */
export function rejectionFindings(
  outcome: StepOutcome,
  find: FindResource,
  known: (uri: string) => readonly Finding[],
): Finding[] {
  return outcome.results.flatMap(({ status, written }) => {
    if (status && written?.madeAt !== undefined) return findingsOfBuilt(written, status);
    const resource = status && written && find(written.origin, written.ordinal);
    if (!resource) return [];
    return findingsOf(resource, status, known(resource.manifest.source.uri));
  });
}
