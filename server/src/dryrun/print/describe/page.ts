// A description in the making: lines with tabs, indented by levels, as kubectl's describers write them.
// Source: staging/src/k8s.io/kubectl/pkg/describe/describe.go, 1.36.
import { compareText } from '../../../base/compare.ts';
import { controllerOf } from '../../../api/objectMeta.ts';
import type { ApiObject } from '../../../api/kindRules.ts';
import type { Event, Toleration } from '../../../api/types.generated.ts';
import type { DeepReadonly, Instant, ReadApi } from '../../../cluster/controller.ts';
import { EVENT } from '../../../cluster/types.ts';
import { LAST_APPLIED } from '../../../api/lastApplied.ts';
import { alignColumns } from '../columns.ts';
import { ageOf, longTime } from '../times.ts';

/** Annotations are cut to so many characters a line. */
const LONGEST = 140;

/** What a describer works with. */
export interface DescribeContext {
  readonly read: ReadApi;
  readonly now: Instant;
  readonly events: boolean;
}

/** A describer writes what it knows of an object. */
export type Describer<T extends ApiObject = ApiObject> = (
  page: Page,
  object: DeepReadonly<T>,
  context: DescribeContext,
) => void;

/** A page of description. */
export class Page {
  readonly #lines: string[] = [];

  /** A line at a level of indentation; what is from manifests never brings an escape sequence along. */
  line(level: number, text: string): void {
    for (const part of text.split('\n')) this.#lines.push(`${'  '.repeat(level)}${part.replaceAll('\u001b', '^[')}`);
  }

  /** `Name:  value`. */
  field(name: string, value: string | number | boolean | undefined, level = 0): void {
    this.line(level, `${name}:\t${String(value ?? '')}`);
  }

  /** A field where there is something to say. */
  optional(name: string, value: string | number | boolean | undefined): void {
    if (value !== undefined && value !== '') this.field(name, value);
  }

  /** A title and one value per line, or `<none>`. */
  list(title: string, values: readonly string[], indent = ''): void {
    const [first = '<none>', ...others] = values;
    this.line(0, `${indent}${title}:\t${first}`);
    for (const value of others) this.line(0, `${indent}\t${value}`);
  }

  labels(title: string, labels: Readonly<Record<string, string>> | undefined, indent = ''): void {
    const keys = Object.keys(labels ?? {}).sort(compareText);
    this.list(
      title,
      keys.map((key) => `${key}=${labels?.[key] ?? ''}`),
      indent,
    );
  }

  annotations(title: string, annotations: Readonly<Record<string, string>> | undefined): void {
    const keys = Object.keys(annotations ?? {}).filter((key) => key !== LAST_APPLIED);
    const entries = keys.sort(compareText).flatMap((key) => {
      const value = (annotations?.[key] ?? '').replace(/\n$/, '');
      if (value.length + key.length + 2 <= LONGEST && !value.includes('\n')) return [`${key}: ${value}`];
      return [`${key}:`, ...value.split('\n').map((line) => `  ${shorten(line, LONGEST - 2)}`)];
    });
    this.list(title, entries);
  }

  tolerations(title: string, tolerations: readonly DeepReadonly<Toleration>[] | undefined): void {
    const sorted = (tolerations ?? []).toSorted((a, b) => compareText(a.key ?? '', b.key ?? ''));
    this.list(title, sorted.map(tolerationText));
  }

  /** The lines as they are where nobody aligns them. */
  rawLines(): readonly string[] {
    return this.#lines;
  }

  toLines(): string[] {
    return alignColumns(this.#lines.join('\n'), 0, 2);
  }
}

const shorten = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most)}...` : text);

function tolerationText({ key = '', value = '', effect = '', operator, tolerationSeconds }: DeepReadonly<Toleration>) {
  let text = key + (value === '' ? '' : `=${value}`) + (effect === '' ? '' : `:${effect}`);
  if (operator === 'Exists' && value === '') text += key === '' && effect === '' ? 'op=Exists' : ' op=Exists';
  return tolerationSeconds === undefined ? text : `${text} for ${tolerationSeconds}s`;
}

/** Name, namespace, labels and annotations, which most descriptions begin with. */
export function head(page: Page, { metadata }: DeepReadonly<ApiObject>): void {
  page.field('Name', metadata?.name);
  page.field('Namespace', metadata?.namespace);
  page.labels('Labels', metadata?.labels);
  page.annotations('Annotations', metadata?.annotations);
}

/** Who manages the object. */
export function controlledBy(page: Page, object: DeepReadonly<ApiObject>): void {
  const owner = controllerOf(object as ApiObject);
  if (owner) page.field('Controlled By', `${owner.kind ?? ''}/${owner.name ?? ''}`);
}

interface Condition {
  readonly type?: string | undefined;
  readonly status?: string | undefined;
  readonly reason?: string | undefined;
}

/** A table of conditions with their reasons. */
export function conditions(page: Page, list: readonly Condition[] | undefined): void {
  if ((list ?? []).length === 0) return;
  page.line(0, 'Conditions:\n  Type\tStatus\tReason');
  page.line(1, '----\t------\t------');
  for (const { type = '', status = '', reason = '' } of list ?? []) page.line(1, `${type} \t${status}\t${reason}`);
}

/** Events about an object, the oldest first. Source: DescribeEvents. */
export function events(
  page: Page,
  object: DeepReadonly<ApiObject>,
  { read, now, events: shown }: DescribeContext,
): void {
  if (!shown) return;
  const { name, namespace, uid } = object.metadata ?? {};
  const own = read
    .list<Event>(EVENT, namespace ?? 'default')
    .filter(({ involvedObject: about }) => about?.name === name && (about?.uid === uid || about?.uid === name));
  if (own.length === 0) {
    page.field('Events', '<none>');
    return;
  }
  const when = ({ lastTimestamp }: DeepReadonly<Event>): string => lastTimestamp ?? '';
  page.line(0, 'Events:\n  Type\tReason\tAge\tFrom\tMessage');
  page.line(1, '----\t------\t----\t----\t-------');
  for (const event of own.toSorted((a, b) => compareText(when(a), when(b)))) {
    const { type, reason, series, count = 0, source, reportingComponent, involvedObject: about } = event;
    const first = ageOf(event.eventTime ?? event.firstTimestamp, now);
    let age = first;
    if (series) age = `${ageOf(series.lastObservedTime, now)} (x${series.count ?? 0} over ${first})`;
    else if (count > 1) age = `${ageOf(event.lastTimestamp, now)} (x${count} over ${first})`;
    const message = (event.message ?? '').trim().replaceAll('\n', ' ');
    const where = about?.fieldPath ? `${about.fieldPath}: ` : '';
    page.line(1, [type, reason, age, source?.component || reportingComponent, `${where}${message}`].join('\t'));
  }
}

/** A time of the API in full. */
export const timeField = (page: Page, name: string, time: string | undefined): void => {
  if (time !== undefined) page.field(name, longTime(time));
};
