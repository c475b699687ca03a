// What the schema and its documentation say of a field, as markdown.
import type { FieldPath } from '../api/fieldPath.ts';
import { apiVersionOf, type KnownKind } from '../api/gvk.ts';
import { fieldAt, type FieldInfo } from '../schema/catalog.ts';
import type { Docs } from '../schema/docs.ts';
import { fieldSince, historyOf } from '../schema/versions.ts';

/** Text that is not ours, made harmless as markdown: no HTML, no accidental headings. */
const plainText = (text: string): string => text.replaceAll('<', '&lt;').replaceAll(/^(\s*)#/gm, '$1\\#');

const code = (text: string): string => `\`${text.replaceAll('`', "'")}\``;

/** A scalar, or a short structure, as it would be written. */
export const shownValue = (value: unknown): string | undefined => {
  if (value === undefined || value === null || value === '') return undefined;
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text === '' || text.length > 80 ? undefined : code(text);
};

/** `` `replicas` integer (int32), required, defaults to `1` ``, and the accepted values. */
export function headOf(info: FieldInfo, defaultValue: unknown): string {
  const shown = shownValue(defaultValue ?? info.default);
  const parts = [
    info.typeText,
    ...(info.required ? ['required'] : []),
    ...(shown === undefined ? [] : [`defaults to ${shown}`]),
  ];
  const values = (info.values ?? []).filter((value) => value !== '');
  return [
    `**${info.name}**: ${parts.join(', ')}`,
    ...(values.length > 0 ? [`One of ${values.map(code).join(', ')}`] : []),
  ].join('\n\n');
}

/** The documentation of the field at a path; undefined where there is none. */
export function describeField(docs: Docs, gvk: KnownKind, path: FieldPath): string | undefined {
  const text = docs.at(gvk, path);
  return text === undefined ? undefined : plainText(text);
}

/** Everything about the field at a path. */
export function fieldMarkdown(docs: Docs, gvk: KnownKind, path: FieldPath, defaultValue: unknown): string | undefined {
  const text = describeField(docs, gvk, path);
  if (path.length === 0) return text;
  const info = fieldAt(gvk, path);
  // A list item and a map's entry have the list's or map's description; their own key says more than that.
  if (!info || info.name !== path.at(-1)) return undefined;
  const since = fieldSince(info.owner, info.name);
  const history = since === undefined ? [] : [`Since Kubernetes ${since}.`];
  return [headOf(info, defaultValue), ...history, ...(text === undefined ? [] : [text])].join('\n\n');
}

/** What a kind is, since when it exists in this version, and what takes its place. */
export function kindMarkdown(docs: Docs, gvk: KnownKind): string | undefined {
  const { since, deprecated, removed, replacement } = historyOf(gvk) ?? {};
  const history = [
    ...(since === undefined ? [] : [`since Kubernetes ${since}`]),
    ...(deprecated === undefined ? [] : [`deprecated since ${deprecated}`]),
    ...(removed === undefined ? [] : [`not served from ${removed} on`]),
    ...(replacement === undefined ? [] : [`use ${code(replacement)}`]),
  ].join(', ');
  const head = `**${apiVersionOf(gvk)} ${gvk.kind}**${history === '' ? '' : `: ${history}`}`;
  const text = describeField(docs, gvk, []);
  if (text === undefined && history === '') return undefined;
  return [head, ...(text === undefined ? [] : [text])].join('\n\n');
}
