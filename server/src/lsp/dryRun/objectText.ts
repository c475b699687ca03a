// Objects of the cluster as text: whole, and with what is only bookkeeping folded away so that a diff shows what a
// person changed.
import { valueAt, type FieldPath } from '../../api/fieldPath.ts';
import { LAST_APPLIED } from '../../api/lastApplied.ts';
import { yamlLines } from '../../workspace/yamlText.ts';
import { defaultedPaths, withoutPaths } from './defaultedPaths.ts';
import type { Stored } from './objectNames.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What the server and its controllers write for themselves. */
const BOOKKEEPING_METADATA = new Set([
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'managedFields',
  'selfLink',
  'generateName',
]);
const BOOKKEEPING_ANNOTATIONS = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/revision',
]);

const isMap = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

const without = (fields: Fields, names: ReadonlySet<string>): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.has(name)));

/** A value without empty maps, which only say that nothing is there. */
const orNothing = (fields: Fields): Fields | undefined => (Object.keys(fields).length === 0 ? undefined : fields);

function tidyMetadata(metadata: unknown): Fields | undefined {
  if (!isMap(metadata)) return undefined;
  const { annotations, ...rest } = without(metadata, BOOKKEEPING_METADATA);
  const kept = isMap(annotations) ? orNothing(without(annotations, BOOKKEEPING_ANNOTATIONS)) : undefined;
  return orNothing({ ...rest, annotations: kept });
}

/** The object without status and bookkeeping. */
export function tidyObject(object: Stored): Fields {
  const { metadata, status: _status, ...rest } = object as Stored & Fields;
  return { apiVersion: rest.apiVersion, kind: rest.kind, metadata: tidyMetadata(metadata), ...rest };
}

/** The object as YAML, as `kubectl get -o yaml` shows it. */
export const wholeText = (object: Stored): string => `${yamlLines(object).join('\n')}\n`;

/** Any value as YAML. */
export const valueText = (value: unknown): string => `${yamlLines(value).join('\n')}\n`;

/** Both sides of a diff, without what the server filled in on either of them; "" where there is no object. */
export function diffTexts(before: Stored | undefined, after: Stored | undefined): { before: string; after: string } {
  const left = before && tidyObject(before);
  const right = after && tidyObject(after);
  const written = [before, after].map((object) => object && lastWritten(object));
  const shown = (path: FieldPath): boolean => written.some((text) => valueAt(text, path) !== undefined);
  const hidden = [before, after].map((object) => (object ? defaultedPaths(object, shown) : undefined));
  // A field that only one side leaves to its default is shown on both: its value is what differs.
  const common = new Set([...(hidden[0] ?? hidden[1] ?? [])].filter((path) => hidden[1]?.has(path) !== false));
  const textOf = (object: Fields | undefined): string =>
    object === undefined ? '' : valueText(withoutPaths(object, common));
  return { before: textOf(left), after: textOf(right) };
}

/** The object as it was applied, if it was. */
function lastWritten(object: Stored): unknown {
  const text = object.metadata?.annotations?.[LAST_APPLIED];
  try {
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}
