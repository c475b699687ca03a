// Event objects as upstream's recorder makes them: similar ones counted, many similar ones combined, floods dropped.
// Source: staging/src/k8s.io/client-go/tools/record/{event,events_cache}.go; for the scheduler, which uses the newer
// API, client-go/tools/events/event_broadcaster.go, 1.36.
import { formatMicroTime, formatTime } from '../base/instant.ts';
import type { SortedMap } from '../base/sortedMap.ts';
import type { Event, ObjectReference } from '../api/types.generated.ts';
import type { EventSubject, Instant } from './controller.ts';
import type { Store } from './store.ts';
import { EVENT } from './types.ts';

/** From so many different messages of one reason on, they are combined into one event. */
const COMBINE_AFTER = 10;
const COMBINE_WINDOW_MS = 600_000;
/** Per source and object: so many at once, then one per five minutes. */
const BURST = 25;
const REFILL_MS = 300_000;
/** Who records with the newer API: a series instead of a count. */
const NEWER = new Set(['default-scheduler']);
/** A series ends when nothing was added for so long. */
const SERIES_MS = 360_000;

/** What the recorder remembers; plain JSON in the cluster's memory. */
interface Observation {
  readonly name: string;
  readonly namespace: string;
  readonly count: number;
  readonly at: Instant;
  /** When it was said first; absent in a series. */
  readonly first?: Instant;
}
interface Similar {
  readonly messages: readonly string[];
  readonly at: Instant;
}
interface Bucket {
  readonly tokens: number;
  readonly at: Instant;
}

/** One thing to say. */
export interface Said {
  readonly component: string;
  readonly subject: EventSubject;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly fieldPath?: string | undefined;
}

/** Where the recorder keeps its memory, and where events go. */
export interface RecorderHost {
  readonly store: Store;
  readonly memory: SortedMap<unknown>;
  now(): Instant;
}

const keyOf = (...parts: readonly string[]): string => `\0events\0${parts.join('\0')}`;

function referenceTo({ subject, fieldPath }: Said): ObjectReference {
  const meta = subject.metadata as
    { name?: string; namespace?: string; uid?: string; resourceVersion?: string } | undefined;
  return {
    apiVersion: subject.apiVersion,
    kind: subject.kind,
    name: meta?.name,
    ...(meta?.namespace === undefined || meta.namespace === '' ? {} : { namespace: meta.namespace }),
    ...(meta?.uid === undefined ? {} : { uid: meta.uid }),
    ...(meta?.resourceVersion === undefined ? {} : { resourceVersion: meta.resourceVersion }),
    ...(fieldPath === undefined ? {} : { fieldPath }),
  };
}

/** Records one event. */
export function record(host: RecorderHost, said: Said): void {
  const about = referenceTo(said);
  const place = [about.kind, about.namespace, about.name, about.uid, about.apiVersion].map((part) => part ?? '');
  if (NEWER.has(said.component)) {
    recordSeries(host, said, about, keyOf('n', said.component, ...place, said.type, said.reason, said.message));
    return;
  }
  const aggregate = keyOf('a', said.component, ...place, said.type, said.reason);
  const combined = tooManySimilar(host, aggregate, said.message);
  const key = combined
    ? keyOf('o', aggregate)
    : keyOf('o', said.component, ...place, about.fieldPath ?? '', said.type, said.reason, said.message);
  const message = combined ? `(combined from similar events): ${said.message}` : said.message;
  const before = host.memory.get(key) as Observation | undefined;
  const now = host.now();
  const namespace = about.namespace ?? 'default';
  const old = before ? (host.store.get(EVENT, before.namespace, before.name) as Event | undefined) : undefined;
  // Who records does not notice that an event has expired: it comes back under its name, counted on.
  const observation: Observation = {
    name: before?.name ?? eventName(host, about),
    namespace,
    count: (before?.count ?? 0) + 1,
    at: now,
    first: before?.first ?? now,
  };
  host.memory.set(key, observation);
  if (isFlood(host, keyOf('s', said.component, ...place))) {
    if (!before) host.memory.delete(key);
    return;
  }
  const event: Event = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: old?.metadata
      ? { ...old.metadata }
      : { name: observation.name, namespace, uid: uidOf(host), creationTimestamp: formatTime(now) },
    involvedObject: about,
    reason: said.reason,
    message,
    source: { component: said.component },
    firstTimestamp: old?.firstTimestamp ?? formatTime(observation.first ?? now),
    lastTimestamp: formatTime(now),
    count: observation.count,
    type: said.type,
    eventTime: null as unknown as undefined,
    reportingComponent: said.component,
    reportingInstance: '',
  };
  host.store.write(EVENT, event, old, now);
}

/** Whether the message has to be combined with others. Source: EventAggregator.EventAggregate. */
function tooManySimilar(host: RecorderHost, key: string, message: string): boolean {
  const now = host.now();
  const known = host.memory.get(key) as Similar | undefined;
  const fresh = known !== undefined && now - known.at <= COMBINE_WINDOW_MS;
  const messages = fresh ? known.messages : [];
  const next = messages.includes(message) ? messages : [...messages, message];
  const combined = next.length >= COMBINE_AFTER;
  host.memory.set(key, { messages: combined ? next.slice(1) : next, at: now });
  return combined;
}

/** Takes a token; true if there is none left. Source: EventSourceObjectSpamFilter. */
function isFlood(host: RecorderHost, key: string): boolean {
  const now = host.now();
  const known = host.memory.get(key) as Bucket | undefined;
  const tokens = known ? Math.min(BURST, known.tokens + (now - known.at) / REFILL_MS) : BURST;
  const flood = tokens < 1;
  host.memory.set(key, { tokens: flood ? tokens : tokens - 1, at: now });
  return flood;
}

function recordSeries(host: RecorderHost, said: Said, about: ObjectReference, key: string): void {
  const now = host.now();
  const before = host.memory.get(key) as Observation | undefined;
  const fresh = before !== undefined && now - before.at <= SERIES_MS;
  const old = fresh ? (host.store.get(EVENT, before.namespace, before.name) as Event | undefined) : undefined;
  const namespace = about.namespace ?? 'default';
  const name = old ? (before?.name ?? '') : eventName(host, about);
  const count = old ? (before?.count ?? 1) + 1 : 1;
  host.memory.set(key, { name, namespace, count, at: now } satisfies Observation);
  const event: Event = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: old?.metadata
      ? { ...old.metadata }
      : { name, namespace, uid: uidOf(host), creationTimestamp: formatTime(now) },
    involvedObject: about,
    reason: said.reason,
    message: said.message,
    source: {},
    firstTimestamp: null as unknown as undefined,
    lastTimestamp: null as unknown as undefined,
    type: said.type,
    eventTime: old?.eventTime ?? formatMicroTime(now),
    ...(count > 1 ? { series: { count, lastObservedTime: formatMicroTime(now) } } : {}),
    action: said.reason === 'Scheduled' ? 'Binding' : 'Scheduling',
    reportingComponent: said.component,
    reportingInstance: `${said.component}-control-plane`,
  };
  host.store.write(EVENT, event, old, now);
}

/** Upstream names an event after its object and the nanosecond. */
function eventName(host: RecorderHost, about: ObjectReference): string {
  const nanos = BigInt(Math.floor(host.now())) * 1_000_000n + BigInt(host.store.revision % 1_000_000);
  return `${about.name ?? ''}.${nanos.toString(16).padStart(16, '0')}`;
}

/** Events are many and nobody refers to their uid: derived from the revision instead of drawn. */
function uidOf(host: RecorderHost): string {
  return `00000000-0000-4000-8000-${host.store.revision.toString(16).padStart(12, '0')}`;
}
