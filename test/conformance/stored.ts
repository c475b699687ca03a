// Defaulting: whether what we would store equals what the server stored, field by field.
import type { ApiObject } from '../../server/src/api/kindRules.ts';

/** The first differences, as `path: server's ≠ ours`. Empty where the objects are the same. */
export function differences(server: unknown, ours: unknown, limit = 20): readonly string[] {
  const out: string[] = [];
  walk(server, ours, '', out, limit);
  return out;
}

const show = (value: unknown): string => JSON.stringify(value)?.slice(0, 120) ?? 'nothing';

function walk(server: unknown, ours: unknown, path: string, out: string[], limit: number): void {
  if (out.length >= limit || server === ours) return;
  const bothObjects = typeof server === 'object' && typeof ours === 'object' && server !== null && ours !== null;
  if (!bothObjects || Array.isArray(server) !== Array.isArray(ours)) {
    out.push(`${path}: ${show(server)} ≠ ${show(ours)}`);
    return;
  }
  const a = server as Readonly<Record<string, unknown>>;
  const b = ours as Readonly<Record<string, unknown>>;
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    // When the recording was made.
    if (key === 'lastTransitionTime' || (key === 'timeAdded' && own(b, key) === undefined)) continue;
    const at = Array.isArray(server) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    walk(own(a, key), own(b, key), at, out, limit);
  }
}

const own = (value: Readonly<Record<string, unknown>>, key: string): unknown =>
  Object.hasOwn(value, key) ? value[key] : undefined;

/** Our object with what the recorder took out of the server's: identity, times, what was allocated at random. */
export function asRecorded(ours: ApiObject, recorded: Readonly<Record<string, unknown>>): ApiObject {
  const text = JSON.stringify(ours)
    .replace(/kube-api-access-xxxxx/g, 'kube-api-access-#####')
    .replace(/0{8}-0{4}-[04]0{3}-[08]0{3}-0{11}[01]/g, '<uid>');
  const object = JSON.parse(text) as ApiObject;
  const metadata = (object.metadata ??= {});
  const theirs = (recorded['metadata'] ?? {}) as Readonly<Record<string, unknown>>;
  for (const field of ['uid', 'resourceVersion', 'creationTimestamp', 'managedFields', 'selfLink'] as const) {
    if (!Object.hasOwn(theirs, field)) delete metadata[field];
  }
  // A time of the server's clock, like creationTimestamp.
  const status = (recorded['status'] ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof status['lastPhaseTransitionTime'] === 'string') {
    const ours = object as { status?: Record<string, unknown> };
    (ours.status ??= {})['lastPhaseTransitionTime'] = status['lastPhaseTransitionTime'];
  }
  // The API server makes up a name when it stores the object; rules only see that there is a prefix.
  if (metadata.name === undefined && metadata.generateName !== undefined) metadata.name = `${metadata.generateName}#####`;
  // A LimitRange without a name gets an identity for one.
  const given = theirs['name'];
  if (metadata.name === 'generated' && typeof given === 'string' && /^[0-9a-f]{8}-/.test(given)) metadata.name = given;
  // Who asked.
  if (object.kind === 'CertificateSigningRequest') {
    const { username, uid, groups, extra } = (recorded['spec'] ?? {}) as Readonly<Record<string, unknown>>;
    Object.assign((object as { spec?: object }).spec ?? {}, { username, uid, groups, extra });
  }
  // Requests were made in the namespace `oracle`; bases need not say so.
  if (metadata.namespace === undefined && typeof theirs['namespace'] === 'string') metadata.namespace = theirs['namespace'];
  return object;
}
