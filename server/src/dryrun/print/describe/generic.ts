// Any object, field by field: what kubectl prints of kinds that it has no description for.
// Source: genericDescriber, printUnstructuredContent, smartLabelFor in kubectl/pkg/describe/describe.go, 1.36.
import { compareText } from '../../../base/compare.ts';
import { plainText } from '../words.ts';
import { events, head, type Describer, type Page } from './page.ts';

type Fields = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

const SKIPPED = new Set([
  '.metadata.managedFields',
  '.metadata.name',
  '.metadata.namespace',
  '.metadata.labels',
  '.metadata.annotations',
]);
const ACRONYMS = new Set(['API', 'URL', 'UID', 'GUID']);

/** `creationTimestamp` → `Creation Timestamp`, `apiVersion` → `API Version`. */
export function labelOf(field: string): string {
  if (/[^\p{L}-]/u.test(field)) return field;
  const parts = field.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|-+/gu) ?? [field];
  return parts
    .map((part) => {
      if (ACRONYMS.has(part.toUpperCase())) return part.toUpperCase();
      return part === part.toLowerCase() ? part.slice(0, 1).toUpperCase() + part.slice(1) : part;
    })
    .join(' ');
}

const scalarText = (value: unknown): string => (value === null ? '<nil>' : plainText(value));

/** Fields in the order of the alphabet. */
export function fields(page: Page, level: number, content: Fields, prefix: string): void {
  for (const field of Object.keys(content).sort(compareText)) {
    const value = content[field];
    const path = `${prefix}.${field}`;
    if (value === undefined || SKIPPED.has(path)) continue;
    const label = labelOf(field);
    if (isMap(value)) {
      page.line(level, `${label}:`);
      fields(page, level + 1, value, path);
    } else if (Array.isArray(value)) {
      page.line(level, `${label}:`);
      for (const item of value as readonly unknown[]) {
        if (isMap(item)) fields(page, level + 1, item, path);
        else page.line(level + 1, scalarText(item));
      }
    } else page.line(level, `${label}:\t${scalarText(value)}`);
  }
}

/** Any object. */
export const generic: Describer = (page, object, context) => {
  head(page, object);
  fields(page, 0, object, '');
  events(page, object, context);
};
