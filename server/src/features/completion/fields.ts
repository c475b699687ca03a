// Field names: in the order of the schema, required ones first, those that are there already left out.
import type { KnownKind } from '../../api/gvk.ts';
import type { FieldFact, TypeFact, TypeRef } from '../../schema/facts.ts';
import { DEFAULT_VERSION, type KubernetesVersion } from '../../diagnostics/kubernetesVersion.ts';
import { isDeprecated } from '../../schema/docs.ts';
import { fieldSince } from '../../schema/versions.ts';
import type { CaretContext } from '../caretContext.ts';
import { typeText } from '../../schema/catalog.ts';
import { schemaAt, structOf } from '../schemaAt.ts';
import type { CompletionItem } from './item.ts';

/** Documentation of a field, where there is any: tells which fields are deprecated. */
export type Describe = (gvk: KnownKind, path: readonly (string | number)[]) => string | undefined;

/** Fields that only the server writes. */
const SERVERS_OWN = new Set([
  'status',
  'managedFields',
  'resourceVersion',
  'uid',
  'creationTimestamp',
  'generation',
  'selfLink',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
]);

/** The fields of a struct as they are offered. */
export function fieldsInOrder(struct: TypeFact, path: readonly (string | number)[]): readonly FieldFact[] {
  const isMeta = path.at(-1) === 'metadata';
  const fields = [...struct.fields.values()].filter(
    ({ name }) => !(path.length === 0 && name === 'status') && !(isMeta && SERVERS_OWN.has(name)),
  );
  const first = (field: FieldFact) => (field.required || (isMeta && field.name === 'name') ? 0 : 1);
  // The sort is stable: within required and optional ones the schema's order stays. At the top it is the usual one.
  if (path.length === 0) return fields;
  return fields.sort((a, b) => first(a) - first(b));
}

const isCollection = (type: TypeRef): boolean => type.kind === 'struct' || type.kind === 'map' || type.kind === 'list';

/** What follows a field's name: where its value begins. `pad` is the column of the keys below. */
function tailOf(type: TypeRef, pad: string): string {
  const below = `\n${pad}  `;
  if (type.kind === 'list') return `:${below}- $0`;
  if (type.kind === 'struct' || type.kind === 'map') return `:${below}$0`;
  return ': $0';
}

/** Whether a value can be chosen from a list at once. */
const hasChoice = (field: FieldFact): boolean => field.values !== undefined || field.type.kind === 'bool';

/** Whether a field came with a later version than the one that manifests are written for. */
function isNewer(since: string | undefined, { minor }: KubernetesVersion): boolean {
  return since !== undefined && Number(since.slice(since.indexOf('.') + 1)) > minor;
}

/** The fields that fit at the caret. */
export function completeFields(
  gvk: KnownKind,
  context: CaretContext,
  describe: Describe,
  version: KubernetesVersion = DEFAULT_VERSION,
): CompletionItem[] {
  const place = schemaAt(gvk, context.path);
  const { siblings, start, end } = context;
  let type = place?.type;
  let lead = '';
  let column = context.column;
  let path = context.path;
  // On a line of its own below `containers:` the next item is begun.
  if (type?.kind === 'list' && !context.inItem) {
    type = type.items;
    lead = context.style === 'block' ? '- ' : '';
    column += 2;
    path = [...path, 0];
  }
  const struct = type && structOf(type);
  if (!struct || (context.style !== 'block' && lead !== '')) return [];
  const pad = ' '.repeat(column);
  return fieldsInOrder(struct, path)
    .filter(({ name }) => !siblings.has(name) && !isNewer(fieldSince(struct.id, name), version))
    .map((field) => {
      const documentation = describe(gvk, [...path, field.name]);
      return {
        label: field.name,
        kind: 'field',
        detail: `${typeText(field.type)}${field.required ? ', required' : ''}`,
        about: { gvk, path: [...path, field.name] },
        ...(documentation !== undefined && isDeprecated(documentation) ? { deprecated: true } : {}),
        ...insertion(field, context, context.before + lead, pad),
        range: { start, end },
      };
    });
}

function insertion(field: FieldFact, context: CaretContext, lead: string, pad: string) {
  const { style, hasColon, after } = context;
  const name = style === 'json' ? JSON.stringify(field.name) : field.name;
  if (hasColon) return { insert: lead + name };
  const again = hasChoice(field) || ['name', 'image', 'key', 'kind', 'apiVersion'].includes(field.name);
  if (style === 'block') return { insert: `${lead}${name}${tailOf(field.type, pad)}`, snippet: true, again };
  const scalar = style === 'json' && isText(field) ? '"$0"' : '$0';
  const open = field.type.kind === 'list' ? '[$0]' : isCollection(field.type) ? '{$0}' : scalar;
  return { insert: `${name}: ${open}${after}`, snippet: true, again };
}

const isText = (field: FieldFact): boolean =>
  ['string', 'quantity', 'time', 'microTime', 'bytes'].includes(field.type.kind);
